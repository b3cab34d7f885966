"""A store for the desk's own tests: the contract of workbench/desk.py in one SQLite file, and faults on request.

Faults are written into its table `faults`: `slow` seconds that a take lasts, `refuse` a code that is refused, and the
`unit` of the project. Single answers can be given other words.
"""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coding.keymap import assign_keys
from coding.units import sentences

BEHIND, AHEAD = 10, 60
CODES = 12
CONFIRMED = 10  # characters of the passage that is confirmed on another page
HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#B8A800", "#6E6E6E")
NAMES = (
    "Time and workload", "Isolation from colleagues", "Personal stress", "Training needs", "Being listened to",
    "Pay and conditions", "Support from managers", "Boundaries with peers", "Travel", "Paperwork and records",
    "Purpose", "Physical surroundings",
)  # fmt: skip
WORDS = (
    "We were three short on every shift, so when somebody needed to talk I had to say later, and later never came. "
    "And honestly I was not sleeping either. ",
    "Nobody told me what to do when a peer is in crisis. I went home and thought about it all night. ",
    "The team meets once a month and half of us cannot come. You end up carrying it alone. ",
)  # fmt: skip


@dataclass(frozen=True)
class Coding:
    code: str
    start: int
    end: int
    by_hand: bool = True


@dataclass(frozen=True)
class Item:
    response_id: str
    question_id: str
    question: str
    text: str
    number: int
    about: str
    length: int = 0
    sentences: tuple[tuple[int, int], ...] = ()
    codings: tuple[Coding, ...] = ()
    done: bool = False
    no_code: bool = False
    unsure: bool = False
    discuss: bool = False
    quote: bool = False
    memo: str = ""
    disposition: str = "substantive"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(coding.code for coding in self.codings))


@dataclass(frozen=True)
class Code:
    code_id: str
    name: str
    colour: str
    pattern: int
    definition: str
    include: str = ""
    exclude: str = ""
    questions: tuple[str, ...] = ()
    parent: str = ""
    heads: bool = False
    examples: str = ""
    theme: str = ""
    used: int = 0


