"""The proposals of a run as they stand now: what the machine proposed, with what people decided since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from coding.proposals import Review
from storage import bodies, queries, run_rows
from storage import tables as t
from storage.queries.rounds import sealed_for
from storage.run_rows import RunRow, SegmentRow, ThemeRow
from storage.store import Store
from workbench.errors import NotReady

CENTRAL_SHOWN, BORDER_SHOWN = 3, 2
GONE = ("merged", "split")  # into other proposals, which stand on the board in their place


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One proposed theme.

    `name` is what it is called now, `label` the machine's words. `people` counts respondents. `segments` are its
    passages, the surest first. `stability` is the share of re-runs in which it held together, None for one
    that a person made. `changed` says that its passages are no longer the machine's. `close_to` names the nearest
    proposals that still stand, the nearest first.
    """

    proposal: str
    name: str
    label: str
    terms: tuple[str, ...]
    status: str
    people: int
    segments: tuple[int, ...]
    central: tuple[int, ...]
    border: tuple[int, ...]
    stability: float | None
    changed: bool
    close_to: tuple[str, ...]
    split_hint: bool
    part_of: str
    code: str
    code_name: str


@dataclass(frozen=True, slots=True)
class MachineRun:
    """What the machine wrote: themes, passages, the answers they are from, and the passages it put into each theme.

    `kept_back` answers, with their passages, are not among them: who looks has to meet them in an open round.
    """

    project_id: str
    run: RunRow
    themes: Mapping[str, ThemeRow]
    passages: Mapping[int, SegmentRow]
    answers: Mapping[str, str]
    members: Mapping[str, tuple[int, ...]]
    kept_back: int = 0

    def within(self, segment: int) -> tuple[str, int, int]:
        """Give a passage as its answer and the span `[start, end)` in it."""
        passage = self.passages[segment]
        return self.answers[passage.response_id], passage.start, passage.end

    def words(self, segment: int) -> str:
        """Give the text of a passage."""
        answer, start, end = self.within(segment)
        return answer[start:end]


@dataclass(frozen=True, slots=True)
class Board:
    """All proposals of a run in a lasting order, and the passages not grouped yet, the surest first.

    `place` says for every passage which proposal holds it now, '' for none; `standing` which proposal took over
    from one that was merged.
    """

    run: RunRow
    cards: tuple[Card, ...]
    ungrouped: tuple[int, ...]
    passages: Mapping[int, SegmentRow]
    place: Mapping[int, str]
    standing: Mapping[str, str]

    def card(self, proposal: str) -> Card | None:
        """Give a card by its proposal's id, None if it is not on the board."""
        return next((card for card in self.cards if card.proposal == proposal), None)

    def with_status(self, status: str) -> tuple[Card, ...]:
        """Give the cards of one status: 'open', 'accepted' or 'rejected'."""
        return tuple(card for card in self.cards if card.status == status)


@dataclass(frozen=True, slots=True)
class _Decided:
    status: str
    name: str
    code: str
    into: str
    part_of: str


def runs(store: Store, project_id: str) -> list[RunRow]:
    """Give a project's runs, the newest first."""
    with store.reading() as conn:
        return run_rows.runs(conn, project_id)


def live_codes(store: Store, project_id: str) -> dict[str, str]:
    """Give the names of the codes that can be applied, by id, in the order of the codebook."""
    with store.reading() as conn:
        return {code.id: code.name for code in queries.codebook(conn, project_id).live()}


def read_run(store: Store, project_id: str, run_id: str) -> MachineRun:
    """Give all that the machine wrote in a run; NotReady if there is no such run. It never changes: keep it."""
    with store.reading() as conn:
        run = run_rows.read(conn, project_id, run_id)
        if run is None:
            raise NotReady("This project has no such set of proposed themes. Propose themes first.")
        themes = {theme.theme: theme for theme in run_rows.themes(conn, project_id, run_id)}
        passages = {passage.segment: passage for passage in run_rows.segments(conn, project_id, run_id)}
        answers = run_rows.answers(conn, project_id, run_id)
    machine = _members({s: passage.theme for s, passage in passages.items()}, {})
    return MachineRun(project_id, run, themes, passages, answers, machine)


