"""Thousands of rows at once hold what was given, whichever way a database takes them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from storage import tables as t
from storage.many_rows import insert_rows
from storage.store import open_store

words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
awkward = st.sampled_from(["", "\\N", "\\.", "a\tb\nc\r", "\\t", "NULL", "\U0001f937\u200d\u2640\ufe0f", '"', "%s ?"])


@pytest.fixture
def store(store_url, tmp_path):
    return open_store(store_url, tmp_path)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(words | awkward, max_size=20))
def test_every_text_comes_back_as_it_was(store, texts):
    rows = [("project", f"q{n}", text, "", n) for n, text in enumerate(texts)]
    columns = ("project_id", "question_id", "wording", "name", "position")
    with store.writing() as conn:
        conn.execute(delete(t.questions))
        insert_rows(conn, t.questions, columns, rows)
        found = conn.execute(select(*(t.questions.c[name] for name in columns)).order_by(t.questions.c.position))
        assert [tuple(row) for row in found] == rows
