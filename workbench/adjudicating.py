"""Consensus: what holds of an answer after its coders differed or agreed. What each of them said alone is not touched.

A consensus is recorded with its rule, reason and dissent, and its codes are put on the answer as codings of the coder
'Consensus', in the same command, so that findings and exports can be made of them like of anybody's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codebooks.model import Codebook
from coding import consensus
from coding.consensus import REASONS
from coding.decide import mark_response
from coding.disagreement import Given
from coding.errors import CodeNotAllowed
from coding.events import CodeApplied
from coding.roles import Role
from coding.round_events import CONSENSUS, ConsensusReached
from storage.queries.consensus import ConsensusRow
from storage.record import Transaction
from storage.store import Store
from workbench import trail, undo
from workbench.deciding import Answer
from workbench.disputes import Board, board_of
from workbench.errors import SHOWN, NotReady, WorkbenchError
from workbench.ids import new_id
from workbench.memos import LONGEST as LONGEST_NOTE
from workbench.permissions import require
from workbench.response_states import question_of, response_state

SCOPE = "adjudication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an adjudicator decided about one answer: the codes that hold (none: no code applies), and why they differed.

    Parameters
    ----------
    reason : a key of `coding.consensus.REASONS`; may be '' where all coders gave these very codes
    taken : the coder whose coding was taken, as the page calls that coder; the codes then go on that coder's words
    """

    response: str
    codes: frozenset[str]
    reason: str = ""
    note: str = ""
    taken: str = ""


def decide(
    store: Store, project_id: str, coder_id: str, round_id: str, decision: Decision, *, command_id: str
) -> None:
    """Record what holds of an answer, with whoever dissents, and put its codes on the answer as consensus.

    Raises
    ------
    WorkbenchError
        The answer was not coded by two coders in this round, or no reason is given where they differ.
    CodeNotAllowed
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_adjudicate, "adjudicate")
        board = board_of(tx.conn, project_id, coder_id, round_id)
        found = next((one for one in board.disputes if one.response_id == decision.response), None)
        if found is None:
            raise WorkbenchError("This answer was not coded by several coders in this round. Reload the page.")
        is_theirs = found.alike == decision.codes
        if decision.reason not in REASONS and (decision.reason or not is_theirs):
            raise WorkbenchError(f"Say why the coders differed: {', '.join(REASONS.values())}.")
        if len(decision.note) > LONGEST_NOTE:
            raise WorkbenchError(f"The note has {len(decision.note):,} characters; {LONGEST_NOTE:,} is the most.")
        how = _How(
            rule="unanimous" if is_theirs else "adjudicator",
            reason=decision.reason,
            note=tx.keep(decision.note.strip()),
            taken=next((coder for coder, name in board.names.items() if name == decision.taken), ""),
        )
        tx.append(_events(tx, board, found.given, decision.response, decision.codes, found.agreed, how))


def settle(
    store: Store, project_id: str, coder_id: str, round_id: str, rule: str, *, other_words: bool = False,
    command_id: str,
) -> int:  # fmt: skip
    """Settle by a rule all answers that it decides ('unanimous' or 'majority'); give how many.

    What is settled is what `Board.settled_by` gives, so that a person has seen the number before.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return 0
        require(tx.conn, project_id, coder_id, Role.can_adjudicate, "settle answers by a rule")
        board = board_of(tx.conn, project_id, coder_id, round_id)
        settled = board.settled_by(rule, other_words=other_words)
        if not settled:
            raise NotReady("There is no answer left that this rule decides.")
        given = {one.response_id: one.given for one in board.disputes}
        events: list[Any] = []
        for response, codes in settled.items():
            events += _events(tx, board, given[response], response, codes, None, _How(rule=rule))
        tx.append(events)
    return len(settled)


