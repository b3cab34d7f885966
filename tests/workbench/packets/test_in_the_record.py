"""Coding by file in the record: it says that files went and came, and nothing that the seal covers."""

import csv
import io
import itertools
import json

from coding.events import ResponseMarked
from coding.packet_events import PacketMade, PacketOpened, ReturnTaken
from exchange import packets as files
from storage import record
from storage.payload import VERSION, chain_digest, encode
from storage.rebuild import rebuild
from tests.workbench.two_computers import ANSWERS, PRESENTED, some_decisions
from workbench import memos, packets
from workbench.ids import new_id
from workbench.trail import export_trail, read_trail


def test_the_record_says_that_files_went_and_came_and_draws_the_same_tables(sent):
    lead, round_id, bea = sent
    bea.decide(some_decisions(lead.codes, 5, PRESENTED))
    bea.hand_in()
    lead.take(bea.make_return())
    before = lead.rows(round_id, lead.bea)
    with lead.store.writing() as conn:
        rebuild(conn, lead.id)
    assert lead.rows(round_id, lead.bea) == before and before[0]
    with bea.store.reading() as conn:
        opened = next(record.rows(conn, bea.project, kinds=[PacketOpened.__name__]))
    [taken], [made] = lead.events(ReturnTaken), lead.events(PacketMade)
    assert record.fact_of(opened).event.digest == made.digest and taken.packet == made.packet


def test_what_was_taken_in_is_sealed_on_the_record_page_from_who_took_it_in_but_not_from_who_decided_it(sent):
    lead, _, bea = sent
    memos.write_memo(bea.store, bea.project, bea.coder, "response", "p1.q2", "Is it pay?", command_id=new_id())
    bea.decide(some_decisions(lead.codes, 5, PRESENTED))
    bea.hand_in()
    lead.take(bea.make_return(memos=True))
    for reader, sees in ((lead.ana, False), (lead.cem, False), (lead.bea, True)):
        page = read_trail(lead.store, lead.id, reader=reader)
        said = [entry.what for entry in page.entries]
        assert page.sealed == (1,) and not any("sealed until it is revealed" in what for what in said)
        assert any("gave" in what or "memo" in what for what in said) is sees
        assert {"coded round 1 by file, taken in by Ana", "handed in the answers of round 1"} <= set(said)


def test_record_csv_does_not_let_anybody_prove_a_guess_of_what_came_by_file(sent):
    """The file has the digest of each sealed row; whoever knew all other fields could try every mark there is."""
    lead, round_id, bea = sent
    bea.decide([(answer, 0, [], ["no_code"]) for answer in ANSWERS[:3]])
    bea.hand_in()
    data = bea.make_return()
    lead.take(data)
    exported = export_trail(lead.store, lead.id, lead.ana).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(exported)))
    taken = next(row for row in rows if row["kind"] == "ReturnTaken")
    digest = json.loads(taken["payload"])["digest"]
    commands = {taken["command_id"], f"return{digest[:40]}", ""}
    hidden = [place for place, row in enumerate(rows) if "made a decision in round 1" in row["what"]]
    with lead.store.reading() as conn:
        at = {str(row.seq): row.at for row in record.rows(conn, lead.id)}  # as if the second were guessed too
    assert len(hidden) == 3 and taken["command_id"] == ""
    for part, place in enumerate(hidden):
        row, before = rows[place], rows[place - 1]["digest"]
        for answer, command in itertools.product(ANSWERS, commands):
            event = ResponseMarked(
                response=answer, coder=lead.bea, mark="no_code", before=False, after=True, round=round_id
            )
            seq = row["record_number"]
            guess = (lead.id, int(seq), at[seq], lead.bea, command, part, "ResponseMarked", VERSION, encode(event))
            assert chain_digest(before, *guess) != row["digest"], answer
    with lead.store.reading() as conn:
        _, key = packets.made_packet(conn, lead.id, files.answered_packet(data, "bea.vbreturn"))
    assert digest != files.read_return(data, "bea.vbreturn", key).digest  # nor prove a guess of the whole
