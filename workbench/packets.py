"""Coding by file, the lead's side: a coder's part of a round goes out as a packet.

The key with which a return is closed lies in the settings of the store, beside the answers that it protects on their
way; the record holds digests. So a lost passphrase is no loss: the file is made again with another one.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from sqlalchemy import Connection, select

from codebooks.model import name_key
from coding.packet_events import PacketMade
from coding.roles import Role
from exchange import packets as files
from exchange import sealed_file
from exchange.packets import Packet, PacketAnswer, PacketQuestion, PacketRound
from storage import packet_keys, queries
from storage import tables as t
from storage.queries import rounds
from storage.queries.rounds import RoundRow
from storage.store import Store
from workbench.errors import NotReady, WorkbenchError
from workbench.permissions import require

SCOPE = "packets"  # of its own: a file that is out, or in, is not undone


@dataclass(frozen=True, slots=True)
class PacketRow:
    """A coder's part of an open round, as the page shows it; `packed` says that a packet was made before.

    `file` is the name of its packet, which no other part of the round has.
    """

    coder_id: str
    coder: str
    file: str
    answers: int
    packed: bool
    handed_in: bool


def make_packet(
    store: Store, project_id: str, coder_id: str, round_id: str, for_coder: str, *, command_id: str
) -> str:
    """Record that a coder's part of a round goes out by file, and give the packet's id.

    Where a packet of the same content was made before, it is that one. `packet_file` writes it.

    Raises
    ------
    NotReady, WorkbenchError
        The round is not open, has no such coder, or this coder has handed in or begun here.
    """
    with store.reading() as conn:
        content = _content(conn, project_id, round_id, for_coder)
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        require(tx.conn, project_id, coder_id, Role.can_run_rounds, "make packets")
        known = _latest(tx.conn, project_id).get((round_id, for_coder))
        if not tx.repeated:
            refuse_begun(tx.conn, project_id, rounds.round_row(tx.conn, project_id, round_id), for_coder)
        if known and (tx.repeated or known.digest == content.digest):
            return known.packet
        made = PacketMade(
            packet=secrets.token_hex(sealed_file.NAME_BYTES), round=round_id, number=content.round.number,
            coder=for_coder, digest=content.digest, answers=len(content.assigned),
            codebook_version=content.codebook_version,
        )  # fmt: skip
        tx.append([made])
        packet_keys.keep(tx.conn, project_id, made.packet, secrets.token_hex(sealed_file.KEY_BYTES), tx.head.seq)
    return made.packet


def packet_file(
    store: Store, project_id: str, coder_id: str, packet: str, passphrase: str, *, cost: int = sealed_file.COST
) -> bytes:
    """Give a packet as a file that opens with the passphrase.

    Raises
    ------
    NotReady
        The codebook is no longer the one that was packed, or the part is begun here or handed in.
    """
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_run_rounds, "make packets")
        found = made_packet(conn, project_id, packet)
        if found is None:
            raise WorkbenchError("There is no such packet in this project. Make one first.")
        made, key = found
        refuse_begun(conn, project_id, rounds.round_row(conn, project_id, made.round), made.coder)
        content = _content(conn, project_id, made.round, made.coder)
    if content.digest != made.digest:
        raise NotReady("The codebook was changed since this packet was made. Make the packet again.")
    return files.write_packet(replace(content, packet=packet, key=key), passphrase, cost=cost)


def file_names(number: int, coders: Iterable[str]) -> list[str]:
    """Give the file names of a round's packets: the round and who codes it, numbered where two would be one.

    Examples
    --------
    >>> file_names(2, ["Bea Ng / Ward 4", "Bo Ng", "bo-ng"])
    ['round-2-Bea-Ng-Ward-4.vbpacket', 'round-2-Bo-Ng.vbpacket', 'round-2-bo-ng-2.vbpacket']
    """
    made: dict[str, str] = {}  # by what a file system may take for the same name
    for coder in coders:
        plain = re.sub(r"[^\w]+", "-", coder).strip("-") or "coder"
        tries = (plain if n == 1 else f"{plain}-{n}" for n in count(1))
        name = next(each for each in tries if name_key(each) not in made)
        made[name_key(name)] = f"round-{number}-{name}.{files.PACKET_ENDING}"
    return list(made.values())


def packet_rows(store: Store, project_id: str, round_id: str) -> list[PacketRow]:
    """Give each coder's part of a round, in the order of its plan, with the packet that was made last."""
    with store.reading() as conn:
        load = rounds.workload(conn, project_id, round_id)
        names = queries.coder_names(conn, load["coder_id"].tolist())
        made = _latest(conn, project_id)
        number = rounds.round_row(conn, project_id, round_id).number
    called = {coder: names.get(coder, "somebody") for coder in load["coder_id"]}
    named = dict(zip(called, file_names(number, called.values()), strict=True))
    lines = zip(load["coder_id"], load["assigned"], load["submitted"], strict=True)
    return [
        PacketRow(
            coder, called[coder], named[coder], int(answers), packed=(round_id, coder) in made,
            handed_in=bool(handed_in),
        )
        for coder, answers, handed_in in lines
    ]  # fmt: skip


