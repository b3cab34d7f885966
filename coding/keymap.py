"""Which key stands for which code at the desk.

A key once learned stays: a code keeps the key it was given as long as the codebook's order above it stays, and keys
handed in as `held` are never given to another code. C and R belong to the page around the desk (clear cache, rerun);
the letters of the desk's own commands are never a code's. A key is a string so that it may become a chord (a category's
letter, then a digit) where a codebook outgrows single keys; until then a code beyond the last key has none and is found
by typing its name.
"""

from collections.abc import Collection, Iterable, Mapping

COMMAND_KEYS = frozenset("0?/FGHJKMNPQSUWXY")
PAGE_KEYS = frozenset("CR")
CODE_KEYS = (
    *"123456789",
    *(key for key in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if key not in COMMAND_KEYS | PAGE_KEYS),
)


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
    codes: Iterable[str], held: Mapping[str, str] | None = None, *, last: Collection[str] = ()
) -> dict[str, str]:
    """Give each code a key of its own, in the order of the codes, until the keys run out.

    Parameters
    ----------
    codes : code ids, most wanted first
    held : keys that codes have already; kept where they are lawful and not held twice
    last : codes that come after all others, such as themes, which are applied less often than the codes under them

    Returns
    -------
    dict of code id to key
        A code that got no key is not in it.

    Examples
    --------
    >>> assign_keys(["time", "training"])
    {'time': '1', 'training': '2'}
    >>> assign_keys(["new", "time"], held={"time": "1"})
    {'new': '2', 'time': '1'}
    >>> assign_keys(["work", "time"], last={"work"})
    {'time': '1', 'work': '2'}
    """
    wanted = sorted(dict.fromkeys(codes), key=lambda code: code in last)
    kept: dict[str, str] = {}
    for code in wanted:
        key = (held or {}).get(code, "").upper()
        if key in CODE_KEYS and key not in kept.values():
            kept[code] = key
    free = iter([key for key in CODE_KEYS if key not in kept.values()])
    keys: dict[str, str] = {}
    for code in wanted:
        key = kept.get(code) or next(free, "")
        if key:
            keys[code] = key
    return keys
