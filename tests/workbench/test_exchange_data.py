"""Codings in and raw material out: every row finds its answer, or the file is refused by row."""

import csv
import io

import pytest
from sqlalchemy import func, select

from exchange.codebook_files import read_codebook as read_codebook_file
from exchange.coding_files import read_codings
from exchange.errors import BrokenLine, WrongFile
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import tables as t
from storage.store import open_store
from tests.raw_material import raw_material
from tests.workbench.synthetic_study import Study
from workbench import codebook, people, trail, undo
from workbench.errors import NotAllowed
from workbench.exchange_data import import_codings
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject


@pytest.fixture
def study(sqlite_url):
    found = Study(open_store(sqlite_url))
    found.add("Time")
    found.add("Room")
    return found


def bring_in(study, *lines, **named):
    data = "\n".join(["response_id,question,start,end,coder,code", *lines]).encode()
    return study.do(import_codings, data, "codings.csv", **named)


def codings(study):
    c = t.codings.c
    with study.store.reading() as conn:
        rows = conn.execute(select(c.response_id, c.start, c.end, c.coder_id, c.code_id).order_by(c.response_id))
        names = people.coders(study.store)
        return [(r.response_id, r.start, r.end, names[r.coder_id], study.book.code(r.code_id).name) for r in rows]


def length(study, answer):
    with study.store.reading() as conn:
        query = select(func.length(t.responses.c.text)).where(t.responses.c.response_id == answer)
        return conn.execute(query).scalar_one()


def test_rows_find_their_answer_by_respondent_and_question(study):
    done = bring_in(
        study, "P1,what is hard,0,6,Boris,Time", "P1,What would help,,,Cleo,room", "P2,what is hard,,,,Time"
    )
    assert (done.codings, done.known, done.coders) == (3, 0, ("Boris", "Cleo"))
    assert codings(study) == [
        ("p1.q1", 0, 6, "Boris", "Time"),
        ("p1.q2", 0, length(study, "p1.q2"), "Cleo", "Room"),
        ("p2.q1", 0, length(study, "p2.q1"), "Ana", "Time"),
    ]


def test_the_same_file_again_brings_nothing_twice(study):
    bring_in(study, "P1,what is hard,,,Boris,Time")
    again = bring_in(study, "P1,what is hard,,,Boris,Time", "P2,what is hard,,,Boris,Time")
    assert (again.codings, again.known) == (1, 1)
    assert len(codings(study)) == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("P99,what is hard,,,,Time", "row 3: no answer has the response_id 'P99'"),
        ("P1,why,,,,Time", "row 3: there is no question 'why'; the questions are: what is hard, what would help"),
        ("P1,,,,,Time", "row 3: 'P1' answered 2 questions; a column 'question'"),
        ("P1,what is hard,5,5000,,Time", "row 3: the passage 5 to 5000 does not lie inside an answer of"),
        ("P1,what is hard,,,,Pay", "row 3: there is no code 'Pay' in the codebook; add it"),
    ],
)
def test_a_row_that_fits_nowhere_is_named_and_nothing_comes_in(study, line, says):
    with pytest.raises(BrokenLine) as refused:
        bring_in(study, "P1,what is hard,,,Boris,Time", line)
    assert says in str(refused.value)
    assert refused.value.where == "row 3"
    assert codings(study) == []
    assert "Boris" not in people.coders(study.store).values()


def test_five_bad_rows_are_named_and_the_others_counted(study):
    with pytest.raises(BrokenLine, match=r"row 6: .*; and 2 more\. Nothing was brought in"):
        bring_in(study, *(f"X{n},what is hard,,,,Time" for n in range(7)))


def test_codes_that_the_codebook_has_not_are_added_when_asked(study):
    done = bring_in(study, "P1,what is hard,,,,Pay", "P2,what is hard,,,,pay", add_codes=True)
    assert done.codes == ("Pay",)
    assert study.drawn() == ["Time", "Room", "Pay"]
    assert [coding[4] for coding in codings(study)] == ["Pay", "Pay"]


def test_the_name_of_a_merged_code_leads_to_the_one_that_took_it_in(study):
    time, room = study.book.named("Time").id, study.book.named("Room").id
    study.do(codebook.merge_codes, [time], room)
    bring_in(study, "P1,what is hard,,,,Time")
    assert codings(study)[0][4] == "Room"


def test_a_retired_code_takes_no_codings_in(study):
    study.do(codebook.retire_code, study.book.named("Time").id)
    with pytest.raises(BrokenLine, match="'Time' is retired"):
        bring_in(study, "P1,what is hard,,,,Time", add_codes=True)


