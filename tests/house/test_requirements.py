"""What requirements.txt brings in: bounded, explained, and free to pass on under the MIT licence."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)   # LGPL, by import, is fine


def lines(name: str) -> list[tuple[Requirement, str]]:
    text = (ROOT / name).read_text(encoding="utf-8")
    wanted = [line.partition("#") for line in text.splitlines() if line and not line.startswith(("#", "-r"))]
    return [(Requirement(requirement), comment.strip()) for requirement, _, comment in wanted]


def closure(requirements: list[Requirement]) -> set[str]:
    """Give every distribution that installing the requirements on this machine brings in, by name."""
    waiting = [(requirement, extra) for requirement in requirements for extra in (requirement.extras or {""})]
    seen = set()
    while waiting:
        requirement, extra = waiting.pop()
        key = (canonicalize_name(requirement.name), extra)
        if key in seen:
            continue
        seen.add(key)
        for text in distribution(requirement.name).requires or []:
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                waiting += [(needed, found) for found in {"", *needed.extras}]
    return {name for name, _ in seen}


def stated_licence(name: str) -> str:
    """Give what a distribution says: the expression, else its classifiers and the licence text's first line."""
    metadata = distribution(name).metadata
    if expression := metadata.get("License-Expression"):
        return expression
    classifiers = [text for text in metadata.get_all("Classifier", []) if text.startswith("License")]
    return "; ".join([*classifiers, (metadata.get("License") or "").partition("\n")[0]])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_line_has_a_floor_a_ceiling_and_a_reason(name):
    for requirement, reason in lines(name):
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators in ({"=="}, {">=", "<"}), f"{name}: {requirement}"
        assert reason, f"{name}: {requirement} does not say what it is for"


def test_torch_stands_first_and_exactly():
    assert str(lines("requirements.txt")[0][0]) == "torch==2.13.0"


def test_nothing_that_is_installed_is_under_the_gpl():
    names = closure([requirement for requirement, _ in lines("requirements.txt")])
    assert len(names) > 80, "the walk ended early"
    assert {name: stated_licence(name) for name in names if COPYLEFT.search(stated_licence(name))} == {}


def test_the_walk_knows_a_gpl_from_an_lgpl():
    assert COPYLEFT.search("GPL-3.0-or-later") and COPYLEFT.search("GNU Affero General Public License")
    assert not COPYLEFT.search(stated_licence("psycopg"))


def test_every_package_says_its_licence():
    names = closure([requirement for requirement, _ in lines("requirements.txt")])
    assert {name for name in names if not stated_licence(name).strip("; ")} == set()
