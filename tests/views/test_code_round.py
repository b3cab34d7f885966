"""The page Code in a round: offered on the ordinary desk, asked before it is handed in, and closed with its reason."""

import pytest

from coding.rounds import Assigned, RoundPlan
from workbench import desk, rounds


@pytest.fixture
def opened(seeded):
    """Give the id of a round of two answers in the first example, whose one coder is Ana."""
    with seeded.store.reading() as conn:
        handed = desk.desk_order(conn, seeded.fresh)[:2]
    plan = RoundPlan(
        kind="reliability", name="Can we agree", coders=(seeded.coder,),
        assignments=tuple(Assigned(seeded.coder, response) for response in handed),
    )  # fmt: skip
    return rounds.open_round(seeded.store, seeded.fresh, seeded.coder, plan, command_id="opened0001")


def said(at):
    assert not at.exception
    kinds = ("caption", "subheader", "markdown", "error")
    return " ".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def test_it_is_offered_asks_before_it_is_handed_in_and_is_closed_afterwards(seeded, open_page, opened):
    at = open_page("code_responses", seeded.fresh)
    assert "Round 1, reliability, waits for you: 2 answers." in said(at)
    at.button(key="code_round").click().run()
    assert at.query_params["round"] in (opened, [opened])
    at.button(key="hand_in_ask").click().run()
    assert "2 answers are not coded yet. Handed in like that, an answer counts as one to which you" in said(at)
    at.button(key="hand_in").click().run()
    assert "Your part of round 1 is handed in" in said(at) and "The lead can reveal it now" in said(at)
    rounds.reveal_round(seeded.store, seeded.fresh, seeded.coder, opened, command_id="revealed01")
    at.run()
    assert "Round 1 is revealed" in said(at)
    at.button(key="leave_round").click().run()
    assert "round" not in at.query_params and "waits for you" not in said(at)


def test_the_overview_and_the_start_page_lead_to_it_before_anything_else(seeded, open_page, opened):
    for page, button in (("see_overview", "next"), ("open_project", f"round_{seeded.fresh}")):
        at = open_page(page, seeded.fresh)
        assert "Round 1, reliability, waits for you: 2 answers." in said(at)
        at.button(key=button).click().run()
        assert at.query_params["round"] in (opened, [opened]) and at.button(key="hand_in_ask")
    rounds.submit_round(seeded.store, seeded.fresh, seeded.coder, opened, command_id="handedin01")
    assert "waits for you" not in said(open_page("see_overview", seeded.fresh))


def test_a_forged_round_and_one_that_others_code_say_so_and_show_nothing(seeded, open_page, opened):
    def opens(coder, round_id):
        at = open_page("code_responses", seeded.fresh, coder)
        at.query_params["round"] = round_id
        at.run()
        assert not at.exception and at.button(key="leave_round").label == "Go to the ordinary desk"
        return [error.value for error in at.error]

    other = seeded.join("Ben", seeded.fresh, "lead")
    assert opens(other, opened) == ["Round 1 is coded by others. Its coders were named when it was opened."]
    assert opens(other, "rforged")[0].startswith("There is no round 'rforged' in this project.")