def test_imported_codings_are_taken_back_whole(study):
    bring_in(study, "P1,what is hard,,,Boris,Time", "P2,what is hard,,,Boris,Pay", add_codes=True)
    undo.undo(study.store, study.id, study.ana, scope="imported codings", command_id=new_id())
    assert codings(study) == []
    assert study.drawn() == ["Time", "Room"]


def marks(study):
    m = t.marks.c
    names = people.coders(study.store)
    with study.store.reading() as conn:
        rows = conn.execute(select(m.response_id, m.coder_id, m.mark).order_by(m.response_id))
        return [(row.response_id, names[row.coder_id], row.mark) for row in rows]


def test_an_empty_code_comes_in_as_no_code_applies_and_goes_again(study):
    lines = (
        "P1,what is hard,,,Boris,", "P2,what is hard,,,Boris,Time", "P2,what is hard,,,Boris,",
        "P2,what is hard,,,Cleo,", "P3,what is hard,0,6,Cleo,",
    )  # fmt: skip
    done = bring_in(study, *lines)
    assert (done.codings, done.without, done.known, done.passed) == (1, 2, 0, 2)
    assert marks(study) == [("p1.q1", "Boris", "no_code"), ("p2.q1", "Cleo", "no_code")]
    again = bring_in(study, *lines)
    assert (again.codings, again.without, again.known, again.passed) == (0, 0, 3, 2)
    record = trail.export_trail(study.store, study.id, study.ana).decode()
    assert "said that no code applies to P1’s answer to 'what is hard', brought in as Boris’s" in record
    bring_in(study, "P1,what is hard,,,Boris,Room")
    assert marks(study) == [("p2.q1", "Cleo", "no_code")]
    for _ in range(2):
        undo.undo(study.store, study.id, study.ana, scope="imported codings", command_id=new_id())
    assert marks(study) == [] and codings(study) == []


def test_only_the_lead_brings_codings_in(study):
    boris = study.join("Boris", "coder")
    with pytest.raises(NotAllowed, match="bring in codings"):
        study.do(import_codings, b"response_id,question,code\nP1,what is hard,Time", "codings.csv", coder=boris)


def test_a_file_that_is_no_table_is_refused(study):
    with pytest.raises(WrongFile):
        study.do(import_codings, b"PK\x03\x04", "codings.xlsx")


def test_what_goes_out_comes_back_in_another_project_unchanged(study, tmp_path):
    bring_in(study, "P1,what is hard,0,6,Boris,Time", "P1,what would help,,,Cleo,Room", "P30,what is hard,,,Boris,Room")
    files = raw_material(study.store, study.id)
    assert sorted(files) == ["codebook.yaml", "codings.csv", "memos.csv", "responses.csv"]

    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    ana = people.sign_in(other, "Ana")
    table = read_table(files["responses.csv"], "responses.csv")
    project = import_project(other, ana, NewProject("Again"), table, guess_plan(table))
    import_codings(other, project, ana, files["codings.csv"], "codings.csv", add_codes=True, command_id=new_id())
    assert raw_material(other, project)["codings.csv"] == files["codings.csv"]
    assert [row.name for row in read_codebook_file(files["codebook.yaml"], "codebook.yaml")] == ["Time", "Room"]


def test_responses_go_out_as_they_were_read_with_what_is_known_of_the_person(sqlite_url):
    store = open_store(sqlite_url)
    ana = people.sign_in(store, "Ana")
    lines = [f"P{n},{n % 3},=1+1 is what I would say about my long day {n}" for n in range(1, 25)]
    table = read_table("\n".join(["id,text,comment", *lines]).encode(), "survey.csv")
    project = import_project(store, ana, NewProject("Formulas"), table, guess_plan(table))
    rows = list(csv.DictReader(io.StringIO(raw_material(store, project)["responses.csv"].decode("utf-8-sig"))))
    assert rows[0] == {
        "response_id": "P1", "respondent_id": "P1", "question": "comment", "disposition": "substantive",
        "text": "'=1+1 is what I would say about my long day 1", "text (closed)": "1",
    }  # fmt: skip


def test_two_answers_of_one_person_to_one_question_are_told_apart(sqlite_url):
    store = open_store(sqlite_url)
    ana = people.sign_in(store, "Ana")
    lines = [f"P{n // 2},Why is it so hard,A long answer with the number {n}" for n in range(60)]
    table = read_table("\n".join(["respondent_id,question,text", *lines]).encode(), "long.csv")
    project = import_project(store, ana, NewProject("Twice"), table, guess_plan(table))
    data = b"response_id,question,code\nP0,Why is it so hard,First\nP0#2,Why is it so hard,Second"
    import_codings(store, project, ana, data, "codings.csv", add_codes=True, command_id=new_id())
    rows = read_codings(raw_material(store, project)["codings.csv"], "codings.csv")
    found = {row.response_id: row.code for row in rows}
    assert found == {"P0": "First", "P0#2": "Second"}
