"""A code's colour as it is drawn and as it is named, so that nobody has to tell codes apart by colour alone."""

from codebooks.colours import HUES, PATTERNS, swatch

HUE_NAMES = ("blue", "vermilion", "green", "pink", "orange", "sky blue", "olive", "grey")
MARK_NAMES = {"solid": "", "stripe": "striped", "dot": "with a dot", "ring": "with a ring", "cross": "with a cross"}
_MARKS = {
    "solid": "",
    "stripe": "background-image:repeating-linear-gradient(45deg,#000 0 2px,transparent 2px 5px);",
    "dot": "background-image:radial-gradient(circle,#000 3px,transparent 3.5px);",
    "ring": "background-image:radial-gradient(circle,transparent 2.5px,#000 3px 4.5px,transparent 5px);",
    "cross": "background-image:linear-gradient(45deg,transparent 44%,#000 44% 56%,transparent 56%),"
    "linear-gradient(-45deg,transparent 44%,#000 44% 56%,transparent 56%);",
}


def colour_name(number: int) -> str:
    """Name a colour number.

    Examples
    --------
    >>> colour_name(0), colour_name(9)
    ('blue', 'vermilion, striped')
    """
    drawn = swatch(number)
    mark = MARK_NAMES[PATTERNS[drawn.pattern]]
    hue = HUE_NAMES[HUES.index(drawn.hue)]
    return f"{hue}, {mark}" if mark else hue


def square(number: int) -> str:
    """Draw a colour number as HTML: a square of 14 px, as at the desk and in the tree."""
    drawn = swatch(number)
    return (
        '<span aria-hidden="true" style="display:inline-block;width:14px;height:14px;border-radius:3px;'
        f"vertical-align:-1px;background-color:{drawn.hue};{_MARKS[PATTERNS[drawn.pattern]]}"
        'box-shadow:inset 0 0 0 1px rgb(0 0 0 / 30%)"></span>'
    )
