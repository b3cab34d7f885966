"""Cells that a spreadsheet would run as a formula.

A cell of a CSV file that begins with ``=``, ``+``, ``-``, ``@``, tab or carriage return is run as a formula by
spreadsheet programs. Exports put one apostrophe before such a cell; the importer takes exactly that apostrophe off
again. Plain numbers (``-5``) do not run and stay as they are.
"""

from __future__ import annotations

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)


def _would_run(text: str) -> bool:
    # Leading apostrophes are looked through, so that a person's own "'=x" is guarded too and comes back unchanged.
    bare = text.lstrip(GUARD)
    return bare.startswith(FORMULA_STARTS) and _PLAIN_NUMBER.fullmatch(bare) is None


def guard_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Parameters
    ----------
    text : str
        Any cell of a CSV file.

    Returns
    -------
    str
        The text itself, or the text with one apostrophe before it.

    References
    ----------
    OWASP, "CSV Injection": the characters that start a formula.

    Examples
    --------
    >>> guard_formula("=1+1"), guard_formula("-5"), guard_formula("- no time")
    ("'=1+1", '-5', "'- no time")
    """
    return GUARD + text if _would_run(text) else text


def unguard_formula(text: str) -> str:
    """Take off the apostrophe that `guard_formula` put before a text, and no other.

    Parameters
    ----------
    text : str
        A cell as read from a CSV file.

    Returns
    -------
    str
        What `guard_formula` was given, for every text.

    Examples
    --------
    >>> unguard_formula("'=1+1"), unguard_formula("'tis a pity"), unguard_formula("'-5")
    ('=1+1', "'tis a pity", "'-5")
    """
    return text[1:] if text.startswith(GUARD) and _would_run(text[1:]) else text