def take(
    store: Store, project_id: str, coder_id: str, round_id: str, entries: Sequence[Mapping[str, Any]]
) -> list[Answer]:
    """Store what the page has posted, each entry a command of its own, and give an answer for each.

    An entry has an `id` and a `kind`: 'decide' with the fields of a `Decision`, or 'undo' or 'redo', with the `target`
    where the page knows it.
    """
    return [_take_one(store, project_id, coder_id, round_id, entry) for entry in entries]


def _take_one(store: Store, project_id: str, coder_id: str, round_id: str, entry: Mapping[str, Any]) -> Answer:
    command_id = str(entry["id"])
    try:
        if entry["kind"] != "decide":
            return _turn(store, project_id, coder_id, entry)
        decision = Decision(
            response=entry["response"],
            codes=frozenset(entry["codes"]),
            reason=entry["reason"],
            note=entry["note"],
            taken=entry["taken"],
        )
        decide(store, project_id, coder_id, round_id, decision, command_id=command_id)
    except SHOWN as refusal:
        return Answer(command_id, False, str(refusal), str(entry.get("response") or ""))
    return Answer(command_id, True)


def _turn(store: Store, project_id: str, coder_id: str, entry: Mapping[str, Any]) -> Answer:
    turn = undo.undo if entry["kind"] == "undo" else undo.redo
    done = turn(store, project_id, coder_id, scope=SCOPE, command_id=entry["id"], target=entry.get("target") or "")
    if done is None:
        return Answer(entry["id"], True)
    said = trail.said_of(store, project_id, coder_id, done.command)
    return Answer(entry["id"], True, response=done.response, said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    rule: str
    reason: str = ""
    note: str = ""
    taken: str = ""


def _events(
    tx: Transaction, board: Board, given: Sequence[Given], response: str, codes: Collection[str],
    before: ConsensusRow | None, how: _How,
) -> list[Any]:  # fmt: skip
    """Give what records a consensus and changes the consensus codings of the answer to it."""
    reached = ConsensusReached(
        round=board.round.round_id,
        response=response,
        codes=tuple(sorted(codes)),
        rule=how.rule,
        reason=how.reason,
        note=how.note,
        dissent=tuple(sorted(consensus.dissent(given, codes).items())),
        adjudicator=tx.actor if how.rule == "adjudicator" else "",
        before=before.agreed() if before else (),
    )
    return [reached, *_codings(tx, board.book, given, response, codes, how.taken)]


def _codings(
    tx: Transaction, book: Codebook, given: Sequence[Given], response: str, codes: Collection[str], taken: str
) -> list[Any]:
    state = response_state(tx.conn, tx.project_id, CONSENSUS, response)
    wanted = {
        (code, start, end)
        for code in codes
        for start, end in consensus.passages(given, code, taken) or ((0, state.length),)
    }
    _check_allowed(tx, book, response, codes)
    there = {(coding.code, coding.start, coding.end): coding for coding in state.codings}
    gone = [coding.inverse() for key, coding in there.items() if key not in wanted]
    new = [
        CodeApplied(
            coding=new_id(), response=response, start=start, end=end, code=code, coder=CONSENSUS, origin="consensus",
            codebook_version=book.version,
        )
        for code, start, end in sorted(wanted - set(there))
    ]  # fmt: skip
    if not codes:
        return list(mark_response(state, "no_code", True))
    return [*mark_response(state, "no_code", False), *gone, *new]


def _check_allowed(tx: Transaction, book: Codebook, response: str, codes: Collection[str]) -> None:
    question = question_of(tx.conn, tx.project_id, response)
    for code in sorted(codes):
        known = book.codes.get(code)
        if known is None or not known.is_live:
            name = f"The code '{known.name}'" if known else "A code that was chosen"
            raise CodeNotAllowed(f"{name} is retired or merged. Bring it back in the codebook, or choose another.")
        if not known.applies_to(question):
            raise CodeNotAllowed(f"The code '{known.name}' is not for this question. Change that in the codebook.")