def as_read_by(store: Store, machine: MachineRun, reader: str) -> MachineRun:
    """Take out the answers that a coder has to meet in an open round: what the machine made of them would go along."""
    with store.reading() as conn:
        kept_back = sealed_for(conn, machine.project_id, reader) & machine.answers.keys()
    if not kept_back:
        return machine
    passages = {s: passage for s, passage in machine.passages.items() if passage.response_id not in kept_back}
    answers = {response: text for response, text in machine.answers.items() if response not in kept_back}
    members = {theme: tuple(s for s in held if s in passages) for theme, held in machine.members.items()}
    return replace(machine, passages=passages, answers=answers, members=members, kept_back=len(kept_back))


def board(store: Store, machine: MachineRun) -> Board:
    """Give the proposals of a run as they stand now, of the passages that the run is given with."""
    project_id, run_id, passages = machine.project_id, machine.run.run_id, machine.passages
    with store.reading() as conn:
        every = _places(conn, project_id, run_id, {s: passage.theme for s, passage in passages.items()})
        decided = _decided(conn, project_id, run_id)
        names = bodies.read(conn, project_id, [found.name for found in decided.values()])
        book = queries.codebook(conn, project_id)
        coded = _coded_from(conn, project_id, run_id)
    place = {segment: theme for segment, theme in every.items() if segment in passages}
    code_names = {code: book.code(book.resolve(code)).name for code in book.codes}
    members = _members(place, {s: passage.confidence for s, passage in passages.items()})
    standing = {proposal: _standing(proposal, decided) for proposal in {*machine.themes, *decided}}
    maker = _CardMaker(machine, decided, names, code_names, members, standing)
    here = [proposal for proposal in {**machine.themes, **decided} if maker.status(proposal) not in GONE]
    cards = sorted((maker.card(proposal) for proposal in here), key=lambda card: maker.order(card.proposal))
    ungrouped = (s for s in members.get("", ()) if _span(passages[s]) not in coded)
    return Board(machine.run, tuple(cards), tuple(ungrouped), passages, place, standing)


def review_state(conn: Connection, project_id: str, run_id: str) -> Review:
    """Give what the decisions about a run's proposals rest on."""
    s = t.run_segments.c
    rows = conn.execute(select(s.segment, s.theme).where(s.project_id == project_id, s.run_id == run_id))
    place = _places(conn, project_id, run_id, {row.segment: row.theme for row in rows})
    c = t.run_themes.c
    themes = conn.execute(select(c.theme).where(c.project_id == project_id, c.run_id == run_id)).scalars()
    status = dict.fromkeys(themes, "open")
    status |= {proposal: found.status for proposal, found in _decided(conn, project_id, run_id).items()}
    return Review(run_id, status, _members(place, {}))


def shown_name(conn: Connection, project_id: str, run_id: str, proposal: str) -> str:
    """Give what a proposal is called now: the person's name for it, or the machine's words."""
    decided = _decided(conn, project_id, run_id)
    if proposal in decided and decided[proposal].name:
        return bodies.read(conn, project_id, [decided[proposal].name]).get(decided[proposal].name, "")
    themes = {theme.theme: theme for theme in run_rows.themes(conn, project_id, run_id)}
    return _label(proposal, themes, decided)


def _label(proposal: str, themes: Mapping[str, ThemeRow], decided: Mapping[str, _Decided]) -> str:
    if proposal in themes:
        return themes[proposal].label
    parent = decided[proposal].part_of
    return f"{_label(parent, themes, decided)} ({proposal.removeprefix(parent)})"


def _decided(conn: Connection, project_id: str, run_id: str) -> dict[str, _Decided]:
    c = t.proposals.c
    rows = conn.execute(select(t.proposals).where(c.project_id == project_id, c.run_id == run_id))
    return {row.proposal_id: _Decided(row.status, row.name, row.code_id, row.into, row.part_of) for row in rows}


