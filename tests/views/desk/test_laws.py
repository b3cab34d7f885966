"""What the desk's scripts work out by themselves agrees with Python: offsets, and what a decision does to an answer."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from coding import decide
from coding.decide import Provenance, ResponseState, Span
from coding.events import CodeApplied, CodingRemoved, ResponseMarked
from views.widgets import coding_desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPTS = Path(coding_desk.__file__).parent
TEXTS = {
    "a family": "Help 👨‍👩‍👧‍👦 came",
    "skin tones": "👍🏽👍🏿 good 👩🏽‍⚕️",
    "flags": "🇩🇪🇫🇷 both",
    "combining marks": "cafe\u0301 Zalgo z\u0351\u034a\u0301 end",
    "right to left": "קשה מאוד، وقت قليل no time",
    "line ends": "one\r\ntwo\r\n\r\nthree",
    "scripts": "<b onclick='x'>no</b> \U0001d544\U0001d552",
    "half a pair": "half \ud83d end",
    "thai": "ไม่มีเวลา",
}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    opened.set_content("<p></p>")
    for part in ("offsets.js", "state.js"):
        opened.add_script_tag(content=(SCRIPTS / part).read_text("utf-8"))
    yield opened
    opened.close()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_offsets_of_the_browser_and_of_the_record_name_the_same_words(page: Page, text: str):
    written = "".join(f"\\u{unit:04x}" for unit in _units(text))  # a lone half passes no wire but stands in a script
    counts = page.evaluate(
        f"""() => {{
          const text = "{written}", offsets = new Offsets(text), every = [...Array(text.length + 1).keys()];
          const cuts = every.map((unit) => snapped(text, unit, unit + 1));
          return {{ length: offsets.length, points: every.map((unit) => offsets.points(unit)),
            units: [...Array(offsets.length + 1).keys()].map((point) => offsets.units(point)),
            starts: cuts.slice(0, -1).map(({{ start }}) => start), ends: cuts.slice(0, -1).map(({{ end }}) => end) }};
        }}"""
    )
    before = [len(_units(text[:point])) for point in range(len(text) + 1)]
    assert counts["length"] == len(text)
    assert counts["units"] == before
    assert counts["points"] == [max(p for p, unit in enumerate(before) if unit <= at) for at in range(before[-1] + 1)]
    assert {*counts["starts"], *counts["ends"]} <= set(before)  # a snapped selection halves no pair


def test_a_selection_takes_in_whole_characters_as_a_reader_sees_them(page: Page):
    def grown(text: str, piece: str, drop: int = 1) -> str:
        return str(
            page.evaluate(
                """([text, piece, drop]) => { const at = text.indexOf(piece);
                  const { start, end } = snapped(text, at + drop, at + piece.length - drop);
                  return text.slice(start, end) }""",
                [text, piece, drop],
            )
        )

    assert grown(TEXTS["a family"], "👨‍👩‍👧‍👦", 3) == "👨‍👩‍👧‍👦"
    assert grown(TEXTS["skin tones"], "👍🏽") == "👍🏽"
    assert grown(TEXTS["skin tones"], "👩🏽‍⚕️") == "👩🏽‍⚕️"
    assert grown("cafe\u0301s", "fe\u0301", 1) == "e\u0301"
    assert grown("a\r\nb", "a\r\nb") == "\r\n"
    assert grown("no time", "time", 0) == "time"


def _units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[n : n + 2], "little") for n in range(0, len(data), 2)]


def test_what_is_shown_at_once_is_what_is_saved_later(page: Page):
    draw = random.Random(4)
    rounds = [_decisions(draw) for _ in range(300)]
    shown = page.evaluate(
        """(rounds) => rounds.map(([codings, entries]) => {
          const item = { length: 9, codings, done: false, no_code: false, unsure: false, quote: false, memo: "" };
          const state = overlaid(stateOf(item), entries, new Map());
          return [state.codings.map(({ code, start, end, byHand }) => [code, start, end, byHand]), state.done,
            state.noCode, isDecided(state), isInPart(state)];
        })""",
        rounds,
    )
    assert shown == [_saved(codings, entries) for codings, entries in rounds]


def _decisions(draw: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give passages confirmed on another page, and decisions after them, many on the same few places."""
    places = [(0, 9), (0, 4), (2, 6)]
    confirmed = {(draw.choice("xy"), draw.choice(places[1:])) for _ in range(draw.randrange(3))}
    codings = [{"code": code, "start": s, "end": e, "by_hand": False} for code, (s, e) in sorted(confirmed)]
    entries = []
    for n in range(draw.randrange(1, 9)):
        start, end = draw.choice([(None, None), *places])
        kind = draw.choice(["apply", "apply", "apply", "remove", "no_code", "done"])
        on = draw.random() < 0.7
        entries.append({"id": str(n), "kind": kind, "code": draw.choice("xy"), "start": start, "end": end, "on": on})
    entries = [e for n, e in enumerate(entries) if e["kind"] != "done" or _saved(codings, entries[:n])[0]]
    return codings, [entry | {"id": str(n)} for n, entry in enumerate(entries)]


def _saved(codings: list[dict[str, Any]], entries: list[dict[str, Any]]) -> list[Any]:
    held = tuple(
        CodeApplied(
            coding=f"old{n}", response="r", coder="ana", origin="accepted",
            code=one["code"], start=one["start"], end=one["end"],
        )
        for n, one in enumerate(codings)
    )  # fmt: skip
    state = ResponseState("r", "ana", 9, held)
    for entry in entries:
        for event in _events(state, entry):
            state = _after(state, event)
    shown = [[c.code, c.start, c.end, c.origin == "manual"] for c in state.codings]
    no_code = "no_code" in state.marks
    decided = no_code or state.done or bool(state.by_hand)
    return [shown, state.done, no_code, decided, bool(shown) and not decided]


def _events(state: ResponseState, entry: dict[str, Any]) -> list[Any]:
    span = None if entry["start"] is None else Span(entry["start"], entry["end"])
    if entry["kind"] == "apply":
        ids = iter([f"new{entry['id']}"])
        return list(
            decide.apply_code(
                state, entry["code"], {"x", "y"}, new_id=lambda: next(ids), span=span or decide.WHOLE,
                provenance=Provenance(),
            )
        )  # fmt: skip
    if entry["kind"] == "remove":
        return list(decide.remove_code(state, {entry["code"]}, span))
    if entry["kind"] == "done" and entry["on"] and not state.codings:
        return []
    return list(decide.mark_response(state, entry["kind"], entry["on"]))


def _after(state: ResponseState, event: Any) -> ResponseState:
    if isinstance(event, CodingRemoved):
        return replace(state, codings=tuple(c for c in state.codings if c.coding != event.coding))
    if isinstance(event, CodeApplied):
        return replace(state, codings=(*state.codings, event))
    assert isinstance(event, ResponseMarked)
    return replace(state, marks=state.marks | {event.mark} if event.after else state.marks - {event.mark})
