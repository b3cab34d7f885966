"""Coding by file: what comes back is what was coded, once, under the seal, and nothing else is let in."""

import csv
import io
import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coding.events import ResponseMarked
from coding.packet_events import PacketMade, PacketOpened, ReturnTaken
from exchange import packets as files
from exchange.errors import WrongFile
from storage import packet_keys, queries, record
from storage import tables as t
from storage.errors import Sealed
from storage.payload import VERSION, chain_digest, encode
from storage.queries import rounds as round_queries
from storage.rebuild import rebuild
from storage.store import delete_project, open_store
from tests.workbench.two_computers import (
    ANSWERS,
    CHEAP,
    PASSPHRASE,
    PRESENTED,
    Laptop,
    Lead,
    decide,
    round_rows,
    some_decisions,
)
from workbench import codebook, memos, packet_checks, packet_projects, packets, people, projects, rounds
from workbench.errors import NotAllowed, NotReady, WorkbenchError
from workbench.ids import new_id
from workbench.returns import take_return
from workbench.round_agreement import round_results, with_oneself
from workbench.trail import export_trail, read_trail


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Give the stores of two computers; each test has projects of its own in them."""
    folder = tmp_path_factory.mktemp("computers")
    return [open_store(f"sqlite:///{folder / f'{name}.sqlite'}") for name in ("lead", "coder")]


@pytest.fixture
def lead(stores):
    return Lead(stores[0])


@pytest.fixture
def bea(stores):
    return Laptop(stores[1], "Bea")


@pytest.fixture
def sent(lead, bea):
    """Give a lead, an open round, and Bea's laptop with her packet opened."""
    round_id = lead.open()
    bea.open(lead.packet(round_id, lead.bea))
    return lead, round_id, bea


@pytest.fixture(scope="module")
def handed_in(stores):
    """Give the same with her part handed in, for tests that change nothing."""
    lead, bea = Lead(stores[0]), Laptop(stores[1], "Bea")
    round_id = lead.open()
    bea.open(lead.packet(round_id, lead.bea))
    bea.hand_in()
    return lead, round_id, bea


def test_two_laptops_give_the_same_agreement_to_the_last_digit_as_one_store(store_url, stores):
    store = open_store(store_url)
    by_file, here = Lead(store), Lead(store)
    rounds_of = [lead.open(answers=ANSWERS[:8]) for lead in (by_file, here)]
    presented = [(answer, again) for answer, again in PRESENTED if answer in ANSWERS[:8]]
    for seed, (name, laptop) in enumerate(zip(("Bea", "Cem"), stores, strict=True)):
        coder = by_file.bea if name == "Bea" else by_file.cem  # one person, one id, in both projects of the store
        elsewhere = Laptop(laptop, name)
        elsewhere.open(by_file.packet(rounds_of[0], coder))
        elsewhere.decide(some_decisions(by_file.codes, seed, presented))
        elsewhere.hand_in()
        assert by_file.take(elsewhere.make_return()).coder == name
        decide(store, here.id, coder, rounds_of[1], some_decisions(here.codes, seed, presented))
        rounds.submit_round(store, here.id, coder, rounds_of[1], command_id=new_id())
    found = []
    for lead, round_id in zip((by_file, here), rounds_of, strict=True):
        lead.do(rounds.reveal_round, round_id)
        results = round_results(store, lead.id, round_id, lead.ana)
        of_all = results.results.found
        groups = [of_all.everybody, *of_all.pairs.values(), *with_oneself(results).values()]
        found.append([[group.overall, *group.codes.values()] for group in groups])
        with store.reading() as conn:
            record.verify(conn, lead.id)
    assert repr(found[0]) == repr(found[1])
    alpha = found[0][0][0]["krippendorff_alpha_jaccard"]
    assert alpha.n_units >= 5 and alpha.value is not None and alpha.value < 1


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32), unsure_only=st.booleans())
def test_what_is_coded_at_random_elsewhere_comes_back_row_by_row(stores, seed, unsure_only):
    lead, bea = Lead(stores[0]), Laptop(stores[1], "Bea")
    round_id = lead.open()
    bea.open(lead.packet(round_id, lead.bea))
    made = some_decisions(lead.codes, seed, PRESENTED)
    bea.decide([(response, again, [], ["unsure"]) for response, again, *_ in made] if unsure_only else made)
    bea.hand_in()
    lead.take(bea.make_return())
    there = round_rows(bea.store, bea.project, round_id, bea.coder)
    sent_as = tuple({(lead.bea, *row[1:]) for row in rows} for rows in there)
    assert lead.rows(round_id, lead.bea) == sent_as
    assert lead.rows(round_id, lead.ana) == (set(), set()), "taken in, and still sealed from who took it in"


