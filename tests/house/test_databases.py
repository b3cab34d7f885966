"""The databases that the storage tests are given."""

from sqlalchemy import create_engine, text


def test_a_test_gets_an_empty_database_that_keeps_what_is_committed(store_url):
    engine = create_engine(store_url)
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE kept (word TEXT)"))
        conn.execute(text("INSERT INTO kept VALUES ('müde 🙂')"))
    with engine.begin() as conn:
        assert conn.execute(text("SELECT word FROM kept")).scalar_one() == "müde 🙂"
    engine.dispose()


def test_the_next_test_finds_nothing_of_it(store_url):
    engine = create_engine(store_url)
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE kept (word TEXT)"))
    engine.dispose()
