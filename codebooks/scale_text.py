"""A scale from plain values and back: what a YAML file says, and what the record keeps.

Numbers may come as text, as YAML files are read; whatever is wrong is named with the path that leads to it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from codebooks.errors import BrokenScale, UnknownSubscale
from codebooks.scales import CutSet, Level, Norm, Scale, Scoring, Subscale

MOST_ITEMS, MOST_SUBSCALES = 300, 40
LONGEST_NAME = 120
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PARTS = (
    "key", "name", "title", "items", "answers", "columns", "reversed", "score", "zero_to_hundred", "subscales",
    "missing", "cuts", "source", "licence",
)  # fmt: skip
Path = tuple[str | int, ...]


def scale_from(values: Any) -> Scale:
    """Read a scale; BrokenScale says what is wrong in which part.

    Examples
    --------
    >>> scale_from({"key": "x", "name": "X", "items": 2, "answers": [1, 5], "columns": ["x"],
    ...             "subscales": [{"key": "a", "name": "A", "items": [1, 2, 3]}]})
    Traceback (most recent call last):
    codebooks.errors.BrokenScale: item 3 is not one of the items 1 to 2
    """
    parts = _mapping(values, (), _PARTS)
    items = _whole(parts.get("items"), ("items",), 1, MOST_ITEMS)
    least, most = _answers(parts.get("answers"))
    subscales = _subscales(parts.get("subscales"), items)
    score = _text(parts.get("score") or "sum", ("score",))
    if score not in ("sum", "mean"):
        _wrong(f"{score!r} is no way to score; possible are sum and mean", "score")
    named = _list(parts.get("columns"), "columns")
    columns = tuple(_text(name, ("columns", place)) for place, name in enumerate(named))
    if not columns:
        _wrong("'columns' names what columns of items are called before the number, for example [proqol]", "columns")
    return Scale(
        key=_key(parts.get("key"), ("key",)),
        name=_text(parts.get("name"), ("name",)),
        title=_text(parts.get("title") or parts.get("name"), ("title",)),
        items=items,
        least=least,
        most=most,
        columns=columns,
        reversed=_items(parts.get("reversed") or [], ("reversed",), items),
        score=score,  # type: ignore[arg-type]
        zero_to_hundred=_yes(parts.get("zero_to_hundred")),
        subscales=subscales,
        person_mean_from=_person_mean(parts.get("missing"), subscales),
        cuts=_cuts(parts.get("cuts") or [], subscales),
        source=_plain(parts.get("source")),
        licence=_plain(parts.get("licence")),
    )


def scale_to(scale: Scale) -> dict[str, Any]:
    """Give a scale as plain values that `scale_from` reads."""
    values: dict[str, Any] = {
        "key": scale.key,
        "name": scale.name,
        "title": scale.title,
        "items": scale.items,
        "answers": [scale.least, scale.most],
        "columns": list(scale.columns),
        "reversed": list(scale.reversed),
        "score": scale.score,
        "zero_to_hundred": "yes" if scale.zero_to_hundred else "no",
        "subscales": [{"key": sub.key, "name": sub.name, "items": list(sub.items)} for sub in scale.subscales],
        "missing": {"person_mean_from": scale.person_mean_from} if scale.person_mean_from else {},
        "cuts": [_cut_set_to(cuts, scale) for cuts in scale.cuts],
        "source": scale.source,
        "licence": scale.licence,
    }
    return {part: value for part, value in values.items() if value not in ([], {}, "")}


def scoring_text(scoring: Scoring) -> str:
    """Write a scoring as the text that an event points to."""
    values = {
        "scale": scale_to(scoring.scale),
        "columns": {str(item): scoring.columns[item] for item in sorted(scoring.columns)},
        "cuts": scoring.cuts,
        "missing": scoring.missing,
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def scoring_from(text: str) -> Scoring:
    """Read a scoring that `scoring_text` wrote."""
    values = json.loads(text)
    return Scoring(
        scale=scale_from(values["scale"]),
        columns={int(item): column for item, column in values["columns"].items()},
        cuts=values["cuts"],
        missing=values["missing"],
    )


def _cut_set_to(cuts: CutSet, scale: Scale) -> dict[str, Any]:
    values: dict[str, Any] = {"key": cuts.key, "name": cuts.name, "of": cuts.metric}
    if cuts.norms:
        values["norms"] = {key: {"mean": norm.mean, "sd": norm.sd} for key, norm in cuts.norms.items()}
    levels = {key: [_level_to(level) for level in found] for key, found in cuts.levels.items()}
    if len(levels) == len(scale.subscales) and len({str(found) for found in levels.values()}) == 1:
        values["levels"] = next(iter(levels.values()))
    else:
        values["levels_of"] = levels
    return {**values, "note": cuts.note} if cuts.note else values


def _level_to(level: Level) -> dict[str, Any]:
    if level.start is None:
        return {"name": level.name}
    start = int(level.start) if level.start == int(level.start) else level.start
    return {"name": level.name, "from" if level.inclusive else "above": start}


def _answers(value: Any) -> tuple[int, int]:
    ends = _list(value, "answers")
    if len(ends) != 2:
        _wrong("'answers' gives the lowest and the highest answer, for example [1, 5]", "answers")
    least, most = (_whole(end, ("answers", place), -1000, 1000) for place, end in enumerate(ends))
    if least >= most:
        _wrong(f"the lowest answer, {least}, is not below the highest, {most}", "answers")
    return least, most


def _subscales(value: Any, items: int) -> tuple[Subscale, ...]:
    found = []
    for place, part in enumerate(_list(value, "subscales")):
        path: Path = ("subscales", place)
        parts = _mapping(part, path, ("key", "name", "items"))
        numbers = _items(parts.get("items"), (*path, "items"), items)
        if not numbers:
            _wrong("a subscale needs 'items', for example [1, 2, 3]", *path)
        found.append(
            Subscale(
                key=_key(parts.get("key"), (*path, "key")), name=_text(parts.get("name"), (*path, "name")),
                items=numbers,
            )
        )  # fmt: skip
    if not 1 <= len(found) <= MOST_SUBSCALES:
        _wrong(f"a scale has 1 to {MOST_SUBSCALES} subscales, this one has {len(found)}", "subscales")
    for attribute in ("key", "name"):
        given = [getattr(subscale, attribute).casefold() for subscale in found]
        for place, word in enumerate(given):
            if word in given[:place]:
                _wrong(f"two subscales have the {attribute} {word!r}", "subscales", place, attribute)
    return tuple(found)


def _person_mean(value: Any, subscales: tuple[Subscale, ...]) -> int:
    if not value:
        return 0
    parts = _mapping(value, ("missing",), ("person_mean_from",))
    path: Path = ("missing", "person_mean_from")
    shortest, longest = (f(len(subscale.items) for subscale in subscales) for f in (min, max))
    answered = _whole(parts.get("person_mean_from"), path, 1, shortest)
    if 2 * answered < longest:
        _wrong(f"a person's mean needs at least half of a subscale's {longest} items, not {answered}", *path)
    return answered


def _cuts(value: Any, subscales: tuple[Subscale, ...]) -> tuple[CutSet, ...]:
    found: list[CutSet] = []
    for place, part in enumerate(_list(value, "cuts")):
        cuts = _cut_set(part, ("cuts", place), subscales)
        if any(other.key == cuts.key for other in found):
            _wrong(f"two cut sets have the key {cuts.key!r}", "cuts", place, "key")
        found.append(cuts)
    return tuple(found)


def _cut_set(value: Any, path: Path, subscales: tuple[Subscale, ...]) -> CutSet:
    parts = _mapping(value, path, ("key", "name", "of", "levels", "levels_of", "norms", "note"))
    metric = _text(parts.get("of") or "raw", (*path, "of"))
    if metric not in ("raw", "t"):
        _wrong(f"cuts are of raw or of t scores, not of {metric!r}", *path, "of")
    keys = [subscale.key for subscale in subscales]
    if parts.get("levels") is not None:
        same = _levels(parts["levels"], (*path, "levels"))
        levels = dict.fromkeys(keys, same)
    else:
        given = _mapping(parts.get("levels_of") or {}, (*path, "levels_of"), keys, UnknownSubscale, "subscale")
        levels = {key: _levels(inner, (*path, "levels_of", key)) for key, inner in given.items()}
    if not levels:
        _wrong("a cut set needs 'levels', or 'levels_of' with a list for each subscale", *path)
    norms = _mapping(parts.get("norms") or {}, (*path, "norms"), keys, UnknownSubscale, "subscale")
    return CutSet(
        key=_key(parts.get("key"), (*path, "key")),
        name=_text(parts.get("name"), (*path, "name")),
        metric=metric,  # type: ignore[arg-type]
        levels=levels,
        norms={key: _norm(inner, (*path, "norms", key)) for key, inner in norms.items()},
        note=_plain(parts.get("note")),
    )


def _levels(value: Any, path: Path) -> tuple[Level, ...]:
    found: list[Level] = []
    for place, part in enumerate(_list(value, *path)):
        here: Path = (*path, place)
        parts = _mapping(part, here, ("name", "from", "above"))
        name = _text(parts.get("name"), (*here, "name"))
        if any(other.name == name for other in found):
            _wrong(f"two levels are called {name!r}", *here)
        starts = [side for side in ("from", "above") if parts.get(side) is not None]
        if len(starts) != (1 if found else 0):
            _wrong("the lowest level has no start, each other one has 'from' or 'above'", *here)
        if not starts:
            found.append(Level(name=name))
            continue
        start = _number(parts[starts[0]], (*here, starts[0]))
        before = found[-1].start
        if before is not None and start <= before:
            _wrong(f"level {name!r} starts at {start:g}, not above the one before it ({before:g})", *here)
        found.append(Level(name=name, start=start, inclusive=starts[0] == "from"))
    if len(found) < 2:
        _wrong("cuts need at least two levels", *path)
    return tuple(found)


def _norm(value: Any, path: Path) -> Norm:
    parts = _mapping(value, path, ("mean", "sd"))
    mean, sd = _number(parts.get("mean"), (*path, "mean")), _number(parts.get("sd"), (*path, "sd"))
    if sd <= 0:
        _wrong(f"a standard deviation is above 0, not {sd:g}", *path, "sd")
    return Norm(mean=mean, sd=sd)


def _items(value: Any, path: Path, items: int) -> tuple[int, ...]:
    numbers = [_whole(item, (*path, place), None, None) for place, item in enumerate(_list(value, *path))]
    for place, number in enumerate(numbers):
        if not 1 <= number <= items:
            _wrong(f"item {number} is not one of the items 1 to {items}", *path, place)
        if number in numbers[:place]:
            _wrong(f"item {number} stands twice", *path, place)
    return tuple(numbers)


def _mapping(
    value: Any, path: Path, allowed: tuple[str, ...] | list[str],
    error: type[BrokenScale] = BrokenScale, what: str = "part",
) -> dict[str, Any]:  # fmt: skip
    if not isinstance(value, Mapping):
        raise BrokenScale(f"parts with names were expected, as {allowed[0]}: …", path)
    for name in value:
        if name not in allowed:
            raise error(f"there is no {what} {str(name)!r} here; possible are {', '.join(allowed)}", (*path, str(name)))
    return dict(value)


def _list(value: Any, *path: str | int) -> list[Any]:
    if not isinstance(value, list | tuple):
        _wrong(f"'{path[-1]}' needs a list", *path)
    return list(value)


def _key(value: Any, path: Path) -> str:
    text = _plain(value)
    if not _KEY.fullmatch(text):
        _wrong(f"a key is a short name in small letters, digits and underscores, not {text!r}", *path)
    return text


def _text(value: Any, path: Path) -> str:
    text = _plain(value)
    if not text:
        _wrong(f"'{path[-1]}' is missing or empty", *path)
    if len(text) > LONGEST_NAME:
        _wrong(f"'{path[-1]}' has {len(text)} characters; {LONGEST_NAME} is the most", *path)
    return text


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, Mapping | list | tuple) else " ".join(str(value).split())


def _yes(value: Any) -> bool:
    text = _plain(value).casefold()
    if text not in ("", "yes", "no", "true", "false"):
        _wrong(f"'zero_to_hundred' is yes or no, not {text!r}", "zero_to_hundred")
    return text in ("yes", "true")


def _whole(value: Any, path: Path, least: int | None, most: int | None) -> int:
    number = _number(value, path)
    if number != int(number):
        _wrong(f"{value} is not a whole number", *path)
    if (least is not None and number < least) or (most is not None and number > most):
        _wrong(f"{int(number)} is outside {least} to {most}", *path)
    return int(number)


def _number(value: Any, path: Path) -> float:
    text = _plain(value)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        _wrong(f"a number was expected, not {text!r}", *path)
    return number


def _wrong(fact: str, *path: str | int) -> NoReturn:
    raise BrokenScale(fact, path)
