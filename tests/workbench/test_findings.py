"""Findings: the human codes come out as they went in, of the right people, on the page's table and in every file."""

import csv
import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest

from coding.errors import BadSpan
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage.store import open_store
from tests.human_counts import answered, people_by_code, rows
from tests.proposed_study import propose_study
from workbench import (
    answers,
    codebook,
    coded_export,
    deciding,
    demo,
    findings,
    people,
    projects,
    review,
    undo,
    variables,
)
from workbench.errors import NotAllowed
from workbench.findings import Choice
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

CODED = demo.example_id("patient_feedback", coded=True)
HUMAN = people_by_code()
SURVEY = """id,team,What is hard?
P1,A,Shifts are long and nobody helps
P2,A,The forms take all evening
P3,B,Long shifts again and again
P4,B,nothing
P5,,
P6,B,...
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The examples, made once; tests that change something have a store of their own."""
    store = open_store(folder=tmp_path_factory.mktemp("examples"))
    demo.ensure_examples(store)
    yield store
    store.engine.dispose()


@pytest.fixture(scope="module")
def offered(example):
    return findings.offer(example, CODED, people.sign_in(example, "Ana"))


class Small:
    """Six people, one question; Ana codes by hand."""

    def __init__(self, store, way="codebook"):
        self.store = store
        self.ana = people.sign_in(store, "Ana")
        table = read_table(SURVEY.encode(), "survey.csv")
        plan = guess_plan(table).with_column("What is hard?", role="open")
        self.id = import_project(store, self.ana, NewProject("Shifts", way), table, plan)
        self.question = next(iter(self.offer().questions))
        with store.reading() as conn:
            frame = findings.queries.analysed_answers(conn, self.id)
        self.answer = dict(zip(frame["label"], frame["response_id"], strict=True))

    def offer(self):
        return findings.offer(self.store, self.id, self.ana)

    def do(self, use_case, *args, **named):
        return use_case(self.store, self.id, self.ana, *args, command_id=new_id(), **named)

    def code(self, person, *codes, kind="apply"):
        entries = [{"id": new_id(), "kind": kind, "response": self.answer[person], "code": code} for code in codes]
        assert all(done.ok for done in deciding.take(self.store, self.id, self.ana, entries))

    def table(self, **choice):
        wanted = Choice(question=self.question, coder=self.ana, **choice)
        return findings.findings_table(self.store, self.id, wanted)[0]

    def n(self, code, **choice):
        return self.table(**choice).row(code).cells["n"]


@pytest.fixture
def small(sqlite_url):
    return Small(open_store(sqlite_url))


def counts(table):
    """Give n by name of the theme, of those above none."""
    return {str(row.cells["theme"]): row.cells["n"] for row in table.rows if row.cells["n"]}


def human(question):
    return {code: len(respondents) for code, respondents in HUMAN[question].items()}


def test_the_human_codes_of_every_question_come_out_each_respondent_once(example, offered):
    assert set(offered.questions.values()) == set(HUMAN)
    for question, wording in offered.questions.items():
        choice = Choice(question=question, coder=offered.coder)
        table, _ = findings.findings_table(example, CODED, choice)
        assert counts(table) == human(wording)
        assert table.base_n == len(answered()[wording])
        assert table.column("n").label == f"n of {table.base_n} who answered"
        for row in table.rows:
            assert row.cells["percent"] == pytest.approx(100 * row.cells["n"] / table.base_n)
            low, high = row.cells["interval"]
            assert 0 <= low < row.cells["percent"] < high <= 100


def test_the_finished_example_shows_its_own_coders_work_to_whoever_opens_it(offered):
    assert offered.coders[offered.coder] == "NHS team"


@pytest.fixture(scope="module", params=sorted(HUMAN))
def printed(request, example, offered):
    """Give what a form of each question's table holds, the counts it must hold, and how many answered."""
    wording = request.param
    question = next(key for key, said in offered.questions.items() if said == wording)
    choice = Choice(question=question, coder=offered.coder)
    base = f"{len(answered()[wording])} who answered"
    return lambda form: findings.write_findings(example, CODED, choice, form), human(wording), base


def test_the_human_counts_stand_in_the_workbook(printed):
    write, expected, _ = printed
    book = openpyxl.load_workbook(io.BytesIO(write("xlsx")))
    cells = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] and isinstance(row[1], int)]
    assert {str(row[0]).strip(): row[1] for row in cells} == expected
    said = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "version 1" in said and "NHS team" in said and "Wilson" in said


def test_the_human_counts_stand_in_the_word_file(printed):
    write, expected, base = printed
    document = docx.Document(io.BytesIO(write("docx")))
    grid = [[cell.text.strip() for cell in row.cells] for row in document.tables[0].rows]
    found = {line[0]: int(line[1].replace(",", "")) for line in grid if line[1].replace(",", "").isdigit()}
    assert found == expected
    assert base in " ".join(grid[0])


