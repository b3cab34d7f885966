"""Draw the tables from events. One function an event; nothing else writes to a projection."""

from collections.abc import Iterable
from itertools import groupby

from sqlalchemy import Connection

from coding.events import CodeApplied, ResponseMarked
from storage.projections import decisions, project, proposals, rounds  # noqa: F401 (they register what draws what)
from storage.projections.registry import PROJECTORS, Fact

__all__ = ["PROJECTORS", "Fact", "project_fact", "project_facts"]


def project_fact(conn: Connection, fact: Fact) -> None:
    """Draw one event into the tables."""
    PROJECTORS[type(fact.event)](conn, fact)


def project_facts(conn: Connection, facts: Iterable[Fact]) -> None:
    """Draw events in their order; codings that follow each other go in by one statement, and so do marks."""
    for kind, run in groupby(facts, key=lambda fact: type(fact.event)):
        together = list(run)
        if kind is CodeApplied:
            decisions.apply_codes(conn, together)
        elif kind is ResponseMarked:
            decisions.mark_answers(conn, together)
        else:
            for fact in together:
                project_fact(conn, fact)
