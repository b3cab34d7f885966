"""The page What may have been missed: a sample is drawn, read, and says what it says in words."""

from pathlib import Path

import pytest

from coding.events import CodeApplied, ResponseMarked
from storage import order_rows
from workbench import desk, enough, findings, orders, projects, trail
from workbench.enough import UNREAD, WITHOUT
from workbench.findings import Choice
from workbench.ids import new_id
from workbench.settings import Settings

PAGE = "check_enough"


@pytest.fixture
def study(seeded):
    """Give the finished example with forty answers coded by Ana: ten get the first code, thirty get none."""
    store, project, coder = seeded.store, seeded.coded, seeded.coder
    window = desk.window(store, project, coder)
    answers = [item.response_id for item in window.items][:40]
    code = window.codes[0]
    with store.transaction(project, command_id=new_id(), actor=coder) as tx:
        tx.append(
            CodeApplied(coding=new_id(), response=response, start=0, end=1, code=code.code_id, coder=coder)
            for response in answers[:10]
        )
        tx.append(none_applies(response, coder) for response in answers[10:])
    return store, project, coder, code.code_id


def none_applies(response, coder):
    return ResponseMarked(response=response, coder=coder, mark="no_code", before=False, after=True)


def words(at):
    return " ".join(element.value for element in (*at.markdown, *at.caption))


def test_a_sample_is_drawn_and_read_and_its_result_is_said_in_words(open_page, study):
    store, project, coder, code = study
    at = open_page(PAGE, project)
    assert "**10** answers have this code by now" in words(at) and "**30** were read without it" in words(at)
    at.number_input[0].set_value(20).run()
    at.button(key="draw_sample").click().run()
    assert not at.exception and not at.error
    (sample,) = enough.samples(store, project, coder, code)
    assert (sample.among, sample.drawn, sample.before) == (UNREAD, 20, 10)
    (link,) = [link.proto for link in at.get("page_link") if link.proto.label == "Read them at the desk"]
    assert link.query_string == f"order={sample.order_id}"
    with store.reading() as conn:
        places = order_rows.places(conn, project, [sample.order_id])
    with store.transaction(project, command_id=new_id(), actor=coder) as tx:
        tx.append(none_applies(place.response, coder) for place in places)
    at = open_page(PAGE, project)
    assert "All 20 are read: none of them has the code." in words(at)
    assert "If more than 5% of all answers with this code were still unread" in words(at)
    assert "reading has to go on" in words(at)


def test_answers_read_without_the_code_are_read_again_on_the_page(open_page, study):
    store, project, coder, code = study
    enough.draw_sample(store, project, coder, code, WITHOUT, 2, command_id=new_id())
    at = open_page(PAGE, project)
    at.button(key="again_N").click().run()
    assert not at.exception and enough.samples(store, project, coder, code)[0].read == 1
    at.button(key="again_Y").click().run()
    (sample,) = enough.samples(store, project, coder, code)
    assert not at.exception and (sample.read, sample.found) == (2, 1)
    assert enough.pools(store, project, coder, code).found == 11


def test_a_reflexive_project_shows_neither_checks_nor_orders_until_they_are_switched_on(open_page, study):
    store, project, coder, _ = study
    projects.change_setting(store, project, coder, "way", "reflexive", command_id=new_id())
    at = open_page("code_responses", project)
    assert not at.exception and "Shares hold" not in words(at)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        at.switch_page(f"views/{PAGE}.py")


def test_findings_refuse_the_shares_of_what_was_not_drawn_at_random_then_carry_them_over(open_page, study):
    store, project, coder, code = study
    question = next(iter(findings.offer(store, project, coder).questions))
    assert "were not drawn at random" in words(open_page("report_findings", project))
    order = orders.choose(store, Settings(Path(), Path()), project, coder, "random", command_id=new_id())
    first = desk.window(store, project, coder, question=question, order=order, number=1).items[:40]
    with store.transaction(project, command_id=new_id(), actor=coder) as tx:
        tx.append(none_applies(item.response_id, coder) for item in first if not item.codes and not item.no_code)
    choice = Choice(question=question, coder=coder)
    table, _ = findings.carried_over_table(store, project, choice, findings.findings_table(store, project, choice)[0])
    assert "n of 4" in table.columns[1].label and table.row(code).cells["percent"] > 0
    at = open_page("report_findings", project)
    assert not at.exception and "were not drawn at random" not in words(at)


def test_the_random_share_is_set_in_the_settings_and_said_in_the_record(open_page, study):
    store, project, _, _ = study
    at = open_page("change_settings", project)
    pills = next(group for group in at.get("button_group") if group.key and group.key.startswith("audit_"))
    pills.set_value(30).run()
    assert not at.exception and projects.open_project(store, project).audit == "30"
    said = trail.read_trail(store, project).entries[0].what
    assert said == "set the random share of orders made by the machine to 30%"
