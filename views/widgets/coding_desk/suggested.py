"""What the desk says about suggestions, read with suspicion."""

from collections.abc import Mapping
from typing import Any

MOST_ASKED = 80  # answers in one message; the desk asks for a dozen
_MOST_CODES, _MOST_HELD = 5, 200


def read_asked(value: object) -> tuple[str, ...]:
    """Read the answers for which suggestions are asked.

    Examples
    --------
    >>> read_asked(["r1", 7, "r2"]), read_asked("r1")
    (('r1', 'r2'), ())
    """
    return tuple(one for one in value[:MOST_ASKED] if isinstance(one, str)) if isinstance(value, list) else ()


def read_met(value: object) -> dict[str, Any] | None:
    """Read what was on screen for an answer; None where that is not what it looks like.

    Examples
    --------
    >>> read_met({"moment": "after", "model": "m", "codes": [{"code": "a", "p": "0.5", "shown": True}], "held": []})
    {'moment': 'after', 'model': 'm', 'codes': [{'code': 'a', 'p': '0.5', 'shown': True, 'taken': False}], 'held': []}
    >>> read_met({"codes": "a"}) is None
    True
    """
    if not isinstance(value, Mapping):
        return None
    codes, held = value.get("codes"), value.get("held")
    if not isinstance(codes, list) or not isinstance(held, list):
        return None
    return {
        "moment": str(value.get("moment", "")),
        "model": str(value.get("model", "")),
        "codes": [_code(one) for one in codes[:_MOST_CODES] if isinstance(one, Mapping)],
        "held": [code for code in held[:_MOST_HELD] if isinstance(code, str)],
    }


def _code(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": str(raw.get("code", "")),
        "p": str(raw.get("p", "")),
        "shown": raw.get("shown") is True,
        "taken": raw.get("taken") is True,
    }
