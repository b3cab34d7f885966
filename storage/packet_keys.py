"""Keys of packets, kept beside the record: each with the number of the event that says what the packet was.

A key protects its return on the way, and lies here beside the answers themselves. It is no fact to be proven, so it
stands in the settings; it goes when its project is deleted.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from coding.packet_events import PacketMade, PacketOpened
from storage import tables as t
from storage.payload import decode


@dataclass(frozen=True, slots=True)
class Kept:
    """A packet that was made in a project, or that the project was opened from."""

    event: PacketMade | PacketOpened
    key: str


def keep(conn: Connection, project_id: str, packet: str, key: str, seq: int) -> None:
    """Keep a packet's key; `seq` is the record number of its event."""
    name = f"{_prefix(project_id)}{packet[:12]}"  # a setting's name has at most 64 characters
    conn.execute(insert(t.settings).values(key=name, value=json.dumps({"key": key, "seq": seq})))


def kept(conn: Connection, project_id: str) -> list[Kept]:
    """Give a project's packets in the order of the record."""
    s, log = t.settings.c, t.audit_log.c
    query = select(s.value).where(s.key.startswith(_prefix(project_id), autoescape=True))
    keys = {found["seq"]: found["key"] for found in map(json.loads, conn.execute(query).scalars())}
    rows = select(log.seq, log.kind, log.payload).where(log.project_id == project_id, log.seq.in_(sorted(keys)))
    return [Kept(_event(row), keys[row.seq]) for row in conn.execute(rows.order_by(log.seq))]


def forget(conn: Connection, project_id: str) -> None:
    """Drop the keys of a project that is deleted."""
    conn.execute(delete(t.settings).where(t.settings.c.key.startswith(_prefix(project_id), autoescape=True)))


def _event(row: Any) -> PacketMade | PacketOpened:
    event: PacketMade | PacketOpened = decode(row.kind, row.payload)
    return event


def _prefix(project_id: str) -> str:
    return f"packet/{project_id}/"
