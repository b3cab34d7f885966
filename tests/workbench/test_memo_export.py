"""Memos out: read back from their files, with everything that was written and nothing that runs."""

import csv
import io
import zipfile

import pytest
from docx import Document

from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import codebook, exchange_data, memo_export, memos


@pytest.fixture
def study(sqlite_url):
    found = Study(open_store(sqlite_url))
    time = found.add("Time")
    paid = found.add("Paid time", parent=time)
    room = found.add("Room")
    found.do(memos.write_memo, "project", memos.PROJECT, "What the study asks.")
    found.do(memos.write_memo, "code", time, "Wider than [[Room]].")
    found.do(memos.write_memo, "code", paid, "=1+1 & <only> what is paid")
    found.do(memos.write_memo, "response", "p2.q2", "Says [[Paid time]], and [[nobody]].")
    found.do(memos.add_entry, "First entry, on [[P2]].", coder=found.join("Bea", "coder"))
    found.do(codebook.merge_codes, [paid], room)
    return found


def test_memos_csv_says_what_each_is_about_and_cannot_run(study):
    with zipfile.ZipFile(io.BytesIO(exchange_data.export_material(study.store, study.id))) as archive:
        text = archive.read("memos.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["about"], row["target"], row["coder"], row["memo"], row["links"]) for row in rows] == [
        ("project", "The project", "Ana", "What the study asks.", ""),
        ("journal", "Journal", "Bea", "First entry, on [[P2]].", "P2"),
        ("code", "Time", "Ana", "Wider than [[Room]].", "Room"),
        ("code", "Room", "Ana", "'=1+1 & <only> what is paid", ""),
        ("response", "P2, what would help", "Ana", "Says [[Room]], and [[nobody]].", "Room"),
    ]
    assert all(row["written"] == row["changed"] and row["written"].endswith("Z") for row in rows)


def test_the_document_holds_journal_then_codes_then_answers_with_their_words(study):
    document = Document(io.BytesIO(memo_export.memos_docx(study.store, study.id)))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert headings == [
        "Shifts: journal and memos", "The project", "Journal", "Themes and codes", "Time", "Room", "Answers",
        "what would help", "P2, what would help",
    ]  # fmt: skip
    words = [p.text for p in document.paragraphs]
    place = words.index("P2, what would help")
    assert words[place + 1].startswith("A quiet room for number 2") and "Says Room, and nobody." in words[place:]
    assert "=1+1 & <only> what is paid" in words[words.index("Room") :]
    assert any(line.startswith("Time: Ana") for line in words[words.index("Mentioned in") :])


def test_the_same_as_a_page_shows_script_as_words(study):
    study.do(memos.add_entry, "<script>alert(1)</script>")
    page = memo_export.memos_html(study.store, study.id).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script" not in page
    assert f"record number {study.head().seq}" in page.casefold()


def test_before_anything_was_written_the_document_says_so(sqlite_url):
    study = Study(open_store(sqlite_url))
    assert "Nothing has been written yet" in memo_export.memos_html(study.store, study.id).decode()
