"""What suggestions did to coding: how often they were taken, and how codes differ where none were shown.

Only answers that the lot kept without suggestions can say what coding would have been without them; and only there is
agreement between person and machine no echo (Schroeder, Roy & Kabbara 2025, arXiv:2507.15821).

Several suggestions or codes of one answer are not independent: shares of them take their interval from how answers
differ (`wilson_of_clusters`), and are given by the number of answers. Where a person gave several answers, these are
not independent either, and the intervals are too narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.intervals import newcombe_difference, wilson_of_clusters
from reports.model import Cell, Column, Row, Table

LEAST_ANSWERS = 20  # in each group; with fewer an interval spans most of what is possible
PER_CENT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One suggested code: its rank from 1, and what became of it (see `coding.suggestions.outcome`)."""

    code: str
    rank: int
    outcome: str

    @property
    def shown(self) -> bool:
        """Whether it was on screen."""
        return self.outcome != "not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One coded answer for which codes were suggested.

    `held` are the codes on it when the suggestions came on screen, `now` those on it as the coding stands. `lot` is
    what the lot said while it decided ('shown', 'hidden'), '' while something else did. `moment` is 'before', 'after'
    or 'hidden'.
    """

    response: str
    moment: str
    suggestions: tuple[Suggestion, ...]
    held: frozenset[str]
    now: frozenset[str]
    lot: str = ""

    @property
    def saw(self) -> bool:
        """Whether any suggestion was on screen."""
        return any(one.shown for one in self.suggestions)


_SHARES = (
    Column(key="what", label="Share", kind="text", width=28),
    Column(key="k", label="k", kind="count", width=6),
    Column(key="n", label="of n", kind="count", width=6),
    Column(key="share", label="%", kind="percent", width=7),
    Column(key="interval", label="95% CI", kind="interval", width=14),
)

_ALIKE = (
    "Several {things} of one answer are not independent: they count for as many as would be, by how much answers "
    "differ (effective number, Korn and Graubard 1998)."
)


def acceptance(meetings: Sequence[Meeting]) -> Table:
    """Count what became of suggestions, and how coders moved to or away from the machine after seeing it.

    Examples
    --------
    >>> taken = Suggestion(code="a", rank=1, outcome="accepted")
    >>> left = Suggestion(code="b", rank=2, outcome="ignored")
    >>> one = Meeting(response="r", moment="after", suggestions=(taken, left), held=frozenset("c"), now=frozenset("ac"))
    >>> [(row.key, row.cells["k"], row.cells["n"], row.cells["share"]) for row in acceptance([one] * 20).rows]
    [('accepted', 20, 40, 50.0), ('edited', 0, 40, 0.0), ('ignored', 20, 40, 50.0), ('to', 20, 20, 100.0),
     ('away', 0, 20, 0.0)]
    """
    shown = [[one for one in meeting.suggestions if one.shown] for meeting in meetings if meeting.saw]
    seen = [meeting for meeting in meetings if meeting.saw and meeting.moment == "after"]
    moved_to = [(int(_moved_to(meeting)), 1) for meeting in seen]
    away = [(int(bool(meeting.held - meeting.now)), 1) for meeting in seen if meeting.held]

    def became(outcome: str) -> list[tuple[int, int]]:
        return [(sum(one.outcome == outcome for one in ones), len(ones)) for ones in shown]

    rows = (
        _share("accepted", "Suggestions shown that were taken", became("accepted")),
        _share("edited", "… taken, then moved to a passage or replaced", became("edited")),
        _share("ignored", "… not taken, or taken off again", became("ignored")),
        _share("to", "Answers that got a suggested code after it was seen", moved_to),
        _share("away", "Answers that lost a code of the coder’s after suggestions were seen", away),
    )
    notes = (
        "k and n of the first three lines count suggestions, of the others answers.",
        "The last two lines count answers whose suggestions came after the coder had decided something.",
        f"CI = Wilson interval. {_ALIKE.format(things='suggestions')}",
        f"Shares from fewer than {LEAST_ANSWERS} answers are not given.",
    )
    return Table(title="What became of suggestions", columns=_SHARES, rows=rows, notes=notes, name="taken")


def agreement(meetings: Sequence[Meeting]) -> Table:
    """Compare person and machine where nothing was shown, so that neither has heard the other.

    Examples
    --------
    >>> first = Suggestion(code="a", rank=1, outcome="not shown")
    >>> quiet = Meeting(response="r", moment="hidden", suggestions=(first,), held=frozenset(), now=frozenset("ab"))
    >>> [(row.key, row.cells["k"], row.cells["n"]) for row in agreement([quiet] * 20).rows]
    [('first', 20, 20), ('among', 20, 40)]
    """
    silent = [meeting for meeting in meetings if meeting.moment == "hidden" and not meeting.saw and meeting.now]
    first = [(int(any(one.rank == 1 and one.code in met.now for one in met.suggestions)), 1) for met in silent]
    among = [(len(met.now & {one.code for one in met.suggestions}), len(met.now)) for met in silent]
    rows = (
        _share("first", "Answers whose first suggested code the coder gave too", first),
        _share("among", "Codes the coder gave that are among the five suggested", among),
    )
    notes = (
        "Only answers that got a code and never showed a suggestion: elsewhere agreement is partly an echo.",
        f"CI = Wilson interval; not given below {LEAST_ANSWERS} answers. {_ALIKE.format(things='codes')}",
    )
    return Table(
        title="Person and machine where the machine was silent", columns=_SHARES, rows=rows, notes=notes, name="silent"
    )


def effect(meetings: Sequence[Meeting], names: Mapping[str, str]) -> Table | None:
    """Compare how often each code was given where suggestions were shown by lot and where the lot kept them away.

    Parameters
    ----------
    meetings : coded answers; only those for which the lot decided are compared, by what it said and not by what was
        looked at, so that the two groups differ by chance alone
    names : name by code id, in the order of the rows

    Returns
    -------
    Table, or None where a group has fewer than `LEAST_ANSWERS`

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873, method 10, for the interval of the difference.

    Examples
    --------
    >>> def met(lot, *now):
    ...     return Meeting(response="r", moment="after", suggestions=(), held=frozenset(), now=frozenset(now), lot=lot)
    >>> groups = [met("shown", "a")] * 56 + [met("shown")] * 14 + [met("hidden", "a")] * 48 + [met("hidden")] * 32
    >>> cells = effect(groups, {"a": "Time"}).row("a").cells
    >>> cells["shown_k"], cells["hidden_k"], round(cells["difference"], 1), [round(end, 2) for end in cells["interval"]]
    (56, 48, 20.0, [5.24, 33.39])
    """
    shown = [meeting for meeting in meetings if meeting.lot == "shown"]
    hidden = [meeting for meeting in meetings if meeting.lot == "hidden"]
    if min(len(shown), len(hidden)) < LEAST_ANSWERS:
        return None
    rows = []
    for code, name in names.items():
        k, m = (sum(code in meeting.now for meeting in group) for group in (shown, hidden))
        if k + m == 0:
            continue
        low, high = newcombe_difference(k, len(shown), m, len(hidden))
        cells: dict[str, Cell] = {
            "name": name,
            "shown_k": k,
            "shown": PER_CENT * k / len(shown),
            "hidden_k": m,
            "hidden": PER_CENT * m / len(hidden),
            "difference": PER_CENT * (k / len(shown) - m / len(hidden)),
            "interval": (PER_CENT * float(low), PER_CENT * float(high)),
        }
        rows.append(Row(key=code, cells=cells))
    seen, unseen = f"Suggestions shown (n = {len(shown):,})", f"None shown (n = {len(hidden):,})"
    columns = (
        Column(key="name", label="Code", kind="text", width=28),
        Column(key="shown_k", label="k", kind="count", width=6, group=seen),
        Column(key="shown", label="%", kind="percent", width=7, group=seen),
        Column(key="hidden_k", label="k", kind="count", width=6, group=unseen),
        Column(key="hidden", label="%", kind="percent", width=7, group=unseen),
        Column(key="difference", label="Difference", kind="difference", width=10),
        Column(key="interval", label="95% CI", kind="interval", width=14),
    )
    notes = (
        "Answers coded while the lot decided; which of the two groups an answer is in, chance alone has said.",
        "Difference in percentage points, shown minus not shown; CI = Newcombe’s interval (1998, method 10). With many "
        "codes some intervals leave out 0 by chance; several answers of one person make them a little too narrow.",
    )
    return Table(
        title="Codes where suggestions were shown and where not", columns=columns, rows=tuple(rows), notes=notes,
        base_n=len(shown) + len(hidden), name="effect",
    )  # fmt: skip


def _moved_to(meeting: Meeting) -> bool:
    return any(one.shown and one.code in meeting.now and one.code not in meeting.held for one in meeting.suggestions)


def _share(key: str, what: str, counts: Sequence[tuple[int, int]]) -> Row:
    """Give the share over answers, each with (k, n) of its own, n at least 1; none where there are too few answers."""
    ks, ns = [k for k, _ in counts], [n for _, n in counts]
    k, n = sum(ks), sum(ns)
    cells: dict[str, Cell] = {"what": what, "k": k, "n": n, "share": None, "interval": None}
    if len(counts) >= LEAST_ANSWERS:
        low, high = wilson_of_clusters(ks, ns)
        cells |= {"share": PER_CENT * k / n, "interval": (PER_CENT * low, PER_CENT * high)}
    return Row(key=key, cells=cells)
