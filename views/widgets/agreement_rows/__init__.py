"""Agreement line by line: numbers as text, and beside them the value with its interval on one scale for all lines.

The browser is handed texts and sets them as texts. A line's name and the number of its disagreements are doors: a
click answers with what was wanted and the line's key.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from coding.agreement.result import Agreement
from reports.agreement_words import number
from reports.formats import effect

LEVELS = (0.667, 0.8)  # Krippendorff's, drawn faintly where a study has set none of its own
_HERE = Path(__file__).parent
_rows = st.components.v2.component(
    "agreement_rows",
    html='<div class="vba-host"></div>',
    css=(_HERE / "rows.css").read_text("utf-8"),
    js=(_HERE / "rows.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One value on the scale: `joined` to the one before it by a line, `label` where a line holds several."""

    agreement: Agreement
    label: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: texts before and after the scale, what is said of it in a word, and how many answers wait behind."""

    key: str
    name: str
    marks: Sequence[Mark]
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    word: str = ""
    door: int = 0


@dataclass(frozen=True, slots=True)
class Heads:
    """Headings: of the names, before the scale, of the scale, after it; `opens` where the names are doors."""

    name: str
    scale: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    opens: bool = False


def show(lines: Sequence[Line], heads: Heads, *, threshold: str = "", key: str) -> tuple[str, str]:
    """Draw the lines; give what was clicked in this run: ('open' or 'read', the line's key), ('', '') for nothing."""
    levels = [float(threshold)] if threshold else list(LEVELS)
    lows = [mark.agreement.low for line in lines for mark in line.marks if mark.agreement.low is not None]
    values = [mark.agreement.value for line in lines for mark in line.marks if mark.agreement.value is not None]
    data = {
        "heads": asdict(heads),
        "levels": [{"at": level, "text": _level(level)} for level in levels],
        "least": -1.0 if min([*lows, *values], default=0.0) < -0.25 else -0.25 if min([*lows, *values, 0]) < 0 else 0.0,
        "lines": [_line(line) for line in lines],
    }
    result = _rows(key=key, data=data, on_open_change=_nothing, on_read_change=_nothing)
    for wanted in ("open", "read"):
        if result.get(wanted):
            return wanted, str(result.get(wanted))
    return "", ""


def _line(line: Line) -> dict[str, object]:
    return {
        "key": line.key,
        "name": line.name,
        "before": list(line.before),
        "after": list(line.after),
        "word": line.word,
        "door": line.door,
        "marks": [_mark(mark) for mark in line.marks],
    }


def _mark(mark: Mark) -> dict[str, object]:
    found = mark.agreement
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "text": number(found),
        "label": mark.label,
        "joined": mark.joined,
        "why": found.reason,
    }


def _level(level: float) -> str:
    return f"{level:.3f}".removeprefix("0") if round(level, 2) != level else effect(level)


def _nothing() -> None:
    """Exist: Streamlit sends a trigger only where there is a callback."""