def _content(conn: Connection, project_id: str, round_id: str, for_coder: str) -> Packet:
    """Give what a coder needs to code a round; packet and key are still empty."""
    project, row = queries.project(conn, project_id), rounds.round_row(conn, project_id, round_id)
    if for_coder not in row.coders:
        raise WorkbenchError(f"Nobody of this id codes round {row.number}. Choose one of its coders.")
    part = rounds.assigned(conn, project_id, round_id, for_coder)
    book = queries.codebook(conn, project_id)
    asked = queries.questions(conn, project_id)
    mine = part[part["coder_id"] == for_coder]
    return Packet(
        packet="", key="", project=project_id, project_name=project.name, way=project.way, unit=project.unit,
        coder=for_coder, coder_name=queries.coder_names(conn, [for_coder]).get(for_coder, ""),
        round=PacketRound(
            round_id=round_id, number=row.number, kind=row.kind, name=row.name, codebook_version=row.codebook_version
        ),
        codebook_version=book.version,
        codes=tuple(replace(code, parent=book.parent_of(code)) for code in book.live()),
        questions=tuple(
            PacketQuestion(question=question, name=name, wording=wording)
            for question, name, wording in zip(asked["question_id"], asked["name"], asked["wording"], strict=True)
        ),
        answers=_answers(conn, project_id, round_id, for_coder),
        assigned=tuple(zip(mine["response_id"].tolist(), mine["again"].tolist(), strict=True)),
    )  # fmt: skip


def _answers(conn: Connection, project_id: str, round_id: str, coder: str) -> tuple[PacketAnswer, ...]:
    """Give the answers of a part. A respondent's label stays here, for it may be a name; the number goes along."""
    people = t.respondents.c
    query = select(people.respondent_id).where(people.project_id == project_id).order_by(people.row)
    numbers = {respondent: str(number) for number, respondent in enumerate(conn.execute(query).scalars(), start=1)}
    return tuple(
        PacketAnswer(
            response=row.response_id, respondent=row.respondent_id, number=numbers[row.respondent_id],
            question=row.question_id, text=row.text,
        )
        for row in rounds.handed_answers(conn, project_id, round_id, coder)
    )  # fmt: skip


def made_packet(conn: Connection, project_id: str, packet: str) -> tuple[PacketMade, str] | None:
    """Give what the record says of a packet that was made in a project, and its key; None for no such packet."""
    for kept in packet_keys.kept(conn, project_id):
        if isinstance(kept.event, PacketMade) and kept.event.packet == packet:
            return kept.event, kept.key
    return None


def changed_since(conn: Connection, project_id: str, made: PacketMade) -> bool:
    """Whether its coder would get something else today: a code, a question or an answer was changed since.

    To publish the codebook as it stood is no change, so the number of its version is left out.
    """
    today = _content(conn, project_id, made.round, made.coder)
    return replace(today, codebook_version=made.codebook_version).digest != made.digest


def _latest(conn: Connection, project_id: str) -> dict[tuple[str, str], PacketMade]:
    """Give the packets that were made last, by round and coder."""
    events = (kept.event for kept in packet_keys.kept(conn, project_id))
    return {(event.round, event.coder): event for event in events if isinstance(event, PacketMade)}


def refuse_begun(conn: Connection, project_id: str, row: RoundRow, coder: str) -> None:
    """Raise NotReady where a round is over, or its coder has handed in or begun to code it in this store."""
    who = queries.coder_names(conn, [coder]).get(coder, "This coder")
    if row.state != "open":
        raise NotReady(f"Round {row.number} is {row.state}: nothing can come into it any more.")
    if row.coders.get(coder):
        raise NotReady(
            f"{who} has handed in round {row.number} already. Nothing was changed."
        )
    if _has_begun(conn, project_id, row.round_id, coder):
        raise NotReady(
            f"{who} has begun to code round {row.number} here already. A part is coded in one place: here, or by file."
        )


def begun_here(store: Store, project_id: str, coder_id: str, round_id: str) -> frozenset[str]:
    """Give who of a round's coders has begun to code it in this store, so that their part is not sent by file."""
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_run_rounds, "make packets")
        coders = rounds.round_row(conn, project_id, round_id).coders
        return frozenset(coder for coder in coders if _has_begun(conn, project_id, round_id, coder))


def _has_begun(conn: Connection, project_id: str, round_id: str, coder: str) -> bool:
    coded = rounds.round_codings(conn, project_id, round_id, coder)
    marked = rounds.round_marks(conn, project_id, round_id, coder)
    return coder in {*coded["coder_id"], *marked["coder_id"]}
