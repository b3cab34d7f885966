"""A scale as YAML: items, reversed items, subscales, cuts, rule for missing items, source, licence note."""

from __future__ import annotations

from typing import Any

import yaml

from codebooks.errors import BrokenScale
from codebooks.scale_text import scale_from, scale_to
from codebooks.scales import Scale
from exchange.errors import BrokenLine, WrongFile
from exchange.plain_yaml import NOTHING, broken, compose, where
from exchange.tables import MEGABYTE, decoded

SCALE_BYTES = MEGABYTE  # ProQOL-5 has 2 kB
DEEPEST = 6  # cuts > levels_of > subscale > level is the deepest part
WIDTH = 100
HEAD = "# A scale, written by Verbatim. Items are numbers: their wording is not here.\n"
Lines = dict[tuple[str | int, ...], str]


class _Dumper(yaml.SafeDumper):
    """Writes lists of numbers on one line."""


def _items(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.SequenceNode:
    flat = all(isinstance(value, int | float | str) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flat)


_Dumper.add_representer(list, _items)


def read_scale(data: bytes, name: str) -> Scale:
    """Read a scale's definition.

    Parameters
    ----------
    data : the file's bytes, at most 1 MB
    name : the file's name, for messages

    Raises
    ------
    WrongFile, BrokenLine
        BrokenLine names the line: bad YAML, an unknown part or subscale, an item that there is not.

    Examples
    --------
    >>> read_scale(b"key: x\\nname: X\\nitems: 2\\nanswers: [1, 5]\\ncolumns: [x]\\nsubscales: []\\n", "x.yaml")
    Traceback (most recent call last):
    exchange.errors.BrokenLine: x.yaml, line 6: a scale has 1 to 40 subscales, this one has 0.
    """
    root = compose(decoded(data, name, limit=SCALE_BYTES), name, DEEPEST, "parts")
    if not isinstance(root, yaml.MappingNode):
        raise WrongFile(f"{name} is not the definition of a scale: it should begin with 'key:' and 'name:'.")
    lines: Lines = {}
    values = _plain(root, (), lines, name)
    try:
        return scale_from(values)
    except BrokenScale as error:
        place = next(lines[error.path[:end]] for end in range(len(error.path), -1, -1) if error.path[:end] in lines)
        raise BrokenLine(f"{name}, {place}: {error}.", where=place) from error


def write_scale(scale: Scale) -> bytes:
    """Give a scale's definition as YAML in UTF-8."""
    body = yaml.dump(scale_to(scale), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return (HEAD + body).encode("utf-8")


def _plain(node: yaml.Node, path: tuple[str | int, ...], lines: Lines, name: str) -> Any:
    """Give a node as mappings, lists and texts, and note the line of each."""
    lines[path] = where(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(inner, (*path, place), lines, name) for place, inner in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return None if node.tag == NOTHING else str(node.value)
    values: dict[str, Any] = {}
    for key, inner in node.value:
        part = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if not part:
            raise broken("a part needs a name before the colon", key, name)
        if part in values:
            raise broken(f"{part!r} stands twice", key, name)
        values[part] = _plain(inner, (*path, part), lines, name)
        lines[(*path, part)] = where(key)
    return values
