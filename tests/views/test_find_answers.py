"""The page Find: the search stands in the address and may be kept; what is checked is coded and taken back."""

import pytest

from storage import queries
from storage.queries.finding import with_one_of
from workbench import kept_searches, projects
from workbench.ids import new_id

PAGE = "find_answers"


def shown(at):
    return [html.value for html in at.get("html") if 'class="vb-answer"' in html.value]


def keys(at):
    return [button.key for button in at.button]


@pytest.fixture
def search(open_page, seeded):
    """Give what opens the page by an address."""

    def opened(**address):
        at = open_page(PAGE, seeded.coded)
        for key, value in address.items():
            at.query_params[key] = value
        return at.run()

    return opened


@pytest.fixture
def code(seeded):
    with seeded.store.reading() as conn:
        return queries.codebook(conn, seeded.coded).live()[0]


def test_a_search_is_typed_stands_in_the_address_and_opens_from_it(search, seeded):
    at = search()
    assert not at.exception and shown(at) == []
    at.text_input(key="find_text").set_value("waiting").run()
    assert at.query_params["w"] == "waiting"
    found = shown(at)
    assert found and all("<mark" in words for words in found)
    again = search(w="waiting")
    assert shown(again) == found and again.text_input(key="find_text").value == "waiting"
    again.text_input(key="find_text").set_value("(wait").run()
    assert again.query_params["w"] == "(wait" and not again.exception


def test_what_cannot_be_searched_is_said_and_nothing_breaks(search, seeded):
    at = search(w="(wait", how="pattern", c="forged", v="v99")
    assert "breaks off at its end" in at.error[0].value and not at.exception
    assert any("left out" in caption.value for caption in at.caption)
    at = search(w="?!")
    assert "holds no word" in at.error[0].value
    at = search(w="zzzzz")
    assert "No answer fits" in [heading.value for heading in at.subheader]
    at.button(key="find_clear").click().run()
    assert "w" not in at.query_params


def test_checked_answers_get_a_code_after_a_preview_and_one_undo_takes_it_back(search, seeded, code):
    at = search(w="waiting")
    at.button(key="find_check_here").click().run()
    at.selectbox(key="find_code").set_value(code.id).run()
    at.button(key="find_apply").click().run()
    assert not at.exception
    assert any(f"**{code.name}** will be put on" in text.value for text in at.markdown)
    at.button(key="find_do").click().run()
    said = next(text.value for text in at.markdown if "was put on" in text.value)
    with seeded.store.reading() as conn:
        mine = with_one_of(conn, seeded.coded, {code.id}, seeded.coder)
    assert mine and f"{len(mine)} answer" in said
    at.button(key="find_back").click().run()
    with seeded.store.reading() as conn:
        assert with_one_of(conn, seeded.coded, {code.id}, seeded.coder) == set()
    assert not at.exception and "find_bar" not in keys(at)


def test_a_kept_search_opens_with_one_click(search, seeded):
    at = search(w="waiting", s="uncoded")
    at.text_input(key="find_name").set_value("Uncoded waits").run()
    at.button(key="find_keep").click().run()
    assert not at.error and not at.exception
    (kept,) = kept_searches.kept_searches(seeded.store, seeded.coded)
    fresh = search()
    fresh.button(key=f"find_open_{kept.filter_id}").click().run()
    assert (fresh.query_params["w"], fresh.query_params["s"]) == ("waiting", "uncoded")


def test_a_reflexive_project_searches_words_but_shows_no_machine_and_no_disagreement(search, seeded):
    projects.change_setting(
        seeded.store, seeded.coded, seeded.coder, "way", "reflexive", command_id=new_id()
    )
    at = search(w="waiting", how="meaning", s="disagreed")
    assert not at.exception and shown(at)
    assert not any(key.startswith("find_like") for key in keys(at))
    assert "Coders differ" not in at.selectbox(key="find_state").options
