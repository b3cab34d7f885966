"""Coding by file, the lead's side: what a coder decided elsewhere comes back, all of it or nothing."""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from codebooks.words import loses_letters
from coding.packet_events import PacketMade, ReturnTaken
from coding.roles import Role
from coding.round_events import RoundSubmitted
from exchange import packets as files
from exchange.errors import WrongFile
from exchange.packets import Return
from storage import queries
from storage.queries import rounds
from storage.queries.rounds import RoundRow
from storage.record import Transaction
from storage.store import Store
from workbench import return_checks
from workbench.memos import memo_events
from workbench.packets import changed_since, made_packet, refuse_begun
from workbench.permissions import require
from workbench.round_desk import scope_of


@dataclass(frozen=True, slots=True)
class Taken:
    """A return that is in. Of what was decided it says nothing: the round may still be sealed.

    `stale` are codebook versions, other than the round's, that codings were made with; `changed` says that the packet
    held something else than it would today, published or not; `cleaned` are notes of which something could not be kept;
    `repeated` says that the same return had come in before and nothing was done.
    """

    round_id: str
    number: int
    coder: str
    answers: int
    codebook_version: int
    stale: tuple[int, ...]
    changed: bool
    cleaned: int
    repeated: bool

    @property
    def said(self) -> str:
        """The outcome in a sentence."""
        part = f"{self.coder}’s part of round {self.number}"
        if self.repeated:
            return f"{part} came in before; nothing was changed."
        return f"{part} is in: {'1 answer' if self.answers == 1 else f'{self.answers:,} answers'}."

    @property
    def notes(self) -> list[str]:
        """What the lead should look at again, in sentences."""
        versions = [
            f"{self.coder} coded with {_version(found)}, but round {self.number} was planned with "
            f"{_version(self.codebook_version)}. Look again at codes whose definition differs."
            for found in self.stale
        ]
        since = (
            f"The codebook, the questions or the answers were changed since the packet for {self.coder} was made. Look "
            "again at codes whose definition differs."
        )
        few = f"{'1 note' if self.cleaned == 1 else f'{self.cleaned:,} notes'} of {self.coder}’s"
        letters = f"Control characters that cannot be kept were left out of {few}; the words are whole."
        return [*versions, *([since] if self.changed else []), *([letters] if self.cleaned else [])]


def take_return(store: Store, project_id: str, coder_id: str, data: bytes, name: str, *, round_id: str = "") -> Taken:
    """Take in a return: all of it or nothing. The same return again changes nothing and says so.

    Its command has an id made of the return's digest, so that it counts once from whichever window it comes. Its actor
    is the coder, who decided, and its scope the one of the coder's desk in the round, so that it is sealed as that is;
    who took the file in stands in the event.

    Parameters
    ----------
    round_id : the round that is meant; '' for the one that the return names

    Raises
    ------
    WrongFile
        Not a return of a packet of this project and round, changed on its way, or with what was not handed out.
    NotReady
        The round is over, or its coder has handed in another return or coded here.
    """
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_run_rounds, "take in returns")
        found = made_packet(conn, project_id, files.answered_packet(data, name))
        if found is None:
            raise WrongFile(
                f"{name} answers no packet that was made in this project. Choose the project and the store that the "
                "packet came from."
            )
        packet, key = found
        made = files.read_return(data, name, key)
        _refuse_other(conn, made, packet, project_id, name, round_id)
        decided = _decided(conn, made, name)
    proof, command_id = _keyed(made, key, "digest"), f"return{_keyed(made, key, 'command')[:40]}"
    with store.transaction(project_id, command_id=command_id, actor=made.coder, scope=scope_of(made.round_id)) as tx:
        require(tx.conn, project_id, coder_id, Role.can_run_rounds, "take in returns")
        row = rounds.round_row(tx.conn, project_id, made.round_id)
        if not tx.repeated:
            refuse_begun(tx.conn, project_id, row, made.coder)
            return_checks.check_codes(made, queries.codebook_refs(tx.conn, project_id).codes, name)
            tx.append([*decided, *_handed_in(tx, made, coder_id, row, proof)])
    with store.reading() as conn:
        return _taken(conn, made, packet, row, repeated=tx.repeated)


def _refuse_other(
    conn: Connection, made: Return, packet: PacketMade, project_id: str, name: str, round_id: str
) -> None:
    """Refuse a return that says otherwise than the packet it answers, or is of another round than is meant."""
    who = queries.coder_names(conn, [packet.coder]).get(packet.coder, "its coder")
    answered = f"the packet of round {packet.number} for {who}"
    if (made.packet, made.project, made.round_id) != (packet.packet, project_id, packet.round):
        raise WrongFile(f"{name} answers {answered}, but says it is of another round. Nothing was taken in.")
    if made.coder != packet.coder:
        raise WrongFile(f"{name} answers {answered}, but says that somebody else coded. Nothing was taken in.")
    if made.packet_digest != packet.digest:
        raise WrongFile(f"{name} answers {answered}, but other answers than it held. Nothing was taken in.")
    if round_id and round_id != packet.round:
        meant = rounds.round_row(conn, project_id, round_id)
        raise WrongFile(f"{name} answers {answered}, not one of round {meant.number}. Take it in at its own round.")


def _keyed(made: Return, key: str, purpose: str) -> str:
    """Give what names a return to those who have its packet's key, and tells others nothing of what was decided.

    A plain digest would, for the record is for all to read, and a guess could be held against it. One for each purpose:
    the record shows the digest, and the command's id stands in the digests of the sealed rows.
    """
    return hmac.digest(bytes.fromhex(key), f"{purpose} {made.digest}".encode(), "sha256").hex()


def _decided(conn: Connection, made: Return, name: str) -> list[Any]:
    """Give the events of codings and marks, weighed against what was handed out and never changes after."""
    part = rounds.handed_to(conn, made.project, made.round_id, made.coder)
    answers = rounds.handed_answers(conn, made.project, made.round_id, made.coder)
    lengths = {row.response_id: len(row.text) for row in answers}
    handed = frozenset((response, again) for _, response, again in part)
    return return_checks.decisions(made, return_checks.Part(handed, lengths), name)


def _handed_in(tx: Transaction, made: Return, taken_by: str, row: RoundRow, proof: str) -> list[Any]:
    memos = [
        event
        for response, words in made.memos
        for event in memo_events(tx, made.coder, "response", response, words)
    ]
    taken = ReturnTaken(
        packet=made.packet, round=made.round_id, number=row.number, coder=made.coder, digest=proof,
        submitted_at=made.submitted_at, taken_by=taken_by, stale=return_checks.stale(made, row.codebook_version),
    )  # fmt: skip
    return [*memos, taken, RoundSubmitted(round=made.round_id, coder=made.coder)]


def _taken(conn: Connection, made: Return, packet: PacketMade, row: RoundRow, *, repeated: bool) -> Taken:
    return Taken(
        round_id=made.round_id,
        number=row.number,
        coder=queries.coder_names(conn, [made.coder]).get(made.coder, "Somebody"),
        answers=packet.answers,
        codebook_version=row.codebook_version,
        stale=return_checks.stale(made, row.codebook_version),
        changed=changed_since(conn, made.project, packet),
        cleaned=sum(loses_letters(words) for _, words in made.memos),
        repeated=repeated,
    )


def _version(number: int) -> str:
    return f"codebook v{number}" if number else "a codebook that was not published"
