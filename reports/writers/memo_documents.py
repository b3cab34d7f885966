"""Journal and memos to DOCX and HTML: a document to read, not a table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from reports.memo_book import MemoBook
from reports.writers.docx import clean, set_paper, set_style
from reports.writers.xlsx import made_at

MOST_LEVELS = 4  # of headings; what stands deeper is set like the fourth


def write_memos_docx(book: MemoBook) -> bytes:
    """The book as a Word document, with headings that Word's navigation knows."""
    document = Document()
    set_style(document)
    set_paper(document.sections[0])
    properties = document.core_properties
    properties.title, properties.author = clean(book.title)[:255], book.stamp.program
    made = made_at(book.stamp)
    if made is not None:
        properties.created = properties.modified = made
    end: Any = document.element.body.sectPr
    for paragraph in _paragraphs(book):
        end.addprevious(paragraph)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _paragraphs(book: MemoBook) -> Iterator[Any]:
    yield _paragraph(book.title, "Title")
    for section in book.sections:
        yield _paragraph(section.title, f"Heading{min(section.level, MOST_LEVELS)}")
        if section.note:
            yield _paragraph(section.note, italic=True)
        for memo in section.memos:
            yield _paragraph(memo.heading, bold=True, before=Pt(6))
            yield from (_paragraph(line) for line in memo.words.splitlines())
    yield _paragraph(book.stamp.sentence(), before=Pt(18))


def _paragraph(text: str, style: str = "", *, bold: bool = False, italic: bool = False, before: Any = None) -> Any:
    """Make a paragraph outside the document: its own way of adding one looks through all that came before."""
    element: Any = OxmlElement("w:p")
    if style:
        element.style = style
    paragraph = Paragraph(element, element)
    run = paragraph.add_run(clean(text))
    if bold:
        run.bold = paragraph.paragraph_format.keep_with_next = True
    if italic:
        run.italic = True
    if before is not None:
        paragraph.paragraph_format.space_before = before
    return element


def write_memos_html(book: MemoBook) -> bytes:
    """The book as one HTML document in UTF-8 that reads in light and dark."""
    parts = []
    for section in book.sections:
        level = min(section.level, MOST_LEVELS) + 1
        parts.append(f'<h{level} dir="auto">{escape(section.title)}</h{level}>')
        if section.note:
            parts.append(f'<blockquote dir="auto">{escape(section.note)}</blockquote>')
        for memo in section.memos:
            parts.append(f'<h6>{escape(memo.heading)}</h6>\n<p dir="auto">{escape(memo.words)}</p>')
    title, body = escape(book.title), "\n".join(parts)
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>\n<style>\n"
        ":root { color-scheme: light dark; font-family: Georgia, serif; line-height: 1.6; }\n"
        "body { margin: 2rem auto; padding: 0 1rem; max-width: 42rem; }\n"
        "h6 { margin: 1.25rem 0 0; font-size: .875rem; } p { margin: 0; white-space: pre-wrap; }\n"
        "blockquote { margin: 0; font-style: italic; white-space: pre-wrap; } footer { margin-top: 3rem; }\n"
        f"</style></head>\n<body>\n<h1>{title}</h1>\n{body}\n"
        f"<footer><small>{escape(book.stamp.sentence())}</small></footer></body></html>\n"
    ).encode()