def test_a_packet_holds_the_answers_handed_out_and_nothing_about_people(lead):
    lead.call("p3", "Margaret, ward 4")
    packet = files.read_packet(lead.packet(lead.open(), lead.bea), "a.vbpacket", PASSPHRASE)
    assert {answer.response for answer in packet.answers} == set(ANSWERS)
    assert sorted(packet.assigned) == sorted(PRESENTED)
    assert {answer.number for answer in packet.answers} == {str(n) for n in range(1, 13)}
    assert "Margaret" not in str(packet) and [code.name for code in packet.codes] == ["Workload", "Rest", "Noise"]


def test_an_opened_packet_is_the_round_under_its_own_ids_and_number(sent):
    lead, round_id, bea = sent
    with bea.store.reading() as conn:
        row = round_queries.round_row(conn, bea.project, round_id)
        book = queries.codebook(conn, bea.project)
        answers = queries.analysed_answers(conn, bea.project)
        order = round_queries.assigned(conn, bea.project, round_id, bea.coder)
        record.verify(conn, bea.project)
    with lead.store.reading() as conn:
        theirs = queries.analysed_answers(conn, lead.id)
        planned = round_queries.assigned(conn, lead.id, round_id, lead.bea)
    assert (row.number, row.kind, row.codebook_version) == (1, "reliability", 1)
    assert book.version == 1 and [code.id for code in book.live()] == lead.codes
    texts = dict(zip(theirs["response_id"], theirs["text"], strict=True))
    assert dict(zip(answers["response_id"], answers["text"], strict=True)) == {a: texts[a] for a in ANSWERS}
    assert order[["response_id", "again"]].values.tolist() == planned[["response_id", "again"]].values.tolist()


def test_a_packet_opened_twice_is_one_project(sent):
    lead, round_id, bea = sent
    first, before = bea.project, bea.head()
    assert bea.open(lead.packet(round_id, lead.bea)) == first, "another file of the same packet"
    assert bea.head() == before


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


