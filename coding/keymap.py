"""Which keys stand for which code at the desk.

A key is one press ("4", "B") or a chord of two ("T4": T, then 4). No key begins another, so a press always says at once
whether it was a code, began a chord, or meant something else. A key once learned stays: keys handed in as `held` are
never given to another code. C and R belong to the page around the desk (clear cache, rerun); the letters of the desk's
own commands begin none.

Few codes take single keys, in the order of the codebook. Where there are more codes than single keys, each code has a
chord: the letter of its theme, then a key of its own. The digits are then kept for the codes that are used most, beside
their chords.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

COMMAND_KEYS = frozenset("0?/=DFGHIJKMNPQSUWX")
PAGE_KEYS = frozenset("CR")
DIGITS = tuple("123456789")
LETTERS = tuple(key for key in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if key not in COMMAND_KEYS | PAGE_KEYS)
CODE_KEYS = (*DIGITS, *LETTERS)
# Behind the first press of a chord the desk hears nothing else, so its commands' letters are free there and come last;
# U is not: who wants to undo must not give a code.
SECOND_KEYS = (*CODE_KEYS, *sorted(key for key in COMMAND_KEYS - {"U"} if key.isalpha()))
KEPT_FOR_THEMES = 2  # letters that no single code takes, so that a codebook that grows has where to begin its chords


def for_question(codes: Iterable[tuple[str, Collection[str]]], question: str) -> list[str]:
    """Choose the codes of one question: those made for it first, then those for every question, in codebook order.

    Codes made for other questions are left out, for they cannot be applied here.

    Parameters
    ----------
    codes : iterable of (code id, ids of the questions it is meant for; none means every question)
    question : id of the question on the desk

    Examples
    --------
    >>> for_question([("travel", ["q2"]), ("time", []), ("training", ["q1"])], "q1")
    ['training', 'time']
    """
    given = list(codes)
    own = [code for code, questions in given if question in questions]
    return own + [code for code, questions in given if not questions]


def assign_keys(
    codes: Iterable[str],
    held: Mapping[str, Sequence[str]] | None = None,
    *,
    themes: Mapping[str, str] | None = None,
    heads: Collection[str] = (),
    often: Sequence[str] = (),
) -> dict[str, tuple[str, ...]]:
    """Give each code a key of its own, in the order of the codes, until the keys run out.

    Parameters
    ----------
    codes : code ids, most wanted first
    held : keys that codes have already; kept where they are lawful and not held twice
    themes : name of the theme of each code that stands under one; its chords begin with a letter of that name if one is
        free
    heads : codes with others under them, which are applied less often than those and come last
    often : codes by how often they were given; where there are many codes these take the digits

    Returns
    -------
    dict of code id to its keys, the shortest first
        A code that got none is not in it.

    Examples
    --------
    >>> assign_keys(["time", "training"])
    {'time': ('1',), 'training': ('2',)}
    >>> assign_keys(["new", "time"], held={"time": ["1"]})
    {'new': ('2',), 'time': ('1',)}
    >>> assign_keys(["work", "time"], heads={"work"})
    {'time': ('1',), 'work': ('2',)}
    >>> many = [f"c{n}" for n in range(60)]
    >>> keys = assign_keys(many, themes={"c0": "Bed", "c1": "Bed"}, heads={"c0"}, often=["c1"])
    >>> keys["c0"], keys["c1"]
    (('BB',), ('1', 'B1'))
    """
    order = sorted(dict.fromkeys(codes), key=lambda code: code in heads)
    board = _Board(themes or {})
    for code in order:
        for key in (held or {}).get(code, ()):
            board.keep(code, key.upper())
    are_few = len(set(order).difference(heads)) <= len(CODE_KEYS)
    for code in order:
        if code not in board.keys and not (are_few and board.give_single(code)):
            board.give_chord(code, is_head=code in heads)
    for code in () if are_few else often:
        if code in board.keys and not board.has_single(code):
            board.give_digit(code)
    return {code: tuple(sorted(board.keys[code], key=len)) for code in order if code in board.keys}


class _Board:
    """The keys given so far, and which letters begin the chords of which theme."""

    def __init__(self, themes: Mapping[str, str]) -> None:
        self.keys: dict[str, list[str]] = {}
        self._themes = themes
        self._taken: set[str] = set()
        self._chords: Counter[str] = Counter()  # letter -> chords that it begins
        self._letters: dict[str, list[str]] = {}  # theme -> the letters that begin its chords

    def has_single(self, code: str) -> bool:
        return any(len(key) == 1 for key in self.keys[code])

    def keep(self, code: str, key: str) -> None:
        is_single = key in CODE_KEYS and key not in self._chords
        is_chord = len(key) == 2 and key[0] in LETTERS and key[1] in SECOND_KEYS and key[0] not in self._taken
        if key not in self._taken and (is_single or is_chord):
            self._give(code, key)

    def give_single(self, code: str) -> bool:
        letters = self._free_letters()
        spare = len(letters) + len(self._chords) > KEPT_FOR_THEMES
        free = [key for key in DIGITS if key not in self._taken] + (letters if spare else [])
        if free:
            self._give(code, free[0])
        return bool(free)

    def give_digit(self, code: str) -> None:
        digit = next((key for key in DIGITS if key not in self._taken), "")
        if digit:
            self._give(code, digit)

    def give_chord(self, code: str, *, is_head: bool) -> None:
        """Begin with a letter of the code's theme, else with one that is free, else with the one least used."""
        theme = self._themes.get(code, "")
        own = [letter for letter in self._letters.get(theme, []) if self._seconds(letter, is_head)]
        free = self._free_letters()
        named = [letter for letter in _letters_in(theme) if letter in free]
        shared = sorted((x for x in self._chords if self._seconds(x, is_head)), key=lambda x: (self._chords[x], x))
        first = next(iter([*own, *named, *free, *shared]), "")
        if first:
            self._give(code, first + self._seconds(first, is_head)[0])

    def _free_letters(self) -> list[str]:
        return [key for key in LETTERS if key not in self._taken and key not in self._chords]

    def _seconds(self, first: str, is_head: bool) -> list[str]:
        """Keys that are free behind a first one; twice the same letter is the theme's own."""
        order = (first, *SECOND_KEYS) if is_head else tuple(key for key in SECOND_KEYS if key != first)
        return [key for key in order if first + key not in self._taken]

    def _give(self, code: str, key: str) -> None:
        self.keys.setdefault(code, []).append(key)
        self._taken.add(key)
        if len(key) == 2:
            self._chords[key[0]] += 1
            letters = self._letters.setdefault(self._themes.get(code, ""), [])
            if key[0] not in letters:
                letters.append(key[0])


def _letters_in(name: str) -> list[str]:
    plain = unicodedata.normalize("NFD", name).upper()
    return [letter for letter in dict.fromkeys(plain) if letter in LETTERS]
