"""A return: what comes back is what was coded, once, and what was different elsewhere is named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange import packets as files
from storage import record
from storage.store import open_store
from tests.workbench.two_computers import (
    ANSWERS,
    PASSPHRASE,
    PRESENTED,
    Laptop,
    Lead,
    decide,
    round_rows,
    some_decisions,
)
from workbench import codebook, memos, rounds
from workbench.ids import new_id
from workbench.round_agreement import round_results, with_oneself
from workbench.trail import read_trail


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


def test_a_return_taken_twice_counts_once(sent):
    lead, _, bea = sent
    bea.decide(some_decisions(lead.codes, 1, PRESENTED))
    bea.hand_in()
    data = bea.make_return()
    first, head = lead.take(data), lead.head()
    again = lead.take(bea.make_return())
    assert (first.repeated, again.repeated) == (False, True) and "came in before" in again.said
    assert lead.head() == head and lead.kinds().count("RoundSubmitted") == 1


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
