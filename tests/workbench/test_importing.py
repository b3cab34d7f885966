"""A survey file becomes a project, all of it or nothing, and a file that cannot be read leaves everything as it was."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from pipelines.errors import PlanError, ReadError
from pipelines.reading import MAX_FILE_BYTES, read_table
from pipelines.survey import ImportPlan, guess_plan
from storage import record
from storage import store as storage_store
from storage import tables as t
from storage.rebuild import rebuild
from storage.store import Store, open_store
from tests.workbench.qualtrics_export import RESPONDENTS, qualtrics_export
from workbench import importing
from workbench.errors import NoRoom, NotReady, WorkbenchError
from workbench.importing import import_project
from workbench.people import sign_in
from workbench.projects import NewProject, list_projects

NEW = NewProject("Ward survey")
SMALL = "id,role,What helps?\n1,nurse,None\n2,doctor,My team — 谢谢 😀\n3,nurse,=1+1\n4,nurse,مرحبا بالجميع\n".encode()
ALL_RULES = ("preview", "spam", "unfinished", "repeated_id")


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_url, tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def ana(store: Store) -> str:
    return sign_in(store, "Ana")


def bring_in(store: Store, coder: str, data: bytes, name: str = "survey.csv", **more: object) -> str:
    table = read_table(data, name)
    return import_project(store, coder, NEW, table, guess_plan(table), **more)  # type: ignore[arg-type]


def texts(store: Store, project: str) -> list[str]:
    with store.reading() as conn:
        query = select(t.responses.c.text).where(t.responses.c.project_id == project)
        return list(conn.execute(query.order_by(t.responses.c.position)).scalars())


def rows_left(store: Store) -> int:
    with store.reading() as conn:
        tables = (t.imports, t.questions, t.respondents, t.responses)
        return sum(conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def test_answers_are_stored_exactly_as_they_were_written(store, ana):
    project = bring_in(store, ana, SMALL)
    assert texts(store, project) == ["None", "My team — 谢谢 😀", "=1+1", "مرحبا بالجميع"]


def test_closed_answers_and_definitions_come_with_their_respondents(store, ana):
    project = bring_in(store, ana, SMALL)
    with store.reading() as conn:
        closed = conn.execute(
            select(t.respondents.c.closed).where(t.respondents.c.project_id == project).order_by(t.respondents.c.row)
        ).scalars()
        roles = [json.loads(text) for text in closed]
        assert roles == [{"role": role} for role in ("nurse", "doctor", "nurse", "nurse")]
        assert conn.execute(select(func.count()).select_from(t.variables)).scalar() == 1


def test_a_very_long_answer_is_kept_whole(store, ana):
    answer = "word " * 99_999 + "end"
    project = bring_in(store, ana, f'id,Why?\n1,"{answer}"\n2,short\n'.encode())
    assert texts(store, project)[0] == answer


def test_the_same_command_twice_makes_one_project(store, ana):
    first = bring_in(store, ana, SMALL, command_id="0123456789abcdef")
    assert bring_in(store, ana, SMALL, command_id="0123456789abcdef") == first
    assert len(list_projects(store)) == 1
    assert len(texts(store, first)) == 4


@pytest.mark.parametrize("stage", ["Storing respondents", "Storing answers"])
def test_an_import_that_fails_midway_leaves_nothing_behind(store, ana, stage):
    def fail(name: str, share: float) -> None:
        if name == stage:
            raise OSError("the disk went away")

    with pytest.raises(OSError, match="the disk went away"):
        bring_in(store, ana, SMALL, command_id="feedfacefeedface", progress=fail)
    assert (list_projects(store), rows_left(store)) == ([], 0)
    bring_in(store, ana, SMALL, command_id="feedfacefeedface")
    assert len(list_projects(store)) == 1


def killed_import(store: Store, ana: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what a program leaves that is killed while it writes: rows, and nobody to sweep them away."""

    class Killed(BaseException):
        pass

    def kill(name: str, share: float) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("storage.corpus.sweep", lambda store, project: None)
        with pytest.raises(Killed):
            bring_in(store, ana, SMALL, progress=lambda name, share: kill(name, share) if share else None)


def test_what_a_killed_import_left_is_swept_away_by_a_later_one(store, ana, monkeypatch):
    killed_import(store, ana, monkeypatch)
    left = rows_left(store)
    assert left and list_projects(store) == []
    with store.writing() as conn:
        conn.execute(update(t.imports).values(at="2020-01-01T00:00:00.000000Z"))
    bring_in(store, ana, SMALL)
    assert rows_left(store) == 1 + 1 + 4 + 4


def test_an_import_that_runs_elsewhere_is_not_swept_away(store, ana, monkeypatch):
    killed_import(store, ana, monkeypatch)
    left = rows_left(store)
    bring_in(store, ana, SMALL)
    assert rows_left(store) == left + 1 + 1 + 4 + 4


