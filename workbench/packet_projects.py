"""Coding by file, the coder's side: a packet becomes a project with one round, and the round a return file."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Table, insert

from codebooks.events import CodeAdded, CodebookPublished
from codebooks.model import TEXT_FIELDS
from coding.packet_events import PacketOpened
from coding.project_events import ProjectChanged, ResponsesImported
from coding.rounds import Assigned, RoundPlan
from exchange import packets as files
from exchange.codebook_files import write_codebook_yaml
from exchange.packets import Packet, Return, ReturnCoding
from storage import corpus as rows
from storage import packet_keys, record
from storage import tables as t
from storage.payload import now
from storage.queries import rounds
from storage.record import Transaction
from storage.store import Store
from workbench import packet_checks
from workbench.codebook import codebook_rows
from workbench.errors import NotReady, WorkbenchError
from workbench.importing import IMPORTED_AT, SLICE_ROWS, check_room
from workbench.memos import own_notes
from workbench.projects import LONGEST_NAME, NewProject, exists, start_events
from workbench.rounds import open_round

_CODED = ("response_id", "again", "start", "end", "code_id", "origin", "codebook_version")
_MARKED = ("response_id", "again", "mark")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a project that was opened from a packet is about. `handed_in` and `open` are of its one coder."""

    round_id: str
    number: int
    coder_id: str
    answers: int
    handed_in: bool


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """A return, ready to be sent."""

    data: bytes
    name: str


def open_packet(store: Store, coder_id: str, data: bytes, name: str, passphrase: str) -> str:
    """Make a project of a packet and give its id; the same packet again gives the same project.

    The project has the answers, questions and codes of the packet under their own ids, and its one round, which the
    coder who opens it codes. A killed opening leaves nothing or a project that opening again completes.

    Raises
    ------
    WrongFile
        No packet, not whole, another passphrase, or with what no project can be made of.
    NotReady
        Nobody is signed in, or somebody else has opened this packet here.
    """
    if not coder_id:
        raise NotReady("Say who you are first: every decision carries a name.")
    packet = files.read_packet(data, name, passphrase)
    plan = round_plan(packet, coder_id)
    packet_checks.check(packet, plan, name)
    project_id = f"p{packet.packet[:16]}"
    if not exists(store, project_id):
        check_room(store.folder, len(data))
        rows.sweep(store, project_id)  # what an opening left when its program was killed
        _write_corpus(store, project_id, packet, data, name)
        with store.transaction(project_id, command_id=f"open{packet.packet}", actor=coder_id, start=True) as tx:
            _start(tx, coder_id, packet, hashlib.sha256(data).hexdigest())
    _open_round(store, project_id, coder_id, packet, plan)
    return project_id


def opened(store: Store, project_id: str) -> Opened | None:
    """Give what the packet of a project was about; None for a project that was not opened from one."""
    found = _opened(store, project_id)
    if found is None:
        return None
    event, _ = found
    with store.reading() as conn:
        row = rounds.round_row(conn, project_id, event.round)
        load = rounds.workload(conn, project_id, event.round)
    return Opened(event.round, event.number, event.coder, int(load["assigned"].sum()), bool(row.coders[event.coder]))


def make_return(store: Store, project_id: str, coder_id: str, *, memos: bool = False) -> ReturnFile:
    """Give what was coded as the file to send back; only once it is handed in, for then nothing of it changes.

    Parameters
    ----------
    memos : whether the coder's own notes on the answers go along, as the lead may have asked
    """
    found = _opened(store, project_id)
    if found is None:
        raise WorkbenchError("This project was not opened from a packet, so there is nobody to return it to.")
    event, key = found
    if event.coder != coder_id:
        raise WorkbenchError("Another person opened this packet here and codes it. Choose their name to go on.")
    with store.reading() as conn:
        submitted = rounds.round_row(conn, project_id, event.round).coders[coder_id]
        if not submitted:
            raise NotReady(f"Hand in round {event.number} first: the file holds what was handed in.")
        coded = rounds.round_codings(conn, project_id, event.round, coder_id)
        marked = rounds.round_marks(conn, project_id, event.round, coder_id)
        at = next(record.rows(conn, project_id, after=submitted - 1, until=submitted)).at
        notes = own_notes(conn, project_id, coder_id) if memos else {}
    made = Return(
        packet=event.packet, packet_digest=event.digest, project=event.origin, round_id=event.round,
        coder=event.as_coder, submitted_at=at,
        codings=tuple(
            ReturnCoding(
                response=response, again=int(again), start=int(start), end=int(end), code=code, origin=origin,
                codebook_version=int(version),
            )
            for response, again, start, end, code, origin, version in sorted(_lines(coded, _CODED))
        ),
        marks=tuple(sorted((response, int(again), mark) for response, again, mark in _lines(marked, _MARKED))),
        memos=tuple(sorted(notes.items())),
    )  # fmt: skip
    return ReturnFile(files.write_return(made, key), f"round-{event.number}.{files.RETURN_ENDING}")


