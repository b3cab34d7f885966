"""The codebook on the store: what is kept, counted, taken back and refused."""

import pytest
from sqlalchemy import insert

from codebooks.errors import CodebookError, NameTaken
from coding.errors import CannotUndo
from exchange.codebook_files import read_codebook as read_codebook_file
from storage import rebuild
from storage import tables as t
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import codebook, deciding
from workbench.codebook import CodeDraft
from workbench.codebook_reading import preview_merge, read_codebook, versions
from workbench.errors import NotAllowed, NotReady
from workbench.ids import new_id


@pytest.fixture
def study(store_url):
    return Study(open_store(store_url))


def test_codes_are_added_in_a_row_and_stand_in_that_order(study):
    work = study.add("  Work ")
    study.add("Pay")
    study.add("Shifts", parent=work)
    assert study.drawn() == ["Work", "  Shifts", "Pay"]


def test_the_same_click_delivered_twice_adds_one_code(study):
    first = codebook.add_code(study.store, study.id, study.ana, "Work", command_id="c" * 16)
    again = codebook.add_code(study.store, study.id, study.ana, "Work", command_id="c" * 16)
    assert first == again
    assert study.drawn() == ["Work"]


def test_a_form_is_kept_whole_and_only_what_changed_is_recorded(study):
    work = study.add("Work")
    draft = CodeDraft(
        name="Work and time", definition="How much there is to do.\r\nAnd when.", include="Shifts", exclude="Pay",
        examples=" Too long \n\n Too many", questions=("q1",), theme=True, level="team", colour=9,
    )  # fmt: skip
    study.do(codebook.save_code, work, draft)
    code = study.book.code(work)
    assert (code.name, code.definition) == ("Work and time", "How much there is to do.\nAnd when.")
    assert (code.examples, code.questions, code.colour) == ("Too long\nToo many", ("q1",), 9)
    assert (code.theme, code.level) == (True, "team")
    recorded = study.head()
    study.do(codebook.save_code, work, draft)
    assert study.head() == recorded
    study.do(codebook.undo)
    assert study.book.code(work).name == "Work"


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (CodeDraft(name="Work", questions=("q9",)), "There is no question 'q9'.*what is hard"),
        (CodeDraft(name="Work", colour=40), "no colour number 40"),
        (CodeDraft(name=" "), "needs a name"),
        (CodeDraft(name="pay"), "already a code named 'Pay'"),
    ],
)
def test_a_form_that_cannot_be_kept_changes_nothing(study, draft, says):
    work = study.add("Work")
    study.add("Pay")
    with pytest.raises(CodebookError, match=says):
        study.do(codebook.save_code, work, draft)
    assert study.drawn() == ["Work", "Pay"]


def test_a_merge_says_beforehand_what_moves_and_can_be_taken_back(study):
    work, time, pay = study.add("Work"), study.add("Time"), study.add("Pay")
    study.add("Shifts", parent=time)
    study.code("p1.q1", time)
    study.code("p1.q2", time, work)
    study.code("p2.q1", pay)
    preview = preview_merge(study.store, study.id, [time, pay])
    assert (preview.codings, preview.respondents, preview.below) == (3, 2, ("Shifts",))
    study.do(codebook.merge_codes, [time, pay], work)
    assert study.drawn() == ["Work", "  Shifts"]
    assert (study.state().counts[work].codings, study.state().counts[work].respondents) == (4, 2)
    study.do(codebook.undo)
    assert study.drawn() == ["Work", "Time", "  Shifts", "Pay"]
    assert study.state().counts[work].codings == 1
    study.do(codebook.redo)
    assert study.state().counts[work].codings == 4


def test_a_code_merged_by_mistake_gets_its_codings_back_when_it_is_brought_back(study):
    work, time = study.add("Work"), study.add("Time")
    study.code("p1.q1", time)
    study.do(codebook.merge_codes, [time], work)
    study.add("Pay")
    study.do(codebook.bring_back, time)
    assert {code: study.state().counts[code].codings for code in (work, time)} == {work: 0, time: 1}


def test_a_retired_code_keeps_its_codings_and_comes_back_with_them(study):
    work = study.add("Work")
    study.code("p1.q1", work)
    study.do(codebook.retire_code, work)
    assert study.drawn() == []
    entry = {"id": new_id(), "kind": "apply", "response": "p2.q1", "code": work}
    assert not deciding.take(study.store, study.id, study.ana, [entry])[0].ok
    study.do(codebook.bring_back, work)
    assert study.state().counts[work].codings == 1


def test_a_theme_counts_its_people_once_however_many_of_its_codes_they_have(study):
    work = study.add("Work")
    time, shifts = study.add("Time", parent=work), study.add("Shifts", parent=work)
    study.code("p1.q1", time, shifts)
    study.code("p1.q2", time)
    study.code("p2.q1", shifts)
    counts = study.state().counts
    assert [counts[code].respondents for code in (work, time, shifts)] == [2, 1, 2]
    assert [counts[code].codings for code in (work, time, shifts)] == [0, 2, 2]