def test_an_opening_that_was_killed_before_its_round_is_completed_by_opening_again(lead, stores, monkeypatch):
    cem, data = Laptop(stores[1], "Cem"), lead.packet(lead.open(), lead.cem)
    monkeypatch.setattr(packet_projects, "open_round", lambda *args, **named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cem.open(data)
    monkeypatch.undo()
    cem.open(data)
    assert packet_projects.opened(cem.store, cem.project).answers == len(PRESENTED)


def test_the_codebook_of_a_packet_stays_its_senders(lead, bea):
    bea.open(lead.packet(lead.open(kind="calibration"), lead.bea))
    with pytest.raises(Sealed, match="came with a packet"):
        codebook.add_code(bea.store, bea.project, bea.coder, "Mine", command_id=new_id())


def test_a_return_taken_twice_counts_once(sent):
    lead, _, bea = sent
    bea.decide(some_decisions(lead.codes, 1, PRESENTED))
    bea.hand_in()
    data = bea.make_return()
    first, head = lead.take(data), lead.head()
    again = lead.take(bea.make_return())
    assert (first.repeated, again.repeated) == (False, True) and "came in before" in again.said
    assert lead.head() == head and lead.kinds().count("RoundSubmitted") == 1


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


def test_a_return_is_made_of_what_was_handed_in(sent):
    _, _, bea = sent
    with pytest.raises(NotReady, match="Hand in round 1 first"):
        bea.make_return()


def test_memos_go_along_only_if_asked_for(sent):
    lead, round_id, bea = sent
    args = bea.store, bea.project, bea.coder, "response", "p1.q2", "Not sure what 'longest' means here"
    memos.write_memo(*args, command_id=new_id())
    bea.hand_in()
    key = files.read_packet(lead.packet(round_id, lead.bea), "x", PASSPHRASE).key
    assert files.read_return(bea.make_return(), "x", key).memos == ()
    lead.take(bea.make_return(memos=True))
    with lead.store.reading() as conn:
        assert memos.own_notes(conn, lead.id, lead.bea) == {"p1.q2": "Not sure what 'longest' means here"}


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


def forged(lead, bea, changes):
    """Give Bea's return with something in it that she did not make."""
    data = bea.make_return()
    with lead.store.reading() as conn:
        _, key = packets.made_packet(conn, lead.id, files.answered_packet(data, "x"))
    return files.write_return(replace(files.read_return(data, "x", key), **changes), key)


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


def test_who_coded_with_another_codebook_than_the_rounds_is_named(lead, bea):
    round_id = lead.open(kind="calibration")
    lead.add("Pay")
    lead.do(codebook.publish_version)
    bea.open(lead.packet(round_id, lead.bea))
    bea.decide(some_decisions(lead.codes, 3, PRESENTED))
    bea.hand_in()
    taken = lead.take(bea.make_return())
    assert taken.stale == (2,)
    assert "Bea coded with codebook v2, but round 1 was planned with codebook v1" in taken.notes[0]
    said = [entry.what for entry in read_trail(lead.store, lead.id, reader=lead.ana).entries]
    assert "coded round 1 by file with codebook v2, not the round’s, taken in by Ana" in said


def test_a_definition_that_was_changed_without_a_version_is_named_when_the_return_comes(lead, bea):
    round_id = lead.open(kind="calibration")
    bea.open(lead.packet(round_id, lead.bea))
    bea.decide(some_decisions(lead.codes, 3, PRESENTED))
    bea.hand_in()
    lead.do(codebook.publish_version)
    data = bea.make_return()
    lead.do(codebook.save_code, lead.codes[0], codebook.CodeDraft(name="Workload", definition="Something else"))
    taken = lead.take(data)
    assert taken.stale == () and len(taken.notes) == 1
    assert "changed since the packet for Bea was made" in taken.notes[0]


def test_a_return_to_the_codebook_it_was_made_with_brings_no_note(lead, bea):
    bea.open(lead.packet(lead.open(kind="calibration"), lead.bea))
    bea.hand_in()
    lead.do(codebook.publish_version)
    assert lead.take(bea.make_return()).notes == []


def test_a_packet_is_recorded_once_and_its_file_made_again_with_another_passphrase(lead):
    round_id = lead.open(kind="calibration")
    one, two = lead.packet(round_id, lead.bea), lead.packet(round_id, lead.bea, "another-one")
    assert len(lead.events(PacketMade)) == 1
    assert files.read_packet(one, "x", PASSPHRASE) == files.read_packet(two, "x", "another one")
    made = lead.events(PacketMade)[0]
    lead.add("Pay")
    with pytest.raises(NotReady, match="codebook was changed since"):
        packets.packet_file(lead.store, lead.id, lead.ana, made.packet, PASSPHRASE, cost=CHEAP)
    lead.packet(round_id, lead.bea)
    assert [event.answers for event in lead.events(PacketMade)] == [len(PRESENTED)] * 2


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


def test_a_deleted_project_leaves_no_key_behind(sent):
    bea = sent[2]
    with bea.store.reading() as conn:
        assert packet_keys.kept(conn, bea.project)
    delete_project(bea.store, bea.project, bea.coder)
    with bea.store.reading() as conn:
        left = conn.execute(select(t.settings.c.value).where(t.settings.c.key.contains(bea.project))).all()
    assert left == []


def test_a_packet_that_is_opened_again_is_deleted_again(store_url, lead, tmp_path):
    bea, data = Laptop(open_store(store_url, tmp_path), "Bea"), lead.packet(lead.open(), lead.bea)
    for _ in range(2):
        bea.open(data)
        last = bea.head()
        delete_project(bea.store, bea.project, bea.coder)
    with bea.store.reading() as conn:
        gone = conn.execute(select(t.deleted_projects).where(t.deleted_projects.c.project_id == bea.project)).one()
        left = conn.execute(select(t.responses.c.text).where(t.responses.c.project_id == bea.project)).all()
    assert gone.digest == last.digest and left == []
