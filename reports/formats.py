"""Numbers as they are printed: the rules of the APA's Publication Manual (7th ed., 6.36 and 6.40 to 6.45)."""

from __future__ import annotations

from reports.model import Cell, Kind

NOTHING = "–"
MINUS = "\u2212"
MEAN_PLACES = 2  # of means, standard deviations and F
P_FLOOR = 0.001  # below it a p value is printed as '<.001'


def percent(value: float | None) -> str:
    """One decimal, without the sign.

    >>> percent(40.92)
    '40.9'
    """
    return NOTHING if value is None else f"{value:.1f}"


def interval(value: tuple[float, float] | None, places: int = 1) -> str:
    """Both ends with one decimal, or another number of them.

    >>> interval((38.05, 47.93)), interval((2.955, 3.142), places=2)
    ('[38.0, 47.9]', '[2.96, 3.14]')
    """
    return NOTHING if value is None else f"[{_signed(value[0], places)}, {_signed(value[1], places)}]"


def p_value(value: float | None) -> str:
    """Three decimals, no leading zero.

    >>> p_value(0.0349), p_value(0.0001), p_value(1.0), p_value(None)
    ('.035', '<.001', '>.999', '–')
    """
    if value is None:
        return NOTHING
    if value < P_FLOOR:
        return "<.001"
    if value > 1 - P_FLOOR / 2:
        return ">.999"
    return f"{value:.3f}".removeprefix("0")


def effect(value: float | None) -> str:
    """Two decimals, no leading zero: for statistics that cannot exceed 1.

    >>> effect(0.4082), effect(1.0), effect(-0.05)
    ('.41', '1.00', '−.05')
    """
    if value is None:
        return NOTHING
    sign = MINUS if round(value, 2) < 0 else ""
    return sign + f"{abs(value):.2f}".removeprefix("0")


def cell_text(value: Cell, kind: Kind) -> str:
    """The cell as printed.

    >>> cell_text(1125, "count"), cell_text(None, "percent"), cell_text(-3.24, "difference")
    ('1,125', '–', '−3.2')
    >>> cell_text((0.66, 0.808), "effect_interval")
    '[.66, .81]'
    """
    if kind in ("text", "quote") or value == "":
        return "" if value is None else str(value)
    if value is None:
        return NOTHING
    if isinstance(value, tuple) and kind == "effect_interval":
        return f"[{effect(value[0])}, {effect(value[1])}]"
    if isinstance(value, tuple):
        return interval(value, MEAN_PLACES if kind == "mean_interval" else 1)
    if kind == "count":
        return f"{int(value):,}"
    number = float(value)
    printers = {"percent": percent, "p": p_value, "effect": effect}
    if kind in printers:
        return printers[kind](number)
    return _signed(number, MEAN_PLACES if kind == "mean" else 1)


def _signed(value: float, places: int) -> str:
    rounded = round(value, places)
    return (MINUS if rounded < 0 else "") + f"{abs(rounded):.{places}f}"