def _lines(frame: pd.DataFrame, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    return zip(*(frame[column] for column in columns), strict=True)


def _opened(store: Store, project_id: str) -> tuple[PacketOpened, str] | None:
    with store.reading() as conn:
        for kept in packet_keys.kept(conn, project_id):
            if isinstance(kept.event, PacketOpened):
                return kept.event, kept.key
    return None


def _write_corpus(store: Store, project_id: str, packet: Packet, data: bytes, name: str) -> None:
    digest = hashlib.sha256(data).hexdigest()
    with store.writing() as conn:
        conn.execute(
            insert(t.imports).values(
                project_id=project_id, import_id="i1", file_name=name, file_sha256=digest, at=now(), plan="{}",
                flow="{}",
            )
        )  # fmt: skip
    people = {answer.respondent: answer.number for answer in packet.answers}
    _write(
        store, t.questions, ("project_id", "question_id", "name", "wording", "position"),
        [(project_id, q.question, q.name, q.wording, n) for n, q in enumerate(packet.questions, start=1)],
    )  # fmt: skip
    columns = ("project_id", "respondent_id", "label", "row", "closed", "flags", "excluded", "appeared")
    _write(
        store, t.respondents, columns,
        [(project_id, one, label, n, "{}", "", "", IMPORTED_AT) for n, (one, label) in enumerate(people.items(), 2)],
    )  # fmt: skip
    of_answers = (
        "project_id", "response_id", "respondent_id", "question_id", "position", "label", "text", "text_sha256",
        "disposition", "copies", "appeared",
    )  # fmt: skip
    _write(
        store, t.responses, of_answers,
        [
            (project_id, a.response, a.respondent, a.question, n, "", a.text, _text_digest(a.text), "substantive", 1,
             IMPORTED_AT)
            for n, a in enumerate(packet.answers, start=1)
        ],
    )  # fmt: skip


def _write(store: Store, table: Table, columns: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> None:
    slices = (lines[start : start + SLICE_ROWS] for start in range(0, len(lines), SLICE_ROWS))
    rows.write_slices(store, table, columns, slices)


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _start(tx: Transaction, coder_id: str, packet: Packet, file_sha256: str) -> None:
    """Append what the project begins with: its codebook as it was packed, under its own version."""
    people = len({answer.respondent for answer in packet.answers})
    title = f"{packet.project_name}, round {packet.round.number}"[:LONGEST_NAME]
    tx.append(start_events(tx, coder_id, NewProject(title, packet.way)))
    tx.append(
        [
            ResponsesImported(
                import_id="i1", file_sha256=file_sha256, received=people, excluded=(), analysed=people,
                responses=len(packet.answers),
            )
        ]
    )  # fmt: skip
    shown = "agreement" if packet.way == "reflexive" else ""  # or the page of the round would not be there
    settings = (("unit", packet.unit), ("parts", shown))
    tx.append(ProjectChanged(setting=name, before="", after=value) for name, value in settings if value)
    tx.append(_codes_added(tx, packet))
    if packet.codebook_version:
        snapshot = tx.keep(write_codebook_yaml(codebook_rows(tx.conn, tx.project_id)).decode())
        version = packet.codebook_version
        tx.append([CodebookPublished(version=version, codes=len(packet.codes), snapshot=snapshot)])
    tx.append(
        [
            PacketOpened(
                packet=packet.packet, round=packet.round.round_id, number=packet.round.number, coder=coder_id,
                digest=packet.digest, origin=packet.project, as_coder=packet.coder,
            )
        ]
    )  # fmt: skip
    packet_keys.keep(tx.conn, tx.project_id, packet.packet, packet.key, tx.head.seq)


def _codes_added(tx: Transaction, packet: Packet) -> Iterable[CodeAdded]:
    for code in packet.codes:
        texts = {field: tx.keep(getattr(code, field)) for field in TEXT_FIELDS}
        yield CodeAdded(
            code=code.id, parent=code.parent, colour=code.colour, position=code.position, questions=code.questions,
            theme=code.theme, level=code.level, origin="imported", **texts,
        )  # fmt: skip


def round_plan(packet: Packet, coder_id: str) -> RoundPlan:
    """Give a packet's round as it is opened for its one coder."""
    return RoundPlan(
        kind=packet.round.kind, name=packet.round.name, coders=(coder_id,),
        assignments=tuple(Assigned(coder_id, response, again) for response, again in packet.assigned),
        plan={"packet": packet.packet}, codebook_version=packet.round.codebook_version,
        round_id=packet.round.round_id, number=packet.round.number,
    )  # fmt: skip


def _open_round(store: Store, project_id: str, coder_id: str, packet: Packet, plan: RoundPlan) -> None:
    """Hand the packet's answers to who opened it; somebody else finds it taken."""
    found = _opened(store, project_id)
    if found is None or found[0].coder != coder_id:
        raise NotReady("Another person opened this packet here and codes it. Choose their name to go on.")
    open_round(store, project_id, coder_id, plan, command_id=f"round{packet.packet}")
