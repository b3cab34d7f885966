"""Journal and memos to DOCX and HTML: a document to read, not a table."""

from __future__ import annotations

import io
from html import escape

from docx import Document
from docx.shared import Pt

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
    document.add_heading(clean(book.title), 0)
    for section in book.sections:
        document.add_heading(clean(section.title), min(section.level, MOST_LEVELS))
        if section.note:
            document.add_paragraph().add_run(clean(section.note)).italic = True
        for memo in section.memos:
            head = document.add_paragraph()
            head.add_run(clean(memo.heading)).bold = True
            head.paragraph_format.space_before = Pt(6)
            head.paragraph_format.keep_with_next = True
            for line in memo.words.splitlines():
                document.add_paragraph(clean(line))
    foot = document.add_paragraph()
    foot.paragraph_format.space_before = Pt(18)
    foot.add_run(clean(book.stamp.sentence())).font.size = Pt(9)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


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