def test_the_human_counts_stand_in_the_latex_table(printed):
    write, expected, _ = printed
    found = {}
    for line in write("tex").decode("utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)&", line)]
        if len(cells) > 3 and cells[1].replace(",", "").isdigit():
            name = re.sub(r"\\leftskip=\d+em|\\textbf|[{}]", "", cells[0]).replace("\\&", "&").strip()
            found[name] = int(cells[1].replace(",", ""))
    assert found == expected


def test_the_human_counts_stand_in_the_csv_file_as_plain_data(printed):
    write, expected, _ = printed
    lines = list(csv.DictReader(io.StringIO(write("csv").decode("utf-8-sig"))))
    column = next(name for name in lines[0] if name.startswith("n of"))
    assert {line["Theme"]: int(line[column]) for line in lines} == expected
    assert b"Record number" in write("notes.txt")


def test_one_file_holds_the_tables_of_all_questions(example, offered):
    choice = Choice(question="", coder=offered.coder)
    book = openpyxl.load_workbook(io.BytesIO(findings.write_all_questions(example, CODED, choice, "xlsx")))
    titles = " ".join(str(sheet.cell(1, 1).value) for sheet in book)
    assert all(wording in titles for wording in offered.questions.values())


def test_a_cross_tab_counts_the_people_of_each_group(example, offered):
    question, wording = next(iter(offered.questions.items()))
    service = {row["respondent_id"]: row["service"] for row in rows("responses.csv")}
    variable = next(key for key, name in offered.variables.items() if name == "service")
    choice = Choice(question=question, coder=offered.coder, variable=variable)
    table, _ = findings.findings_table(example, CODED, choice)
    groups = {column.group.partition(" (n = ")[0]: column.key for column in table.columns if column.label == "n"}
    assert set(groups) == {"All", *(service[person] for person in answered()[wording])}
    for row in table.rows:
        having = HUMAN[wording][str(row.cells["theme"])]
        for level, key in groups.items():
            assert row.cells[key] == sum(level in ("All", service[person]) for person in having)


def test_only_the_confirmed_codings_of_the_chosen_coder_count(small):
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)
    bea = people.sign_in(small.store, "Bea")
    assert small.n(time) == 1
    choice = Choice(question=small.question, coder=bea)
    assert findings.findings_table(small.store, small.id, choice)[0].row(time).cells["n"] == 0


def test_each_denominator_is_named_and_counts_its_own_people(small):
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)
    small.do(answers.set_dispositions, [small.answer["P4"]], "nothing_to_report")
    small.do(answers.set_dispositions, [small.answer["P6"]], "not_usable")
    labels = {of: small.table(denominator=of).base_label for of in findings.DENOMINATORS}
    assert labels == {
        "asked": "6 asked",
        "answered": "5 who answered",
        "substantive": "3 with a substantive answer",
        "coded": "1 with a coded answer",
    }


def test_an_answer_not_coded_yet_is_never_counted_as_one_without_the_theme(small):
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)
    note = small.table().notes[0]
    assert note.startswith("Coded 1 of 5 answers") and "not an answer without the theme" in note


def test_a_theme_counts_each_respondent_once_however_many_of_its_codes_they_have(small):
    work = small.do(codebook.add_code, "Work", theme=True)
    time = small.do(codebook.add_code, "Time", parent=work)
    forms = small.do(codebook.add_code, "Forms", parent=work)
    small.code("P1", time, forms)
    small.code("P2", forms)
    assert [small.n(code) for code in (work, time, forms)] == [2, 1, 2]


def test_merged_codes_count_as_the_one_they_were_merged_into_until_it_is_undone(small):
    time, shifts = small.do(codebook.add_code, "Time"), small.do(codebook.add_code, "Shifts")
    small.code("P1", time, shifts)
    small.code("P3", shifts)
    small.do(codebook.merge_codes, [shifts], time)
    assert counts(small.table()) == {"Time": 2}
    small.do(codebook.undo)
    assert counts(small.table()) == {"Time": 1, "Shifts": 2}


def test_a_retired_code_stays_in_the_table_where_it_was_used(small):
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)
    small.do(codebook.retire_code, time)
    assert counts(small.table()) == {"Time (retired)": 1}


def test_codes_that_nobody_used_are_left_out_and_said_so_or_shown_on_wish(small):
    time = small.do(codebook.add_code, "Time")
    small.do(codebook.add_code, "Pay")
    assert len(small.table().rows) == 2  # while nothing is coded the codebook itself is what there is to see
    small.code("P1", time)
    assert [row.key for row in small.table().rows] == [time]
    assert "One code of the codebook was used in none of these answers" in small.table().notes[-1]
    assert len(small.table(unused=True).rows) == 2


