"""YAML as plain text: every scalar as it is written, no tags, no aliases, nothing nested beyond reason.

Aliases can make a small file huge, and deep nesting can exhaust the program: both end here.
"""

from __future__ import annotations

import yaml

from exchange.errors import BrokenLine

NOTHING = "tag:yaml.org,2002:null"


def compose(text: str, name: str, deepest: int, what: str) -> yaml.Node | None:
    """Give the nodes of a YAML text; BrokenLine names the line of what is not allowed.

    Parameters
    ----------
    name : of the file, for messages
    deepest : levels of nesting that are allowed
    what : stands too deep, in the plural, for the message
    """
    _refuse_tricks(text, name, deepest, what)
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _bad_yaml(error, name) from error


def where(node: yaml.Node | yaml.Event) -> str:
    """Say in which line a node begins."""
    mark = node.start_mark
    return "the file" if mark is None else f"line {mark.line + 1}"


def broken(fact: str, node: yaml.Node | yaml.Event, name: str) -> BrokenLine:
    """Give the error that says what is wrong with a node."""
    place = where(node)
    return BrokenLine(f"{name}, {place}: {fact}.", where=place)


def _refuse_tricks(text: str, name: str, deepest: int, what: str) -> None:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise broken("an alias (*) is not allowed; write the text out", event, name)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > 2 * deepest:
                    raise broken(f"{what} stand more than {deepest} levels deep", event, name)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError as error:
        raise _bad_yaml(error, name) from error


def _bad_yaml(error: yaml.YAMLError, name: str) -> BrokenLine:
    mark = getattr(error, "problem_mark", None)
    place = "the file" if mark is None else f"line {mark.line + 1}"
    problem = getattr(error, "problem", None) or "a character that YAML does not allow"
    return BrokenLine(
        f"{name}, {place}: this is not valid YAML ({problem}). Texts with a colon or quotation mark need quotes.",
        where=place,
    )
