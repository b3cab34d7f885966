"""Word, LaTeX and HTML files: set by the APA's rules, every text letter by letter."""

from __future__ import annotations

import io
import shutil
import subprocess
from html.parser import HTMLParser

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.model import Column, Row, Table
from reports.printed import printed
from reports.writers.docx import write_docx
from reports.writers.html import table_html, write_html
from reports.writers.latex import escape, write_latex

AWKWARD = "50% of {us} \\alpha $x$ # _ ^ ~ & <b> \"q\" 's' `t` -- [x] | é ł"
OTHER_SCRIPTS = "\u05e9\u05dc\u05d5\u05dd \U0001f642"


def table_of(texts, quotes=()):
    columns = [
        Column(key="theme", label="Theme", width=28),
        Column(key="n", label="n of 20 who answered", kind="count", width=11),
        Column(key="p", label="p", kind="p", width=8),
    ]
    if quotes:
        columns += [Column(key="definition", label="Definition", width=40)]
        columns += [Column(key="quotes", label="Example", kind="quote", width=48)]
    rows = tuple(
        Row(
            key=str(place),
            cells={"theme": text, "n": 1125, "p": 0.0004, "quotes": quotes[place] if quotes else ""},
            level=place % 2,
            strong=place == 0,
        )
        for place, text in enumerate(texts)
    )
    return Table(title="Themes", name="themes", columns=tuple(columns), rows=rows, notes=("Coded 20 of 20 answers.",))


def grouped_table():
    group = "Nurse (n = 120)"
    return Table(
        title="Themes by role",
        columns=(
            Column(key="theme", label="Theme"),
            Column(key="n", label="n", kind="count", group=group),
            Column(key="percent", label="%", kind="percent", group=group),
            Column(key="interval", label="95% CI", kind="interval", group=group),
        ),
        rows=(
            Row(key="a", cells={"theme": "Time", "n": 63, "percent": 52.5, "interval": (43.62, 61.22)}),
            Row(key="b", cells={"theme": "Stress", "n": 0, "percent": None, "interval": None}),
        ),
    )


def test_n_percentage_and_interval_of_a_group_share_one_printed_column(stamp):
    form = printed(grouped_table(), stamp)
    assert form.columns[1].lines == ("Nurse (n = 120)", "n (%)", "[95% CI]")
    assert [row.cells[1] for row in form.rows] == [("63 (52.5)", "[43.6, 61.2]"), ("0",)]


def test_columns_of_sentences_share_their_room_by_length(stamp):
    form = printed(table_of(["a"], quotes=["word " * 200]), stamp)
    definition, example = form.columns[3:]
    assert example.width > definition.width
    assert example.width + definition.width == pytest.approx(88, abs=1)


def test_word_gets_a_real_table_with_number_title_header_and_note(stamp):
    document = docx.Document(io.BytesIO(write_docx([table_of(["Work", "Time"])], stamp)))
    assert [paragraph.text for paragraph in document.paragraphs[:2]] == ["Table 1", "Themes"]
    assert document.paragraphs[-1].text == (
        "Note. Coded 20 of 20 answers. Codebook version 2; codings by A. Lee; record number 4812, "
        "digest 9c41aa77; made 2026-05-01 with Verbatim 0.1.0."
    )
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Theme", "n of 20 who answered", "p"],
        ["Work", "1,125", "<.001"],
        ["Time", "1,125", "<.001"],
    ]


def test_words_header_repeats_and_there_are_no_vertical_lines(stamp):
    table = docx.Document(io.BytesIO(write_docx([table_of(["Work", "Time"])], stamp))).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    borders = [border for row in table.rows for border in row._tr.iter(qn("w:tcBorders"))]
    assert {child.tag for border in borders for child in border} == {qn("w:top"), qn("w:bottom")}


def test_a_wide_table_stands_across_the_page_and_a_narrow_one_upright(stamp):
    data = write_docx([table_of(["a"], quotes=["b"]), table_of(["a"])], stamp)
    sections = docx.Document(io.BytesIO(data)).sections
    assert [section.orientation for section in sections] == [WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert sections[0].page_width > sections[0].page_height


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30))
def test_word_takes_any_text_that_its_format_can_hold(stamp, text):
    cell = docx.Document(io.BytesIO(write_docx([table_of([text])], stamp))).tables[0].cell(1, 0)
    readable = "".join("\ufffd" if (c < " " and c != "\t") or c in "\ufffe\uffff" else c for c in text)
    assert cell.text == readable


def test_right_to_left_answers_are_set_from_the_right_in_word(stamp):
    data = write_docx([table_of(["a"], quotes=[OTHER_SCRIPTS])], stamp)
    paragraph = docx.Document(io.BytesIO(data)).tables[0].cell(1, 4).paragraphs[0]
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    assert paragraph.text == OTHER_SCRIPTS


def test_every_special_character_is_escaped_in_latex():
    plain = escape(AWKWARD)
    for command in (r"50\%", r"\{us\}", r"\textbackslash{}alpha", r"\$x\$", r"\#", r"\_", r"\&", r"\textless{}b"):
        assert command in plain
    assert r"-{}-{}" in plain


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_can_end_a_brace_or_start_a_comment_in_latex(text):
    plain = escape(text).replace(r"\{", "").replace(r"\}", "").replace(r"\%", "")
    depth = 0
    for character in plain:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert "%" not in plain


def test_latex_has_booktabs_rules_wide_text_columns_and_the_origin(stamp):
    source = write_latex([table_of(["Work", AWKWARD], quotes=["b", "c"])], stamp).decode()
    for part in (r"\toprule", r"\midrule", r"\endhead", r"\bottomrule", "p{\\dimexpr", r"\begin{landscape}"):
        assert part in source
    assert "|" not in source.split(r"\begin{longtable*}")[1].split("\n")[0]
    assert "record number 4812, digest 9c41aa77" in source


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here to compile with")
def test_latex_compiles_with_any_of_these_texts(stamp, tmp_path):
    texts = ["Work", AWKWARD, OTHER_SCRIPTS, "", "a\n\nb", "\nb", "ﬁ ½ − χ² φ ≥ \u00ad\u200b\u0301"]
    path = tmp_path / "tables.tex"
    path.write_bytes(write_latex([table_of(texts, quotes=texts), grouped_table()], stamp))
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Missing character" not in run.stdout


class Cells(HTMLParser):
    """Texts of the cells of a page, as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.cells, self.tags, self.inside = [], [], False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("td", "th"):
            self.inside = True
            self.cells.append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.cells[-1] += data


def test_html_shows_texts_and_runs_none_of_them(stamp):
    page = Cells()
    page.feed(write_html([table_of(["<script>alert(1)</script>", AWKWARD])], stamp).decode())
    assert page.cells[3::3] == ["<script>alert(1)</script>", AWKWARD]
    assert "script" not in page.tags
    assert "b" in page.tags


def test_an_html_fragment_has_title_note_and_row_headings(stamp):
    fragment = table_html(table_of(["Work"]), stamp, number=3)
    assert "<b>Table 3</b><i>Themes</i>" in fragment
    assert '<th scope="row" dir="auto" class="strong">Work</th>' in fragment
    assert "digest 9c41aa77" in fragment