def test_what_waits_to_be_confirmed_is_in_no_other_count(study):
    work = study.add("Work")
    with study.store.writing() as conn:
        row = {"project_id": study.id, "code_id": work, "run_id": "r1", "proposal_id": "T01"}
        conn.execute(insert(t.waiting), [{**row, "segment": n, "state": "waiting"} for n in range(3)])
        conn.execute(insert(t.waiting), [{**row, "segment": 3, "state": "removed"}])
    counts = study.state().counts[work]
    assert (counts.respondents, counts.codings, counts.waiting) == (0, 0, 3)


def test_a_published_version_stays_as_it_was_and_says_what_changed_since(study):
    work, pay = study.add("Work"), study.add("Pay")
    study.do(codebook.publish_version)
    assert study.state().changes == ()
    study.do(codebook.save_code, work, CodeDraft(name="Workload", definition="Too much."))
    study.do(codebook.retire_code, pay)
    study.add("Time", parent=work)
    said = [(difference.name, difference.what) for difference in study.state().changes]
    assert said == [
        ("Workload", "renamed from 'Work', definition changed"),
        ("Time", "new"),
        ("Pay", "retired"),
    ]
    published = versions(study.store, study.id)[0]
    assert (published.version, published.codes) == (1, 2)
    assert [row.name for row in read_codebook_file(published.text.encode(), "v1.yaml")] == ["Work", "Pay"]


def test_changes_before_a_version_can_still_be_taken_back_after_it(study):
    study.add("Work")
    study.add("Pay")
    study.do(codebook.publish_version)
    study.do(codebook.undo)
    assert study.drawn() == ["Work"]
    assert [difference.what for difference in study.state().changes] == []
    assert study.book.version == 1


def test_an_empty_codebook_is_not_published(study):
    with pytest.raises(NotReady, match="Add the first code"):
        study.do(codebook.publish_version)


def test_undo_is_refused_when_the_name_went_to_another_code_meanwhile(study):
    boris = study.join("Boris", "adjudicator")
    work = study.add("Work")
    study.do(codebook.save_code, work, CodeDraft(name="Workload"))
    study.add("Work", coder=boris)
    with pytest.raises(NameTaken, match="two codes named"):
        study.do(codebook.undo)
    assert study.drawn() == ["Workload", "Work"]


def test_undo_is_refused_when_it_would_put_codes_under_each_other(study):
    boris = study.join("Boris", "adjudicator")
    work, time = study.add("Work"), study.add("Time")
    study.do(codebook.move_code, work, parent=time)
    study.do(codebook.move_code, work, parent="")
    study.do(codebook.move_code, time, parent=work, coder=boris)
    with pytest.raises((CodebookError, CannotUndo)):
        study.do(codebook.undo)
    assert study.drawn() == ["Work", "  Time"]


def test_undo_of_an_added_code_is_refused_while_somebody_uses_it(study):
    work = study.add("Work")
    study.code("p1.q1", work)
    with pytest.raises(CannotUndo, match="later decision"):
        study.do(codebook.undo)


@pytest.mark.parametrize("role", ["coder", "viewer"])
def test_only_who_leads_or_adjudicates_changes_the_codebook(study, role):
    work = study.add("Work")
    other = study.join("Boris", role)
    for act in (
        lambda: study.add("Pay", coder=other),
        lambda: study.do(codebook.save_code, work, CodeDraft(name="Pay"), coder=other),
        lambda: study.do(codebook.retire_code, work, coder=other),
        lambda: study.do(codebook.publish_version, coder=other),
    ):
        with pytest.raises(NotAllowed, match="change the codebook"):
            act()
    assert not read_codebook(study.store, study.id, other).may_edit


def test_the_exported_codebook_says_what_the_page_says(study):
    work = study.add("Work")
    study.add("Shifts", parent=work)
    draft = CodeDraft(name="Work", definition="D", examples="One\nTwo", questions=("q1",), theme=True, colour=3)
    study.do(codebook.save_code, work, draft)
    for kind in ("yaml", "csv"):
        data = codebook.export_codebook(study.store, study.id, kind)
        first, second = read_codebook_file(data, f"codebook.{kind}")
        assert (first.name, first.definition, first.examples, first.questions) == (
            "Work", "D", ("One", "Two"), ("what is hard",),
        )  # fmt: skip
        assert (first.theme, first.colour, second.parent) == (True, "3", "Work")


def test_the_codebook_drawn_anew_from_the_record_is_the_same(study):
    work, time = study.add("Work"), study.add("Time")
    shifts = study.add("Shifts", parent=time)
    study.do(codebook.shift_code, time, "up")
    study.do(codebook.merge_codes, [time], work)
    study.do(codebook.retire_code, shifts)
    study.do(codebook.undo)
    study.do(codebook.publish_version)
    before = study.book
    with study.store.writing() as conn:
        rebuild.rebuild(conn, study.id)
    assert study.book == before
