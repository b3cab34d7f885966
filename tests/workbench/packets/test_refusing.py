"""What is refused, with the fact, and leaves everything as it was: packets, returns, people, a part begun elsewhere."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from coding.packet_events import PacketMade
from exchange import packets as files
from exchange.errors import WrongFile
from storage import tables as t
from storage.store import open_store
from tests.workbench.two_computers import CHEAP, PASSPHRASE, Laptop, Lead, decide
from workbench import memos, packet_checks, packet_projects, packets, people, projects, rounds
from workbench.errors import NotAllowed, NotReady, WorkbenchError
from workbench.returns import take_return

ODD = {
    "kind": ("round", {"kind": "bogus"}, "no round of the kind 'bogus'"),
    "round": ("round", {"round_id": ""}, "the id '', which cannot be kept"),
    "number": ("round", {"number": 0}, "numbers its round"),
    "idle": ("", {"assigned": ()}, "No answer is handed out"),
    "unknown": ("", {"assigned": (("p40.q1", 0),)}, "names the answer p40.q1, but does not hold it"),
    "twice": ("", {"assigned": (("p1.q2", 0),) * 2}, "handed to the same coder twice"),
    "again": ("", {"assigned": (("p1.q2", 0), ("p1.q2", 2))}, "numbers its round or its answers"),
    "way": ("", {"way": "astrology"}, "the way of working 'astrology'"),
    "unit": ("", {"unit": "letter"}, "the unit 'letter'"),
    "project": ("", {"project": "p" * 65}, "which cannot be kept"),
    "answers": ("answers", lambda rows: rows * 2, "holds the answer p1.q2 twice"),
    "codes": ("codes", lambda rows: rows * 2, "holds the code k[0-9a-f]+ twice"),
    "questions": ("questions", lambda rows: (), "names the question q[12], but does not hold it"),
    "parent": ("codes", lambda rows: tuple(replace(row, parent="k0") for row in rows), "names the code k0"),
    "circle": ("codes", lambda rows: (replace(rows[0], parent=rows[1].id), replace(rows[1], parent=rows[0].id)),
               "under each other in a circle"),
    "level": ("codes", lambda rows: tuple(replace(row, level="galaxy") for row in rows), "the level 'galaxy'"),
}  # fmt: skip


def test_a_packet_no_project_can_be_made_of_is_refused_and_leaves_nothing(lead, bea):
    packet = files.read_packet(lead.packet(lead.open(), lead.bea), "x", PASSPHRASE)
    for part, change, said in ODD.values():
        inner = change if part == "" else {
            part: change(getattr(packet, part)) if callable(change) else replace(packet.round, **change)
        }  # fmt: skip
        odd = replace(packet, **inner)
        with pytest.raises(WrongFile, match=said):
            packet_checks.check(odd, packet_projects.round_plan(odd, bea.coder), "bea.vbpacket")
    with pytest.raises(WrongFile, match="Nothing was opened"):
        bea.open(files.write_packet(odd, PASSPHRASE, cost=CHEAP))
    project_id = f"p{packet.packet[:16]}"
    with bea.store.reading() as conn:
        left = conn.execute(select(t.imports.c.file_name).where(t.imports.c.project_id == project_id)).all()
    assert not projects.exists(bea.store, project_id) and left == []


def test_somebody_else_at_the_same_computer_does_not_code_it_too(sent):
    lead, round_id, bea = sent
    bea.coder = people.sign_in(bea.store, "Dan")
    with pytest.raises(NotReady, match="Another person opened this packet"):
        bea.open(lead.packet(round_id, lead.bea))


def test_packets_and_returns_are_the_leads(sent):
    lead, round_id, bea = sent
    bea.hand_in()
    with pytest.raises(NotAllowed):
        lead.do(packets.make_packet, round_id, lead.cem, coder=lead.cem)
    with pytest.raises(NotAllowed):
        packets.packet_file(lead.store, lead.id, lead.cem, lead.events(PacketMade)[0].packet, "x", cost=CHEAP)
    with pytest.raises(NotAllowed):
        take_return(lead.store, lead.id, lead.cem, bea.make_return(), "x.vbreturn")
    with pytest.raises(WorkbenchError, match="Nobody of this id codes round 1"):
        lead.do(packets.make_packet, round_id, lead.ana)


def test_a_return_is_made_of_what_was_handed_in(sent):
    _, _, bea = sent
    with pytest.raises(NotReady, match="Hand in round 1 first"):
        bea.make_return()


def forged(lead, bea, changes):
    """Give Bea's return with something in it that she did not make."""
    data = bea.make_return()
    with lead.store.reading() as conn:
        _, key = packets.made_packet(conn, lead.id, files.answered_packet(data, "x"))
    return files.write_return(replace(files.read_return(data, "x", key), **changes), key)


