"""A confirmed passage says that its code applies; whether others do, only a look at the whole answer says."""

import csv
import io

import pytest

from exchange.coding_files import read_codings
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage.store import open_store
from tests.proposed_study import propose_study
from tests.raw_material import raw_material
from workbench import codebook, coded_export, deciding, desk, exchange_data, findings, overview, review, undo, waiting
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

HARD = "q1"


class Begun:
    """A study with the codes Time and Food, where every waiting passage of Time was confirmed and nothing else done."""

    def __init__(self, url):
        self.study = propose_study(open_store(url))
        self.store, self.project, self.ana = self.study.store, self.study.project, self.study.ana
        self.time = self.study.do(review.accept, "T01", "Time").code
        self.food = codebook.add_code(self.store, self.project, self.ana, "Food", command_id=new_id())
        listed = waiting.passages(self.store, self.project, self.time)
        self.touched = sorted({passage.response_id for passage in listed if passage.response_id.endswith(HARD)})
        waiting.confirm_all(
            self.store, self.project, self.ana, self.time, [passage.key for passage in listed], command_id=new_id()
        )

    def at_desk(self, kind, response, **entry):
        entry = {"id": new_id(), "kind": kind, "response": response, **entry}
        (answer,) = deciding.take(self.store, self.project, self.ana, [entry])
        return answer

    def says_no_more(self, response):
        answer = self.at_desk("done", response, on=True)
        assert answer.ok, answer.reason

    def table(self, denominator):
        choice = findings.Choice(question=HARD, coder=self.ana, denominator=denominator, unused=True)
        return findings.findings_table(self.store, self.project, choice)[0]

    def counted(self, denominator):
        table = self.table(denominator)
        return {row.cells["theme"]: (row.cells["n"], table.base_n, row.cells["percent"]) for row in table.rows}

    def item(self, response):
        shown = desk.window(self.store, self.project, self.ana, at=response)
        return next(item for item in shown.items if item.response_id == response)

    def coded(self):
        return desk.window(self.store, self.project, self.ana, question=HARD).coded

    def exported(self):
        data = coded_export.coded_csv(self.store, self.project, self.ana).decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(data, newline=""))
        return [(row["coded"], row["Time"], row["Food"]) for row in rows if row["question"] == "What makes it hard?"]


@pytest.fixture
def begun(sqlite_url):
    return Begun(sqlite_url)


def test_after_one_theme_was_confirmed_no_answer_is_said_to_lack_the_others(begun):
    found = len(begun.touched)
    assert found > 1
    assert begun.counted("coded") == {"Time": (0, 0, None), "Food": (0, 0, None)}
    n, base, percent = begun.counted("answered")["Time"]
    assert (n, base) == (found, 12) and percent == pytest.approx(100 * found / 12)


def test_the_note_says_how_many_are_coded_in_part_and_what_that_means(begun):
    note = begun.table("answered").notes[0]
    assert note.startswith("Coded 0 of 12 answers")
    assert f"{len(begun.touched)} of them in part" in note
    assert "other codes" in note
    outside = " ".join(begun.table("coded").notes)
    assert f"Codings on {len(begun.touched)} answers outside this base are not counted" in outside


def test_the_desk_the_overview_and_the_way_on_count_none_of_them_as_coded(begun):
    assert begun.coded() == 0
    assert overview.overview(begun.store, begun.project, begun.ana).counts.coded == 0
    assert desk.resume_at(begun.store, begun.project, begun.ana, HARD) == f"p0.{HARD}"


def test_in_the_coded_answers_a_code_not_looked_for_is_empty_and_not_zero(begun):
    assert set(begun.exported()) == {("0", "1", ""), ("0", "", "")}


def test_said_at_the_desk_that_no_other_code_applies_the_answer_is_coded(begun):
    first = begun.touched[0]
    begun.says_no_more(first)
    assert begun.item(first).done
    assert begun.coded() == 1
    assert begun.counted("coded") == {"Time": (1, 1, 100.0), "Food": (0, 1, 0.0)}
    assert ("1", "1", "0") in begun.exported()


def test_a_code_given_by_hand_makes_the_answer_coded(begun):
    first = begun.touched[0]
    assert begun.at_desk("apply", first, code=begun.food).ok
    assert [coding.code for coding in begun.item(first).codings if coding.by_hand] == [begun.food]
    assert begun.counted("coded") == {"Time": (1, 1, 100.0), "Food": (1, 1, 100.0)}
    assert begun.at_desk("remove", first, code=begun.food).ok
    assert begun.coded() == 0


def test_it_cannot_be_said_of_an_answer_without_a_code(begun):
    bare = next(f"p{n}.{HARD}" for n in range(12) if f"p{n}.{HARD}" not in begun.touched)
    answer = begun.at_desk("done", bare, on=True)
    assert not answer.ok and "no code applies" in answer.reason
    assert begun.coded() == 0


def test_with_its_last_code_the_word_that_no_other_applies_goes_too_and_comes_back_with_undo(begun):
    first = begun.touched[0]
    begun.says_no_more(first)
    assert begun.at_desk("remove", first, code=begun.time).ok
    assert begun.coded() == 0 and not begun.item(first).done
    assert begun.at_desk("undo", first).ok
    assert begun.coded() == 1 and begun.item(first).done


def test_the_confirmation_taken_back_leaves_no_answer_coded(begun):
    begun.says_no_more(begun.touched[0])
    done = undo.undo(begun.store, begun.project, begun.ana, scope=waiting.SCOPE, command_id=new_id())
    assert done is not None
    assert begun.coded() == 0 and begun.counted("coded")["Time"] == (0, 0, None)


def test_the_raw_material_says_what_is_coded_in_part_and_brings_it_back_so(begun):
    begun.says_no_more(begun.touched[0])
    material = raw_material(begun.store, begun.project)["codings.csv"]
    assert {row.in_part for row in read_codings(material, "codings.csv")} == {True, False}
    table = read_table(raw_material(begun.store, begun.project)["responses.csv"], "responses.csv")
    again = import_project(begun.store, begun.ana, NewProject("Again"), table, guess_plan(table), command_id=new_id())
    exchange_data.import_codings(
        begun.store, again, begun.ana, material, "codings.csv", add_codes=True, command_id=new_id()
    )
    before, after = (overview.overview(begun.store, p, begun.ana).counts for p in (begun.project, again))
    assert (after.coded, after.in_part) == (before.coded, before.in_part) == (1, before.in_part)
    assert before.in_part > 1


def test_where_no_code_applied_and_a_passage_is_confirmed_later_the_answer_stays_coded(sqlite_url):
    study = propose_study(open_store(sqlite_url))
    time = study.do(review.accept, "T01", "Time").code
    passage = waiting.passages(study.store, study.project, time)[0]
    said = {"id": new_id(), "kind": "no_code", "response": passage.response_id, "on": True}
    assert deciding.take(study.store, study.project, study.ana, [said])[0].ok
    waiting.confirm(study.store, study.project, study.ana, passage.key, command_id=new_id())
    shown = desk.window(study.store, study.project, study.ana, at=passage.response_id)
    item = next(item for item in shown.items if item.response_id == passage.response_id)
    assert (item.codes, item.no_code, item.done, shown.coded) == ((time,), False, True, 1)
