"""Agreement line by line: numbers as text, and beside them the value with its interval on one scale for all lines.

The browser is handed texts and sets them as texts. A line's name and the number of its disagreements are doors: a
click answers with what was wanted and the line's key.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from coding.agreement.reached import LEVELS
from coding.agreement.result import Agreement
from reports.agreement_words import number

SHORTLY = {
    "No disagreement": "no disagreement, so no interval",
    "No interval because without one": "no interval: it hangs on one respondent",
    "No interval because no two": "no interval: no two coders agreed",
    "Not estimable because all coders": "nothing varies",
}  # how reasons begin, and what a line has room for; the whole reason stands where the code is looked at closely
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
    own = float(threshold) if threshold else None
    data = {
        "heads": asdict(heads),
        "levels": [
            {"at": level, "text": _level(level), "own": level == own}
            for level in sorted({*([] if own is None else [own]), *LEVELS})
        ],
        "short": own if own is not None else LEVELS[0],
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
        "why": next((short for begin, short in SHORTLY.items() if found.reason.startswith(begin)), found.reason),
    }


def _level(level: float) -> str:
    return f"{level:.3f}".removeprefix("0")


def _nothing() -> None:
    """Exist: Streamlit sends a trigger only where there is a callback."""
