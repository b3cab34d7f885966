"""Rules of the house that import-linter cannot see: app.py, imports at module level, names of files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "benchmarks", "codebooks", "coding", "exchange", "pipelines", "reports", "storage", "views", "workbench",
)  # fmt: skip
HEAVY = {"bertopic", "hdbscan", "numba", "sentence_transformers", "spacy", "torch", "transformers", "umap"}
NAMES_THAT_SAY_NOTHING = {"code", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(nodes: Iterator[ast.AST]) -> set[str]:
    """Give the top-level packages that some nodes import."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
    return found


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when a module is imported; what stands under `if TYPE_CHECKING` does not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from outside_functions(child)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_app_imports_only_streamlit_and_views():
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    assert imported(ast.walk(tree)) <= {"streamlit", "views"}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_the_machine_is_loaded_only_when_it_is_used(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert imported(outside_functions(tree)) & HEAVY == set()


def test_the_walk_tells_a_module_from_a_function():
    source = "import torch\nclass A:\n import spacy\ndef f():\n import umap\nif TYPE_CHECKING:\n import numba\n"
    assert imported(outside_functions(ast.parse(source))) == {"torch", "spacy"}


def test_every_file_says_by_its_name_what_is_in_it():
    assert [named(path) for path in SOURCES if path.stem in NAMES_THAT_SAY_NOTHING] == []


def test_tests_shadow_no_package():
    assert sorted((ROOT / "tests").rglob("__init__.py")) == []
