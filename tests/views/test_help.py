"""The help of the pages: two sentences for a methodologist on each, with a source that can be looked up."""

import ast
import re
from pathlib import Path

import pytest

from views import navigation

VIEWS = Path(navigation.__file__).parent
SENTENCE_END = re.compile(r"[.?](?= |$)")
YEAR = re.compile(r"\b(19|20)\d\d\b|\(EU\) 20\d\d/\d+")


def help_of(file):
    """Give what a page hands to `page.header` or `page.help_beside`: the sentences and their source."""
    calls = [
        {keyword.arg: keyword.value for keyword in node.keywords}
        for node in ast.walk(ast.parse((VIEWS / file).read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("header", "help_beside")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "page"
    ]
    assert len(calls) == 1
    return ast.literal_eval(calls[0]["method"]), ast.literal_eval(calls[0]["source"])


@pytest.mark.parametrize("file", [entry.file for entry in navigation.EVERY])
def test_every_page_says_two_sentences_with_their_source(file):
    method, source = help_of(file)
    assert len(SENTENCE_END.findall(method)) == 2 and method.endswith(".")
    assert YEAR.search(source)


@pytest.mark.parametrize("page", ["code_responses", "change_settings", "open_project"])
def test_the_help_stands_on_the_page(open_page, seeded, page):
    at = open_page(page, seeded.coded)
    method, source = help_of(f"{page}.py")
    assert method in [markdown.value for markdown in at.markdown]
    assert source in [caption.value for caption in at.caption]