@dataclass(frozen=True)
class Window:
    items: tuple[Item, ...]
    current: str
    position: int
    total: int
    coded: int
    codes: tuple[Code, ...]
    unit: str = ""
    questions: int = 1
    makes_codes: bool = False
    code_makers: tuple[str, ...] = ("Lea",)

    @property
    def palettes(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        keys = assign_keys([code.code_id for code in self.codes], themes={c.code_id: c.theme for c in self.codes})
        return {"q1": [(code.code_id, keys.get(code.code_id, ())) for code in self.codes]}


@dataclass(frozen=True)
class Answer:
    id: str
    ok: bool
    reason: str = ""
    response: str = ""
    said: str = ""


class HarnessStore:
    """Answers r1 … rN of one question, a log of decisions, and what follows from it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self, answers: int, codes: int = CODES, texts: Mapping[int, str] | None = None) -> "HarnessStore":
        with self._open() as db:
            db.executescript(
                "CREATE TABLE size(answers INT, codes INT); CREATE TABLE faults(slow REAL, refuse TEXT, unit TEXT);"
                "CREATE TABLE texts(n INT, words TEXT);"
                "CREATE TABLE log(seq INTEGER PRIMARY KEY, id TEXT UNIQUE, coder TEXT, kind TEXT, response TEXT,"
                " code TEXT, mark INT, text TEXT, start INT, stop INT, undone INT DEFAULT 0);"
            )
            db.execute("INSERT INTO size VALUES (?, ?)", (answers, codes))
            db.execute("INSERT INTO faults VALUES (0, '', '')")
            db.executemany("INSERT INTO texts VALUES (?, ?)", (texts or {}).items())
        return self

    def fault(self, *, slow: float = 0, refuse: str = "", unit: str = "") -> None:
        with self._open() as db:
            db.execute("UPDATE faults SET slow = ?, refuse = ?, unit = ?", (slow, refuse, unit))

    def log(self, coder: str) -> list[tuple[str, str, str]]:
        """Every decision that was counted, in order: kind, answer, code."""
        query = "SELECT kind, response, coalesce(code, '') FROM log WHERE coder = ? ORDER BY seq"
        with self._open() as db:
            return db.execute(query, (coder,)).fetchall()

    def confirm(self, coder: str, response: str, code: str) -> None:
        """Confirm a passage, as is done on another page."""
        with self._open() as db:
            row = (coder, "confirm", response, code)
            db.execute("INSERT INTO log(coder, kind, response, code) VALUES (?, ?, ?, ?)", row)

    def codes_of(self, coder: str) -> dict[str, tuple[str, ...]]:
        return {key: item.codes for key, item in self._items(coder).items() if item.codes}

    def spans_of(self, coder: str, response: str) -> list[tuple[str, str]]:
        """Each coding of an answer as (code, the words it is on)."""
        item = self.item(coder, response)
        return [(coding.code, item.text[coding.start : coding.end]) for coding in item.codings]

    def item(self, coder: str, response: str) -> Item:
        return self._items(coder)[response]

    def window(self, coder: str, *, at: str | None = None, number: int | None = None) -> Window:
        items = list(self._items(coder).values())
        with self._open() as db:
            codes, unit = db.execute("SELECT codes, unit FROM size, faults").fetchone()
        position = next((n for n, item in enumerate(items, 1) if item.response_id == at), 0)
        position = min(max(number, 1), len(items)) if number else position
        position = position or next((item.number for item in items if not decided(item)), 1)
        return Window(
            items=tuple(items[max(position - 1 - BEHIND, 0) : position + AHEAD]),
            current=items[position - 1].response_id if items else "",
            position=position if items else 0,
            total=len(items),
            coded=sum(map(decided, items)),
            codes=tuple(palette()[:codes]),
            unit=unit,
        )

    def take(self, coder: str, entries: Sequence[Mapping[str, Any]]) -> list[Answer]:
        with self._open() as db:
            slow, refuse = db.execute("SELECT slow, refuse FROM faults").fetchone()
        time.sleep(slow)
        return [self._take(coder, entry, refuse) for entry in entries]

    def _take(self, coder: str, entry: Mapping[str, Any], refuse: str) -> Answer:
        if refuse and entry["code"] == refuse:
            return Answer(entry["id"], False, "This code was retired. Choose another.")
        with self._open() as db:
            if db.execute("SELECT 1 FROM log WHERE id = ?", (entry["id"],)).fetchone():
                return Answer(entry["id"], True)
            response, said = entry["response"], ""
            if entry["kind"] == "undo":
                row = db.execute(
                    "SELECT seq, response FROM log WHERE coder = ? AND kind NOT IN ('undo', 'redo') AND undone = 0"
                    " AND (id = ? OR ? IS NULL) ORDER BY seq DESC LIMIT 1",
                    (coder, entry["target"], entry["target"]),
                ).fetchone()
                if entry["target"] and not row:
                    return Answer(entry["id"], False, "There is nothing to take back.")
                if row:
                    db.execute("UPDATE log SET undone = 1 WHERE seq = ?", (row[0],))
                    response, said = row[1], "" if entry["target"] else f"decided about {row[1]}"
            if entry["kind"] == "redo":
                db.execute("UPDATE log SET undone = 0 WHERE coder = ? AND id = ?", (coder, entry["target"]))
            db.execute(
                "INSERT INTO log(id, coder, kind, response, code, mark, text, start, stop)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(entry["id"], coder, entry["kind"], response, entry["code"], entry["on"], entry["text"]),
                    *(entry["start"], entry["end"]),
                ),
            )
        return Answer(entry["id"], True, response=response or "", said=said)

    def _items(self, coder: str) -> dict[str, Item]:
        with self._open() as db:
            answers = db.execute("SELECT answers FROM size").fetchone()[0]
            rows = db.execute(
                "SELECT kind, response, code, mark, text, start, stop FROM log WHERE coder = ? AND undone = 0"
                " ORDER BY seq",
                (coder,),
            ).fetchall()
            texts = dict(db.execute("SELECT n, words FROM texts").fetchall())
        items = {f"r{n}": answer(n, texts.get(n)) for n in range(1, answers + 1)}
        for kind, response, code, mark, text, start, stop in rows:
            if response in items:
                items[response] = changed(items[response], kind, code, bool(mark), text, (start, stop))
        return items

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=30)


def answer(n: int, text: str | None = None) -> Item:
    if text is None:
        text = f"({n}) {WORDS[n % 3]}{WORDS[(n + 1) % 3] if n % 4 == 0 else ''}".strip()
    about = ("nurse, organisation C", "peer supporter, organisation A")[n % 2]
    question = "What makes it hard to be effective as a peer supporter?"
    return Item(f"r{n}", "q1", question, text, n, about, len(text), tuple(sentences(text)))


def palette() -> list[Code]:
    definition = "Whatever keeps a person from doing the work as they would want to do it."
    return [
        Code(f"c{n}", name, HUES[n % 8], n // 8, f"{name}: {definition}", include="shifts, pauses", exclude="travel")
        for n, name in enumerate(NAMES)
    ]


def changed(
    item: Item, kind: str, code: str, mark: bool, text: str, span: tuple[int | None, int | None] = (None, None)
) -> Item:
    at = (0, item.length) if span[0] is None else span
    if kind == "apply" and not any((c.code, c.start, c.end) == (code, *at) for c in item.codings):
        return replace(item, codings=(*item.codings, Coding(code, *at)), no_code=False)
    if kind == "confirm" and code not in item.codes:
        return replace(item, codings=(*item.codings, Coding(code, 0, CONFIRMED, by_hand=False)))
    if kind == "remove":
        kept = tuple(c for c in item.codings if c.code != code or (span[0] is not None and (c.start, c.end) != span))
        return replace(item, codings=kept, done=item.done and bool(kept))
    if kind == "no_code":
        return replace(item, no_code=True, codings=(), done=False) if mark else replace(item, no_code=False)
    if kind in ("unsure", "discuss", "quote", "done"):
        return replace(item, **{kind: mark})
    return replace(item, memo=text) if kind == "memo" else item


def decided(item: Item) -> bool:
    return any(coding.by_hand for coding in item.codings) or item.no_code or item.done