def test_a_qualtrics_export_needs_nothing_but_its_open_questions(store, ana):
    table = read_table(qualtrics_export(), "export.csv")
    plan = guess_plan(table)
    assert [column.name for column in plan.with_role("open")] == ["Q2", "Q3"]
    project = import_project(store, ana, NEW, table, plan)
    with store.reading() as conn:
        wording = conn.execute(select(t.questions.c.wording).order_by(t.questions.c.position)).scalars().all()
        closed = conn.execute(select(t.respondents.c.closed).limit(1)).scalar_one()
    assert wording == ["Why did you give that answer?", "What would have made your visit better?"]
    assert set(json.loads(closed)) == {"Q1", "Q4"}
    assert len(texts(store, project)) == 2 * RESPONDENTS


def test_rows_left_out_by_rule_are_kept_and_counted_once_each(store, ana):
    table = read_table(qualtrics_export(), "export.csv")
    plan = replace(guess_plan(table), exclusions=tuple(reversed(ALL_RULES)))
    project = import_project(store, ana, NEW, table, plan)
    with store.reading() as conn:
        excluded = t.respondents.c.excluded
        counted = dict(conn.execute(select(excluded, func.count()).group_by(excluded)).all())
        imported = next(row for row in record.rows(conn, project) if row.kind == "ResponsesImported")
    assert counted == {"": 375, "preview": 9, "spam": 5, "unfinished": 9, "repeated_id": 3}
    event = json.loads(imported.payload)
    assert (event["received"], event["analysed"]) == (401, 375)
    assert dict(event["excluded"]) == {rule: counted[rule] for rule in ALL_RULES}


def test_drawing_the_tables_anew_leaves_the_same_respondents_out(store, ana):
    table = read_table(qualtrics_export(), "export.csv")
    project = import_project(store, ana, NEW, table, replace(guess_plan(table), exclusions=ALL_RULES))
    query = select(t.respondents.c.respondent_id, t.respondents.c.excluded).order_by(t.respondents.c.row)
    with store.reading() as conn:
        before = conn.execute(query).all()
    with store.writing() as conn:
        rebuild(conn, project)
        assert conn.execute(query).all() == before


@pytest.mark.parametrize(
    ("plan", "new", "error"),
    [
        (lambda plan: plan.with_column("What helps?", role="leave_out"), NEW, PlanError),
        (lambda plan: plan, NewProject(" "), WorkbenchError),
        (lambda plan: plan, NewProject("Ward", "by magic"), WorkbenchError),
    ],
    ids=["no open question", "no name", "no such way of working"],
)
def test_a_project_that_cannot_start_is_refused_before_anything_stays(store, ana, plan, new, error):
    table = read_table(SMALL, "survey.csv")
    with pytest.raises(error):
        import_project(store, ana, new, table, plan(guess_plan(table)))
    assert (list_projects(store), rows_left(store)) == ([], 0)


def test_nobody_imports_without_a_name(store):
    with pytest.raises(NotReady, match="who you are"):
        bring_in(store, "", SMALL)


def test_a_plan_for_another_file_is_refused_by_column(store, ana):
    table = read_table(SMALL, "survey.csv")
    plan = ImportPlan(guess_plan(read_table(b"a,Why not?\n1,Because of the pay\n2,No\n", "b.csv")).columns)
    with pytest.raises(PlanError, match=r"'survey\.csv' has no column 'a'"):
        import_project(store, ana, NEW, table, plan)


def test_an_import_is_refused_when_the_disk_is_nearly_full(store, ana, monkeypatch):
    monkeypatch.setattr(storage_store, "free_bytes", lambda folder: 10)
    with pytest.raises(NoRoom, match="VERBATIM_DATA_DIR"):
        bring_in(store, ana, SMALL)
    assert rows_left(store) == 0


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (300 << 20))
    return packed.getvalue()


BAD = {
    "a PDF": (b"%PDF-1.7\n", "answers.csv", "PDF"),
    "an empty file": (b"", "answers.csv", "empty"),
    "column names alone": (b"id,Why?\n", "answers.csv", "no answers under them"),
    "a row torn apart": (b"id,Why?\n1,a,b\n2,fine\n", "answers.csv", "Row 2"),
    "one name for two columns": (b"id,Why?,Why?\n1,a,b\n", "answers.csv", "'Why?'"),
    "10,000 columns": (b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "answers.csv", "10,000 columns"),
    "a zip bomb": (bomb(), "answers.xlsx", "answers.xlsx"),
}


@pytest.mark.parametrize(("data", "name", "said"), BAD.values(), ids=BAD.keys())
def test_a_file_that_cannot_be_read_leaves_the_projects_as_they_were(tmp_path, data, name, said):
    store = open_store(folder=tmp_path)
    ana = sign_in(store, "Ana")
    bring_in(store, ana, SMALL)
    before = list_projects(store)
    with pytest.raises(ReadError, match=name.replace(".", r"\.")) as refused:
        bring_in(store, ana, data, name)
    assert said in str(refused.value)
    assert list_projects(store) == before


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(2 << 30)
    assert path.stat().st_size > MAX_FILE_BYTES
    with pytest.raises(ReadError, match=r"'huge\.csv' is 2\.1 GB"):
        read_table(path, path.name)


def test_the_disk_is_asked_only_where_the_store_is_a_file_of_this_computer():
    importing.check_room(None, 10**15)
