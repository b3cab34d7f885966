"""Draw what people decide about proposed themes.

A run's proposals are open and its passages where the machine put them until an event says otherwise.
"""

from sqlalchemy import Connection, select

from coding import proposals as review
from storage import tables as t
from storage.projections.registry import Fact, change, draws, drop, put, where


def _settle(conn: Connection, fact: Fact, proposal: str, status: str, **values: str) -> None:
    key = {"run_id": fact.event.run, "proposal_id": proposal}
    row = conn.execute(select(t.proposals).where(*where(t.proposals, fact, key))).mappings().first()
    kept = {
        "name": row["name"] if row else "",
        "part_of": row["part_of"] if row else "",
        "code_id": "",
        "into": "",
    }
    kept.update(values)
    if status == "open" and not kept["name"] and not kept["part_of"]:
        drop(conn, t.proposals, fact, **key)
    else:
        put(conn, t.proposals, fact, key, status=status, **kept)


def _place(conn: Connection, fact: Fact, segment: int, proposal: str) -> None:
    put(conn, t.placements, fact, {"run_id": fact.event.run, "segment": segment}, proposal_id=proposal)


@draws(review.ProposalAccepted)
def _accepted(conn: Connection, fact: Fact) -> None:
    event: review.ProposalAccepted = fact.event
    _settle(conn, fact, event.proposal, "accepted", code_id=event.code)
    for segment in event.segments:
        key = {"code_id": event.code, "run_id": event.run, "segment": segment}
        put(conn, t.waiting, fact, key, proposal_id=event.proposal, state="waiting")


@draws(review.ProposalReleased)
def _released(conn: Connection, fact: Fact) -> None:
    event: review.ProposalReleased = fact.event
    _settle(conn, fact, event.proposal, "open")
    for segment in event.segments:
        drop(conn, t.waiting, fact, code_id=event.code, run_id=event.run, segment=segment)


@draws(review.ProposalRenamed)
def _proposal_renamed(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "open", name=fact.event.after)


@draws(review.ProposalsMerged)
def _proposals_merged(conn: Connection, fact: Fact) -> None:
    for proposal in fact.event.merged:
        _settle(conn, fact, proposal, "merged", into=fact.event.into)
    for segment, _ in fact.event.moved:
        _place(conn, fact, segment, fact.event.into)


@draws(review.ProposalsParted)
def _proposals_parted(conn: Connection, fact: Fact) -> None:
    for proposal in fact.event.merged:
        _settle(conn, fact, proposal, "open")
    for segment, before in fact.event.moved:
        _place(conn, fact, segment, before)


@draws(review.ProposalSplit)
def _split(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "split")
    for part, segments in fact.event.parts:
        key = {"run_id": fact.event.run, "proposal_id": part}
        put(
            conn,
            t.proposals,
            fact,
            key,
            status="open",
            name="",
            code_id="",
            into="",
            part_of=fact.event.proposal,
        )
        for segment in segments:
            _place(conn, fact, segment, part)


@draws(review.ProposalJoined)
def _joined_again(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "open")
    for part, segments in fact.event.parts:
        drop(conn, t.proposals, fact, run_id=fact.event.run, proposal_id=part)
        for segment in segments:
            _place(conn, fact, segment, fact.event.proposal)


@draws(review.ProposalRejected)
def _rejected(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "rejected")


@draws(review.ProposalReopened)
def _reopened(conn: Connection, fact: Fact) -> None:
    _settle(conn, fact, fact.event.proposal, "open")


@draws(review.SegmentMoved)
def _segment_moved(conn: Connection, fact: Fact) -> None:
    _place(conn, fact, fact.event.segment, fact.event.after)


@draws(review.WaitingSettled)
def _waiting_settled(conn: Connection, fact: Fact) -> None:
    for segment in fact.event.segments:
        key = {"code_id": fact.event.code, "run_id": fact.event.run, "segment": segment}
        change(conn, t.waiting, fact, key, state=fact.event.after)
