"""The Agreement page: nothing before the reveal, then the sentence, each code, and every part of it without a gap."""

import json
import re

import pytest

from storage import queries
from tests.coded_round import Round
from workbench import round_agreement

PAGE = "compare_coders"


@pytest.fixture
def made(seeded):
    """A round of 30 answers by two coders, still open; one coder leaves a code out in every third answer."""
    ben, cem = (seeded.join(name, seeded.coded, "coder") for name in ("Ben", "Cem"))
    with seeded.store.reading() as conn:
        answers = queries.analysed_answers(conn, seeded.coded)
        book = queries.codebook(conn, seeded.coded)
    asked = answers[answers["question_id"] == "q1"]["response_id"][:30].tolist()
    first, second = [code.id for code in book.live() if code.applies_to("q1") and not book.is_theme(code.id)][:2]
    opened = Round(seeded.store, seeded.coded, seeded.coder, (ben, cem), asked, again=asked[:3])
    for coder in (ben, cem):
        given = {answer: [(first, second)[place % 2]] for place, answer in enumerate(asked)}
        left_out = asked[::3] if coder == cem else []
        marks = {answer: "no_code" if place else "unsure" for place, answer in enumerate(left_out)}
        opened.code(coder, given | marks)
        opened.code(coder, {answer: [first] for answer in asked[:3]}, again=1)
    opened.submit()
    return opened


def lines(at, key="by_code"):
    component = next(element for element in at.main if getattr(element, "key", "") == key)
    return json.loads(component.proto.json)["lines"]


def more(at):
    return next(group for group in at.get("button_group") if group.key == "more")


def said(at):
    return " ".join(str(element.value) for element in [*at.markdown, *at.caption]).replace("\\", "")


def test_before_the_reveal_the_page_says_what_will_be_there(open_page, seeded, made):
    at = open_page(PAGE, seeded.coded)
    assert not at.exception and not at.error
    assert "One is being coded" in said(at) and "Independent agreement" not in said(at)


def test_every_part_of_a_revealed_round_is_drawn(open_page, seeded, made):
    round_id = made.reveal()
    at = open_page(PAGE, seeded.coded)
    assert not at.exception and not at.error
    found = round_agreement.round_results(seeded.store, seeded.coded, round_id, "")
    assert f"Independent agreement on {found.results.respondents} respondents" in said(at)
    assert "Unsure without a code, counted as missing: 1" in said(at)
    used = found.results.with_codes
    assert [line["door"] for line in lines(at)] == [len(found.results.disagreements(code)) for code in used]
    parts = more(at).options
    assert len(parts) == 10
    before = None
    for part in parts:
        more(at).set_value(part).run()  # by its words, as the address holds it
        assert not at.exception and not at.error and more(at).value != before, part
        before = more(at).value
        assert not re.search(r"\bnan\b", str([getattr(element, "proto", "") for element in at.main]), re.I), part
