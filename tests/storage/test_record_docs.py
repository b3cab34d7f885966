"""What the record can hold is written down, and nothing else is."""

import re
from pathlib import Path

from storage.payload import KINDS
from storage.projections import PROJECTORS

DOCS = (Path(__file__).parents[2] / "docs" / "record.md").read_text("utf-8")


def test_every_kind_of_event_is_in_the_docs():
    assert set(re.findall(r"^\| `(\w+)` \|", DOCS.split("## Kinds")[1], re.MULTILINE)) == set(KINDS)


def test_every_kind_of_event_is_drawn_into_the_tables():
    assert set(PROJECTORS) == set(KINDS.values())


def test_what_takes_an_event_back_is_the_kind_that_the_docs_name():
    for name, back in re.findall(r"^\| `(\w+)` \|.*\| (itself|–|`\w+`) \|$", DOCS, re.MULTILINE):
        inverse = KINDS[name].inverse.__annotations__.get("return")
        expected = {"itself": name, "–": None}.get(back, back.strip("`"))
        found = getattr(inverse, "__name__", inverse) if inverse not in ("Any", None) else None
        assert (found if isinstance(found, str) and found in KINDS else None) == expected, name
