"""The YAML of a codebook: read as plain text with line numbers, no tags, no aliases.

Every scalar is taken as it is written, so that a code named No or 1.0 keeps its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from exchange.errors import WrongFile
from exchange.plain_yaml import NOTHING, broken, compose, where

PARTS = frozenset(
    {"name", "definition", "include", "exclude", "examples", "parent", "questions", "colour", "theme", "level"}
)
LISTS = frozenset({"examples", "questions"})
DEEPEST = 20  # levels of nesting; a codebook has three or four
HEAD = "# Codebook written by Verbatim. 'parent' is the name of the code above.\n"


@dataclass(frozen=True, slots=True)
class RawCode:
    """The parts of one code as text, and where it stands in the file."""

    where: str
    parts: Mapping[str, str | tuple[str, ...]]


class _BlockDumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which people can read."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # YAML turns these into plain line breaks unless they are escaped, which only double quotes do.
    style: str | None
    if any(mark in value for mark in "\r\x85\u2028\u2029"):
        style = '"'
    else:
        style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_BlockDumper.add_representer(str, _text)


def dump_codes(codes: Sequence[Mapping[str, str | bool | list[str]]]) -> bytes:
    """Codes as YAML in UTF-8."""
    body = yaml.dump(
        {"codes": [dict(code) for code in codes]},
        Dumper=_BlockDumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return (HEAD + body).encode("utf-8")


def load_codes(text: str, name: str) -> list[RawCode]:
    """Codes of a YAML text: a list, or a list under ``codes:``; codes may stand under ``codes:`` of another.

    Raises
    ------
    BrokenLine
        With the line: bad YAML, an alias, a part that codes do not have, a repeated part.
    """
    root = compose(text, name, DEEPEST, "codes")
    if isinstance(root, yaml.MappingNode):
        parts = _parts(root, name, frozenset({"codes"}))
        root = parts.get("codes")
    if not isinstance(root, yaml.SequenceNode):
        raise WrongFile(f"{name} is not a codebook: a list of codes under 'codes:' was expected.")
    found: list[RawCode] = []
    _collect(root, name, "", found)
    return found


def _collect(codes: yaml.SequenceNode, name: str, parent: str, found: list[RawCode]) -> None:
    for node in codes.value:
        if not isinstance(node, yaml.MappingNode):
            raise broken("a code begins with '- name: …'", node, name)
        nodes = _parts(node, name, PARTS | {"codes"})
        below = nodes.pop("codes", None)
        parts = {part: _value(part, value, name) for part, value in nodes.items()}
        if parent:
            parts.setdefault("parent", parent)
        found.append(RawCode(where(node), parts))
        if isinstance(below, yaml.SequenceNode):
            _collect(below, name, str(parts.get("name", "")), found)
        elif below is not None:
            raise broken("'codes' needs a list of codes", below, name)


def _parts(node: yaml.MappingNode, name: str, allowed: frozenset[str]) -> dict[str, yaml.Node]:
    parts: dict[str, yaml.Node] = {}
    for key, value in node.value:
        part = key.value if isinstance(key, yaml.ScalarNode) else ""
        if part not in allowed:
            raise broken(f"{part!r} is not a part of a codebook; possible are {', '.join(sorted(allowed))}", key, name)
        if part in parts:
            raise broken(f"{part!r} stands twice in one code", key, name)
        parts[part] = value
    return parts


def _value(part: str, node: yaml.Node, name: str) -> str | tuple[str, ...]:
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == NOTHING else str(node.value)
    if part in LISTS and isinstance(node, yaml.SequenceNode):
        if all(isinstance(item, yaml.ScalarNode) for item in node.value):
            return tuple(str(item.value) for item in node.value)
        raise broken(f"{part!r} is a list of texts", node, name)
    raise broken(f"{part!r} must be a text", node, name)
