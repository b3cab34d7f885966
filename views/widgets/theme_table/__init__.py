"""A table as it is printed, in which every number is a door to the answers behind it.

The browser is handed texts and sets them as texts; a click on a number answers with the id of its code.
"""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from reports.model import Stamp, Table
from reports.printed import printed

DIGITS = 12  # of the digest; files carry all 64
WIDE = 30  # characters; from here a column holds sentences
_HERE = Path(__file__).parent
_table = st.components.v2.component(
    "theme_table",
    html='<div class="vbf-host"></div>',
    css=(_HERE / "table.css").read_text("utf-8"),
    js=(_HERE / "table.js").read_text("utf-8"),
    isolate_styles=False,
)


def show(table: Table, stamp: Stamp, *, key: str = "theme_table") -> str:
    """Draw a table; give the id of the code whose number was clicked in this run, '' for none."""
    form = printed(table, replace(stamp, digest=f"{stamp.digest[:DIGITS]}…" if stamp.digest else ""))
    sentences = {(column.label,) for column in table.columns if column.width >= WIDE}
    data = {
        "title": form.title,
        "columns": [
            {"lines": column.lines, "numeric": column.numeric, "wide": column.lines in sentences}
            for column in form.columns
        ],
        "rows": [
            {
                "key": row.key,
                "cells": line.cells,
                "level": line.level,
                "strong": line.strong,
                "door": len(row.response_ids),
            }
            for row, line in zip(table.rows, form.rows, strict=True)
        ],
        "note": form.note,
    }
    result = _table(key=key, data=data, on_open_change=_nothing)
    return str(result.get("open") or "")


def _nothing() -> None:
    """Exist: Streamlit sends a trigger only where there is a callback."""
