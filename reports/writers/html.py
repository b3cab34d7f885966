"""Tables to HTML: a fragment for a page, a document for the file.

Rules and text take the colour of what surrounds them, so that a fragment reads in light and dark alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from reports.model import Stamp, Table
from reports.printed import Printed, PrintedColumn, PrintedRow, printed

STYLE = """
.vt-scroll { overflow-x: auto; }
.vt { border-collapse: collapse; font-size: .9375rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.vt caption { text-align: left; padding-bottom: .5rem; }
.vt caption b, .vt caption i { display: block; max-width: min(100%, 85vw); }
.vt th, .vt td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; border: 0; }
.vt th { font-weight: 600; vertical-align: bottom; }
.vt th.num, .vt td.num { text-align: right; white-space: nowrap; }
.vt th.num { white-space: normal; }
.vt td.wide { min-width: min(18rem, 60vw); max-width: 32rem; overflow-wrap: anywhere; }
.vt thead tr:first-child th { border-top: 1px solid currentColor; border-bottom: 1px solid currentColor; }
.vt tbody tr:last-child > * { border-bottom: 1px solid currentColor; }
.vt tbody th { font-weight: 400; vertical-align: top; min-width: 8rem; }
.vt tbody th.strong { font-weight: 600; }
.vt-note { font-size: .8125rem; max-width: 60rem; }
""".strip()
WIDE_COLUMN = 30  # characters; from here a column holds sentences


def write_html(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """All tables as one HTML document in UTF-8."""
    fragments = "\n".join(table_html(table, stamp, number) for number, table in enumerate(tables, start=1))
    title = escape(tables[0].title if tables else stamp.project)
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>\n<style>\n"
        ":root { color-scheme: light dark; font-family: Georgia, serif; }\n"
        f"body {{ margin: 2rem; }}\n{STYLE}\n</style></head>\n<body>\n{fragments}\n</body></html>\n"
    ).encode()


def table_html(table: Table, stamp: Stamp, number: int = 1) -> str:
    """One table with its number, title and note; `STYLE` must stand on the same page.

    >>> from reports.model import Column, Row
    >>> stamp = Stamp(project="P", question="Q", codebook="version 1", coder="A", record_number=1, digest="9c",
    ...               made_at="2026-05-01T09:12:00Z")
    >>> table = Table(title="Themes", columns=(Column(key="a", label="Theme"),),
    ...               rows=(Row(key="c", cells={"a": "<b>"}),))
    >>> "&lt;b&gt;" in table_html(table, stamp)
    True
    """
    form = printed(table, stamp)
    head = "".join(_heading(column) for column in form.columns)
    body = "\n".join(_row(row, form) for row in form.rows)
    return (
        f'<div class="vt-scroll"><table class="vt"><caption><b>Table {number}</b><i>{escape(form.title)}</i></caption>'
        f"\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>\n"
        f'<p class="vt-note"><i>Note.</i> {escape(form.note)}</p>'
    )


def _heading(column: PrintedColumn) -> str:
    return f'<th scope="col"{_classes(column)}>{_lines(column.lines)}</th>'


def _row(row: PrintedRow, form: Printed) -> str:
    strong = ' class="strong"' if row.strong else ""
    indent = f' style="padding-left: {row.level:g}rem"' if row.level else ""
    cells = [f'<th scope="row" dir="auto"{strong}{indent}>{_lines(row.cells[0])}</th>']
    cells += [
        f'<td{_classes(column)} dir="auto">{_lines(lines)}</td>'
        for lines, column in zip(row.cells[1:], form.columns[1:], strict=True)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _classes(column: PrintedColumn) -> str:
    if column.numeric:
        return ' class="num"'
    return ' class="wide"' if column.width >= WIDE_COLUMN else ""


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(escape(line) for line in lines)