def test_a_note_with_what_cannot_be_kept_comes_in_without_it_and_that_is_said(store_url, tmp_path):
    """As stores of an earlier version let it in: typed on SQLite, it made PostgreSQL refuse the whole return."""
    lead = Lead(open_store(store_url, tmp_path))
    round_id = lead.open()
    bea = Laptop(open_store(folder=tmp_path / "bea"), "Bea")
    bea.open(lead.packet(round_id, lead.bea))
    bea.hand_in()
    notes = (("p1.q2", "Long \x00waits\ud800"), ("p2.q1", "Two\r\nlines"))
    data = forged(lead, bea, {"memos": notes})
    taken = lead.take(data)
    assert taken.notes == [
        "Control characters that cannot be kept were left out of 1 note of Bea’s; the words are whole."
    ]
    with lead.store.reading() as conn:
        assert memos.own_notes(conn, lead.id, lead.bea) == {"p1.q2": "Long waits", "p2.q1": "Two\nlines"}
    assert lead.take(data).repeated
    lead.head()


def a_coding(**changes):
    values = {
        "response": "p1.q2", "again": 0, "start": 0, "end": 4, "code": "", "origin": "manual", "codebook_version": 1,
    }  # fmt: skip
    return files.ReturnCoding(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"round_id": "r2"}, "says it is of another round"),
        ({"project": "p2"}, "says it is of another round"),
        ({"coder": "c2"}, "says that somebody else coded"),
        ({"packet_digest": "0"}, "other answers than it held"),
        ({"marks": (("p9.q1", 0, "no_code"),)}, "p9.q1, which was not handed out"),
        ({"marks": (("p1.q2", 1, "no_code"),)}, "p1.q2, which was not handed out"),
        ({"marks": (("p1.q2", 0, "gone"),)}, "as 'gone', which cannot be"),
        ({"marks": (("p1.q2", 0, "done"),)}, "as 'done', which cannot be"),
        ({"marks": (("p1.q2", 0, "unsure"),) * 2}, "the same mark twice"),
        ({"memos": (("p30.q1", "words"),)}, "memo on p30.q1, which was not handed out"),
        ({"codings": (a_coding(code="k0"),)}, "a code that this project's codebook has never had"),
        ({"codings": (a_coding(end=10_000),)}, "codes 0 to 10000 of p1.q2, which has"),
        ({"codings": (a_coding(start=4),)}, "codes 4 to 4"),
        ({"codings": (a_coding(origin="consensus"),)}, "'consensus'; in a round a person makes each one"),
        ({"codings": (a_coding(),), "marks": (("p1.q2", 0, "no_code"),)}, "as 'no_code', which cannot be"),
    ],
)
def test_a_return_that_does_not_fit_is_refused_and_nothing_is_changed(handed_in, changes, said):
    lead, _, bea = handed_in
    if "codings" in changes:
        codings = (replace(coding, code=coding.code or lead.codes[0]) for coding in changes["codings"])
        changes = {**changes, "codings": tuple(codings)}
    data, head = forged(lead, bea, changes), lead.head()
    with pytest.raises(WrongFile, match=said):
        lead.take(data)
    assert lead.head() == head


def test_a_return_is_taken_where_its_packet_was_made_and_into_its_own_round(handed_in, stores):
    lead, _, bea = handed_in
    data = bea.make_return()
    later = lead.open(answers=["p20.q1"], again=())
    with pytest.raises(WrongFile, match="answers the packet of round 1 for Bea, not one of round 2"):
        lead.take(data, round_id=later)
    with pytest.raises(WrongFile, match="answers no packet that was made in this project"):
        Lead(stores[1]).take(data)
    with pytest.raises(WrongFile, match="is not a file of this kind"):
        lead.take(lead.packet(later, lead.bea))
    with pytest.raises(WrongFile, match="changed or damaged"):
        lead.take(data[:-1] + bytes([data[-1] ^ 1]))


def test_what_was_returned_stands_for_good_and_another_return_changes_nothing(sent):
    lead, round_id, bea = sent
    data = lead.packet(round_id, lead.bea)
    bea.hand_in()
    lead.take(bea.make_return())
    other = replace(
        files.read_return(bea.make_return(), "x", files.read_packet(data, "x", PASSPHRASE).key),
        marks=(("p1.q2", 0, "no_code"),),
    )
    head = lead.head()
    with pytest.raises(NotReady, match="Bea has handed in round 1 already"):
        lead.take(files.write_return(other, files.read_packet(data, "x", PASSPHRASE).key))
    assert lead.head() == head


def test_a_part_is_coded_in_one_place(sent):
    lead, round_id, bea = sent
    bea.hand_in()
    data = bea.make_return()
    decide(lead.store, lead.id, lead.bea, round_id, [("p1.q2", 0, [], ["no_code"])])
    with pytest.raises(NotReady, match="Bea has begun to code round 1 here already"):
        lead.take(data)
    with pytest.raises(NotReady, match="A part is coded in one place"):
        lead.do(packets.make_packet, round_id, lead.bea)
    made = lead.events(PacketMade)[0].packet
    with pytest.raises(NotReady, match="A part is coded in one place"):
        packets.packet_file(lead.store, lead.id, lead.ana, made, PASSPHRASE, cost=CHEAP)


def test_nothing_comes_into_a_round_that_is_over(sent):
    lead, round_id, bea = sent
    bea.hand_in()
    lead.do(rounds.reveal_round, round_id, leave=True)
    with pytest.raises(NotReady, match="Round 1 is revealed"):
        lead.take(bea.make_return())