def _places(conn: Connection, project_id: str, run_id: str, machine: Mapping[int, str]) -> dict[int, str]:
    c = t.placements.c
    rows = conn.execute(select(c.segment, c.proposal_id).where(c.project_id == project_id, c.run_id == run_id))
    return {**machine, **{row.segment: row.proposal_id for row in rows}}


def _coded_from(conn: Connection, project_id: str, run_id: str) -> set[tuple[str, int, int]]:
    c = t.codings.c
    rows = conn.execute(select(c.response_id, c.start, c.end).where(c.project_id == project_id, c.run_id == run_id))
    return {(row[0], row[1], row[2]) for row in rows}


def _span(passage: SegmentRow) -> tuple[str, int, int]:
    return passage.response_id, passage.start, passage.end


def _members(place: Mapping[int, str], confidence: Mapping[int, float]) -> dict[str, tuple[int, ...]]:
    held: dict[str, list[int]] = defaultdict(list)
    for segment in sorted(place, key=lambda s: (-confidence.get(s, 0.0), s)):
        held[place[segment]].append(segment)
    return {proposal: tuple(segments) for proposal, segments in held.items()}


def _standing(proposal: str, decided: Mapping[str, _Decided]) -> str:
    seen = set()
    while proposal in decided and decided[proposal].into and proposal not in seen:
        seen.add(proposal)
        proposal = decided[proposal].into
    return proposal


@dataclass(frozen=True, slots=True)
class _CardMaker:
    machine: MachineRun
    decided: Mapping[str, _Decided]
    names: Mapping[str, str]
    code_names: Mapping[str, str]
    members: Mapping[str, tuple[int, ...]]
    standing: Mapping[str, str]

    def status(self, proposal: str) -> str:
        return self.decided[proposal].status if proposal in self.decided else "open"

    def root(self, proposal: str) -> str:
        while proposal not in self.machine.themes:
            proposal = self.decided[proposal].part_of
        return proposal

    def order(self, proposal: str) -> tuple[int, str, str]:
        root = self.root(proposal)
        return -self.machine.themes[root].n_responses, root, proposal

    def card(self, proposal: str) -> Card:
        theme, found = self.machine.themes.get(proposal), self.decided.get(proposal)
        segments = self.members.get(proposal, ())
        label = _label(proposal, self.machine.themes, self.decided)
        code = found.code if found else ""
        root = self.machine.themes[self.root(proposal)]
        central, border = quotes(segments, root.central, root.border)
        return Card(
            proposal=proposal,
            name=(self.names.get(found.name) if found else None) or label,
            label=label,
            terms=theme.terms if theme else (),
            status=self.status(proposal),
            people=len({self.machine.passages[segment].respondent_id for segment in segments}),
            segments=segments,
            central=central,
            border=border,
            stability=theme.stability if theme else None,
            changed=theme is not None and set(self.machine.members.get(proposal, ())) != set(segments),
            close_to=self._close(proposal, root),
            split_hint=bool(theme and theme.split_hint),
            part_of=found.part_of if found else "",
            code=code,
            code_name=self.code_names.get(code, ""),
        )

    def _close(self, proposal: str, root: ThemeRow) -> tuple[str, ...]:
        near = dict.fromkeys(self.standing.get(other, other) for other in root.close_to)
        return tuple(other for other in near if other != proposal and self.status(other) not in (*GONE, "rejected"))


def quotes(
    segments: Sequence[int], central: Iterable[int], border: Iterable[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Choose the passages that stand for a theme and those at its edge, among those it holds now.

    Parameters
    ----------
    segments : passages of the theme, the surest first
    central, border : what the machine chose, in its order

    Examples
    --------
    >>> quotes([4, 1, 7, 9], central=[1, 2], border=[9])
    ((1, 4, 7), (9,))
    """
    held = set(segments)
    chosen = [s for s in central if s in held]
    chosen += [s for s in segments if s not in chosen][: max(0, CENTRAL_SHOWN - len(chosen))]
    edge = [s for s in border if s in held and s not in chosen]
    edge += [s for s in reversed(segments) if s not in chosen and s not in edge][: max(0, BORDER_SHOWN - len(edge))]
    return tuple(chosen[:CENTRAL_SHOWN]), tuple(edge[:BORDER_SHOWN])
