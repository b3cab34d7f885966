"""The review and the confirming, wholly by keyboard, in real Chromium."""

import pytest
from playwright.sync_api import Browser, Page, expect

from storage.store import open_store
from tests.app_server import AppServer
from tests.at_rest import comes_to_rest
from tests.proposed_study import ProposedStudy, propose_study
from workbench import waiting

pytestmark = pytest.mark.browser
WAITS_MS = 45_000


class Hands:
    """A person at the keyboard of the study's review."""

    def __init__(self, page: Page, url: str, study: ProposedStudy) -> None:
        self.page, self.study = page, study
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.set_default_timeout(WAITS_MS)
        page.goto(f"{url}/proposals?project={study.project}&coder={study.ana}")
        self.theme(study.board.cards[0].name)
        expect(page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first).to_be_visible(timeout=WAITS_MS)
        page.wait_for_timeout(1500)  # a page just loaded takes keys only once everything on it is drawn

    def theme(self, name: str) -> None:
        """Wait until a theme is the open one and the page has come to rest."""
        expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=WAITS_MS)
        self.rest()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=WAITS_MS)
        self.rest()

    def rest(self) -> None:
        comes_to_rest(self.page, WAITS_MS)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture
def hands(tmp_path, chromium: Browser):
    study = propose_study(open_store(folder=tmp_path / "data"))
    server = AppServer(tmp_path / "data", {"VERBATIM_CACHE_DIR": str(tmp_path / "cache")})
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    try:
        yield Hands(page, server.start().url, study)
    finally:
        page.close()
        server.kill()


def test_a_review_without_the_mouse(hands):
    study, (first, second, *_) = hands.study, hands.study.board.cards
    hands.press("ArrowRight")
    hands.theme(second.name)
    hands.press("ArrowLeft")
    hands.theme(first.name)

    hands.press("n")
    field = hands.page.get_by_label("Name of the theme, and of the code it becomes")
    expect(field).to_be_focused(timeout=WAITS_MS)
    hands.page.wait_for_timeout(900)
    hands.page.wait_for_function(  # the whole name is selected, so that typing replaces it
        "() => { const { selectionStart, selectionEnd, value } = document.activeElement;"
        " return selectionStart === 0 && selectionEnd === value.length; }"
    )
    hands.page.keyboard.type("Never a moment")
    hands.press("Enter")
    hands.theme("Never a moment")

    hands.press("a")
    waits = len(first.segments)
    hands.sees(f"Code ‘Never a moment’ made. {waits} passages wait for you to confirm")
    hands.theme(second.name)
    assert list(study.codes().values()) == ["Never a moment"] and study.codings() == []

    hands.press("x")
    hands.sees("Rejected.")
    hands.press("u")
    hands.sees("Taken back: rejecting a proposed theme")
    hands.theme(second.name)

    hands.press("s")
    hands.sees("Split into two")
    hands.press("y")
    hands.theme(f"{second.name} (a)")
    hands.press("m")
    hands.sees("Merge into")
    hands.press("Escape")
    expect(hands.page.get_by_text("Or choose among all")).to_be_hidden(timeout=WAITS_MS)
    hands.rest()
    hands.press("u")
    hands.theme(second.name)
    assert study.board.card(second.proposal).status == "open" and not hands.errors


def test_passages_confirmed_without_the_mouse_are_counted_one_by_one(hands):
    study = hands.study
    hands.press("a")
    hands.sees("Confirm them now")
    code = next(iter(study.codes()))
    listed = waiting.passages(study.store, study.project, code)
    hands.page.get_by_text("Confirm them now").click()
    hands.sees(f"1 of {len(listed)} that wait")
    hands.press("y")
    hands.sees(f"1 of {len(listed) - 1} that wait")
    hands.press("x")
    hands.sees(f"1 of {len(listed) - 2} that wait")
    hands.press("ArrowRight")
    hands.sees(f"2 of {len(listed) - 2} that wait")
    hands.press("y")
    hands.sees(f"2 of {len(listed) - 3} that wait")
    confirmed = [listed[0], listed[3]]
    assert sorted(study.codings()) == sorted((p.response_id, p.start, p.end, "accepted") for p in confirmed)
    hands.press("u")
    hands.sees("Taken back")
    assert len(study.codings()) == 1 and not hands.errors
