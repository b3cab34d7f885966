"""A researcher brings the wrong file: the page says what is wrong and where, and her projects are as they were."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from storage import tables as t
from storage.store import Store, open_store
from tests.app_server import ROOT
from tests.empty_project import start_project
from workbench import people, projects

GOOD = b"id,ward,What helps?\n1,A,My team listens\n2,B,More time for each patient\n3,A,None\n"
STRANGE = [
    '=HYPERLINK("http://example.org","open")',
    "Danke 👍🏽 an alle 🙏",
    "شكرا للجميع على وقتكم",
    "<b>bold</b> & *stars*",
]
Choose = Callable[[bytes, str], AppTest]


def bomb() -> bytes:
    """Give a small workbook whose sheet unpacks to 200 MB of nothing."""
    book, packed = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.namelist():
            new.writestr(member, b"\0" * (200 << 20) if member.endswith("sheet1.xml") else old.read(member))
    return packed.getvalue()


def mixed() -> bytes:
    """Give a file most of whose rows are UTF-8, and row 31 Windows-1252."""
    rows = [f"{number},naïve café".encode() for number in range(1, 30)]
    return b"\n".join([b"id,What helps?", *rows, "30,naïve café".encode("cp1252"), b"31,more time", b""])


def wide(columns: int) -> bytes:
    """Give a file of many columns."""
    return f"{','.join(f'item {n}' for n in range(columns))}\n{','.join('1' for _ in range(columns))}\n".encode()


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a PDF": (lambda: b"%PDF-1.7\nanswers", "answers.pdf", "PDF"),
    "a picture named as a table": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "answers.csv", "picture|PNG"),
    "an empty file": (lambda: b"", "answers.csv", "is empty"),
    "names and no answers": (lambda: b"id,What helps?\n", "answers.csv", "no answers under them"),
    "encodings mixed": (mixed, "answers.csv", "Row 31"),
    "a zip bomb": (bomb, "answers.xlsx", r"unpacks to 20\d\.\d MB"),
    "ten thousand columns": (lambda: wide(10_000), "answers.csv", r"10,000 columns"),
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give the store that the app under test works on, with Ada signed in and one project of hers."""
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    st.cache_data.clear()
    opened = open_store(folder=tmp_path)
    ada = people.sign_in(opened, "Ada Example")
    projects.remember_coder(opened, ada)
    start_project(opened, ada, projects.NewProject("Ward survey"))
    yield opened
    st.cache_resource.clear()
    opened.engine.dispose()


@pytest.fixture
def choose(store: Store) -> Choose:
    """Give a way to choose a file on the import page of the app."""

    def chosen(data: bytes, name: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
        app.switch_page("views/import_survey.py").run()
        app.file_uploader(key="import_upload").set_value((name, data, "application/octet-stream")).run()
        assert not app.exception
        return app

    return chosen


def holdings(store: Store) -> dict[str, object]:
    """Give what the store holds: the projects, and the rows of every table an import writes to."""
    written = (t.audit_log, t.bodies, t.imports, t.questions, t.respondents, t.responses, t.project_head)
    with store.reading() as conn:
        rows = {table.name: conn.execute(select(func.count()).select_from(table)).scalar_one() for table in written}
    return {"projects": projects.list_projects(store), **rows}


def listed(app: AppTest) -> list[str]:
    """Give the names on the start page."""
    app.switch_page("views/open_project.py").run()
    assert not app.exception
    return re.findall(r"\*\*(.+?)\*\*", "\n".join(part.value for part in app.markdown))


@pytest.mark.parametrize(("data", "name", "fact"), BAD.values(), ids=BAD)
def test_a_file_that_is_no_survey_is_refused_by_name_and_nothing_is_stored(choose, store, data, name, fact):
    before = holdings(store)
    app = choose(data(), name)
    message = app.error[0].value.replace("\\", "")
    assert f"'{name}'" in message
    assert re.search(fact, message)
    assert "Your projects are as they were." in " ".join(caption.value for caption in app.caption)
    assert [button for button in app.button if button.label in ("Continue", "Create project")] == []
    assert holdings(store) == before
    assert "Ward survey" in listed(app)


def test_a_file_without_an_open_question_stops_before_the_rows_and_says_what_to_choose(choose, store):
    before = holdings(store)
    app = choose(b"id,ward\n1,A\n2,B\n3,A\n4,B\n5,A\n", "wards.csv")
    app.button(key="import_continue_1").click().run()
    assert not app.exception
    assert "open question" in app.error[0].value
    assert app.button(key="import_continue_2").disabled
    assert holdings(store) == before


def test_formulas_emoji_and_right_to_left_words_are_stored_letter_for_letter(choose, store):
    book = openpyxl.Workbook()
    book.active.append(["id", "What helps?"])
    for number, words in enumerate(STRANGE, start=1):
        book.active.append([number, words])
        book.active.cell(number + 1, 2).data_type = "s"  # text that begins like a formula, as a survey tool writes it
    stream = io.BytesIO()
    book.save(stream)
    app = choose(stream.getvalue(), "answers.xlsx")
    for step in (1, 2, 3):
        app.button(key=f"import_continue_{step}").click().run()
        assert not app.exception
    app.button(key="import_create").click().run()
    assert not app.exception
    with store.reading() as conn:
        stored = conn.execute(
            select(t.responses.c.text, t.responses.c.text_sha256).order_by(t.responses.c.position)
        ).all()
    assert [row.text for row in stored] == STRANGE
    assert [row.text_sha256 for row in stored] == [hashlib.sha256(words.encode()).hexdigest() for words in STRANGE]
    assert {"Ward survey", "Answers"} <= set(listed(app))
