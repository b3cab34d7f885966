"""Coded answers as a file: every answer with its codes, and texts that no spreadsheet runs."""

import csv
import io

import openpyxl
import pytest

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import queries
from storage.store import open_store
from tests.human_counts import parents, rows
from tests.raw_material import raw_material
from workbench import codebook, coded_export, deciding, demo, exchange_data, findings, people
from workbench.codebook import CodeDraft
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

CODED = demo.example_id("patient_feedback", coded=True)
TEXTS = {"P1": "=1+1", "P2": "Two lines,\nand a comma", "P3": "@home, always late", "P4": ""}


def read_csv(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    store = open_store(folder=tmp_path_factory.mktemp("examples"))
    demo.ensure_examples(store)
    yield store, findings.offer(store, CODED, "nobody").coder
    store.engine.dispose()


def make_study(store, texts):
    ana = people.sign_in(store, "Ana")
    file = io.StringIO(newline="")
    lines = [(person, "AB"[place % 2], text) for place, (person, text) in enumerate(texts.items())]
    csv.writer(file).writerows([("id", "team", "What is hard?"), *lines])
    table = read_table(file.getvalue().encode(), "survey.csv")
    project = import_project(
        store, ana, NewProject("Shifts"), table, guess_plan(table).with_column("What is hard?", role="open")
    )
    with store.reading() as conn:
        frame = queries.analysed_answers(conn, project)
    return project, ana, dict(zip(frame["label"], frame["response_id"], strict=True))


@pytest.fixture
def study(sqlite_url):
    store = open_store(sqlite_url)
    return store, *make_study(store, TEXTS)


def test_every_answer_of_the_example_carries_its_human_codes_and_a_column_for_each(example):
    store, coder = example
    lines = read_csv(coded_export.coded_csv(store, CODED, coder))
    expected: dict[str, set[str]] = {row["response_id"]: set() for row in rows("responses.csv")}
    for row in rows("codings.csv"):
        expected[row["response_id"]].add(row["code"])
    assert {line["response_id"]: set(filter(None, line["codes"].split("; "))) for line in lines} == expected
    above = parents()
    for line in lines:
        having = set(expected[line["response_id"]])
        having |= {above[code] for code in having}
        if line["coded"] == "1":
            assert {code for code in above if line.get(code) == "1"} == having - {""}


def test_the_workbook_holds_the_same_and_says_where_it_comes_from(example):
    store, coder = example
    book = openpyxl.load_workbook(io.BytesIO(coded_export.coded_xlsx(store, CODED, coder)))
    sheet = book.worksheets[0]
    assert sheet.max_row - 1 == len(rows("responses.csv"))
    about = " ".join(str(cell) for row in book["About"].iter_rows(values_only=True) for cell in row if cell)
    assert "NHS team" in about and "version 1" in about and "Digest" in about


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_comes_back_without_its_guard(study):
    store, project, ana, _ = study
    data = coded_export.coded_csv(store, project, ana)
    written = {line["respondent_id"]: line["text"] for line in read_csv(data)}
    assert (written["P1"], written["P3"]) == ("'=1+1", "'@home, always late")
    table = read_table(data, "coded-answers.csv")
    again = import_project(store, ana, NewProject("Again"), table, guess_plan(table).with_column("text", role="open"))
    with store.reading() as conn:
        frame = queries.analysed_answers(conn, again)
    assert {"=1+1", "@home, always late", "Two lines,\nand a comma"} <= set(frame["text"])


def test_a_workbook_holds_a_formula_as_text_unchanged(study):
    store, project, ana, _ = study
    sheet = openpyxl.load_workbook(io.BytesIO(coded_export.coded_xlsx(store, project, ana))).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_codes_are_1_with_the_code_0_without_and_empty_where_nothing_is_decided(study):
    store, project, ana, answer = study
    time = codebook.add_code(store, project, ana, "Time", command_id=new_id())
    deciding.take(store, project, ana, [
        {"id": new_id(), "kind": "apply", "response": answer["P1"], "code": time},
        {"id": new_id(), "kind": "no_code", "response": answer["P2"], "on": True},
        {"id": new_id(), "kind": "memo", "response": answer["P1"], "text": "Said in passing"},
    ])  # fmt: skip
    lines = {line["respondent_id"]: line for line in read_csv(coded_export.coded_csv(store, project, ana))}
    assert [lines[person]["Time"] for person in ("P1", "P2", "P3")] == ["1", "0", ""]
    assert (lines["P1"]["memos"], lines["P1"]["team"]) == ("Said in passing", "A")


def test_the_raw_material_of_one_project_makes_another_with_the_same_findings(example, tmp_path):
    store, _ = example
    other = open_store(folder=tmp_path)
    ana = people.sign_in(other, "Ana")
    table = read_table(raw_material(store, CODED)["responses.csv"], "responses.csv")
    project = import_project(other, ana, NewProject("Again"), table, guess_plan(table))
    exchange_data.import_codings(
        other, project, ana, raw_material(store, CODED)["codings.csv"], "codings.csv", add_codes=True,
        command_id=new_id(),
    )  # fmt: skip
    counted = []
    for where, project_id in ((store, CODED), (other, project)):
        offer = findings.offer(where, project_id, ana)
        found = {}
        for question, wording in offer.questions.items():
            choice = findings.Choice(question=question, coder=offer.coder)
            table_, _ = findings.findings_table(where, project_id, choice)
            found[wording] = {
                str(row.cells["theme"]): row.cells["n"] for row in table_.rows if row.cells["n"] and not row.strong
            }
        counted.append(found)
    assert counted[0] == counted[1]


def test_a_code_with_a_definition_of_several_lines_breaks_no_file(study):
    store, project, ana, answer = study
    code = codebook.add_code(store, project, ana, "=SUM(1)", command_id=new_id())
    draft = CodeDraft(name="=SUM(1)", definition="First line.\nSecond & last {line}.")
    codebook.save_code(store, project, ana, code, draft, command_id=new_id())
    deciding.take(store, project, ana, [{"id": new_id(), "kind": "apply", "response": answer["P1"], "code": code}])
    header = list(read_csv(coded_export.coded_csv(store, project, ana))[0])
    assert "'=SUM(1)" in header