def test_a_quote_stands_word_for_word_in_the_table_and_in_every_file(small):
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)
    small.do(findings.choose_quote, time, small.answer["P1"], " nobody helps ")
    assert small.table().row(time).cells["quotes"] == "\u201cnobody helps\u201d (P1)"
    choice = Choice(question=small.question, coder=small.ana)
    made = {form: findings.write_findings(small.store, small.id, choice, form) for form in findings.FORMS}
    sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0]
    assert any("nobody helps" in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    cells = [cell.text for row in docx.Document(io.BytesIO(made["docx"])).tables[0].rows for cell in row.cells]
    assert any("nobody helps" in cell for cell in cells)
    assert all("nobody helps" in made[form].decode("utf-8") for form in ("tex", "csv", "html"))


def test_a_quote_that_is_not_verbatim_is_refused(small):
    time = small.do(codebook.add_code, "Time")
    with pytest.raises(BadSpan, match="verbatim"):
        small.do(findings.choose_quote, time, small.answer["P1"], "Nobody helped")


def test_choosing_again_replaces_a_quote_and_undo_brings_the_first_back(small):
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)

    def quoted():
        return [a.text[slice(*a.quote)] for a in findings.read_answers(
            small.store, small.id, time, [small.answer["P1"]]) if a.quote]  # fmt: skip

    small.do(findings.choose_quote, time, small.answer["P1"], "Shifts are long")
    small.do(findings.choose_quote, time, small.answer["P1"], "nobody helps")
    assert quoted() == ["nobody helps"]
    undo.undo(small.store, small.id, small.ana, scope=findings.SCOPE, command_id=new_id())
    assert quoted() == ["Shifts are long"]
    small.do(findings.choose_quote, time, small.answer["P1"], "")
    assert quoted() == []


def test_a_viewer_chooses_no_quotes(small):
    time = small.do(codebook.add_code, "Time")
    viewer = people.sign_in(small.store, "Vic")
    projects.join_project(small.store, small.id, viewer, "viewer")
    with pytest.raises(NotAllowed, match="choose quotes"):
        findings.choose_quote(small.store, small.id, viewer, time, small.answer["P1"], "Shifts", command_id=new_id())


def test_accepting_every_proposal_and_doing_nothing_else_counts_nobody_and_says_why(sqlite_url):
    study = propose_study(open_store(sqlite_url))
    waiting = sum(study.do(review.accept, theme).waiting for theme in ("T01", "T02", "T03", "T04"))
    told = 0
    for question in findings.offer(study.store, study.project, study.ana).questions:
        choice = Choice(question=question, coder=study.ana)
        table, _ = findings.findings_table(study.store, study.project, choice)
        assert table.rows
        assert {row.cells["n"] for row in table.rows} == {0}
        assert {row.cells["percent"] for row in table.rows} == {None}
        told += sum(row.cells["waiting"] for row in table.rows)
        assert re.match(r"Coded 0 of 12 answers\. No answer is coded yet: \d+ passages are proposed", table.notes[0])
    assert told == waiting > 0


def test_a_reflexive_project_shows_no_intervals_until_they_are_switched_on(sqlite_url):
    small = Small(open_store(sqlite_url), way="reflexive")
    time = small.do(codebook.add_code, "Time")
    small.code("P1", time)
    team = next(iter(small.offer().variables))
    for choice in ({}, {"variable": team}):
        table = small.table(**choice)
        assert "interval" not in {column.kind for column in table.columns}
        assert not any("Wilson" in note for note in table.notes)
    wanted = Choice(question=small.question, coder=small.ana)
    assert b"CI" not in findings.write_findings(small.store, small.id, wanted, "svg")
    small.do(projects.change_setting, "parts", "intervals")
    assert any("Wilson" in note for note in small.table().notes)
    assert b"95% CI" in findings.write_findings(small.store, small.id, wanted, "svg")


def test_the_same_record_gives_the_same_figures_and_a_new_decision_another_number(small):
    time = small.do(codebook.add_code, "Time")
    before = findings.record_number(small.store, small.id)
    small.code("P1", time)
    _, stamp = findings.findings_table(small.store, small.id, Choice(question=small.question, coder=small.ana))
    assert stamp.record_number == findings.record_number(small.store, small.id) > before
    assert (stamp.coder, stamp.codebook) == ("Ana", "draft, no version published")


def test_a_closed_variable_left_out_later_is_offered_nowhere(small):
    assert list(small.offer().variables.values()) == ["team"]
    row = variables.list_variables(small.store, small.id)[0]
    hidden = replace(row.definition, role="leave_out")
    small.do(variables.define_variable, row.variable_id, hidden)
    assert small.offer().variables == {}
    assert "team" not in coded_export.coded_csv(small.store, small.id, small.ana).decode("utf-8-sig").splitlines()[0]
