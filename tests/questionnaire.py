"""A synthetic survey with ProQOL-5 and five items of emotional exhaustion, and some cells that are no answers."""

from collections.abc import Mapping

PEOPLE = 24
PROQOL = [f"ProQOL {item}" for item in range(1, 31)]
EXHAUSTION = [f"EE0{item}" for item in range(1, 6)]
HEAD = ["id", "ward", "What is hard?", *PROQOL, *EXHAUSTION]


def answer(person: int, item: int) -> int:
    """Give a whole number from 1 to 5 that differs between people and items."""
    return (person * person + 2 * item + person * item) % 5 + 1


def survey(changed: Mapping[tuple[int, str], str] | None = None, without: tuple[str, ...] = ()) -> bytes:
    """Give the survey as CSV; `changed` cells by person, counted from 1, and column; `without` some columns."""
    head = [name for name in HEAD if name not in without]
    lines = [",".join(head)]
    for person in range(1, PEOPLE + 1):
        cells = {"id": f"P{person:02d}", "ward": "NES"[person % 3], "What is hard?": f"Shifts number {person} are long"}
        cells |= {name: str(answer(person, item)) for item, name in enumerate([*PROQOL, *EXHAUSTION], start=1)}
        cells |= {name: text for (who, name), text in (changed or {}).items() if who == person}
        lines.append(",".join(cells[name] for name in head))
    return ("\n".join(lines) + "\n").encode()
