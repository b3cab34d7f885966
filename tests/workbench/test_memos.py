"""Memos: kept with what they refer to, whatever becomes of it; searched, mentioned, taken back in their place."""

from datetime import date, timedelta

import pytest

from coding.errors import CannotUndo
from storage import record
from storage.rebuild import rebuild
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import codebook, desk, memos, trail, undo
from workbench.codebook import CodeDraft
from workbench.errors import NotAllowed, WorkbenchError
from workbench.ids import new_id


@pytest.fixture
def study(sqlite_url):
    return started(sqlite_url)


@pytest.fixture
def on_both(store_url):
    return started(store_url)


def started(url):
    found = Study(open_store(url))
    found.time, found.room = found.add("Time"), found.add("Room")
    return found


def write(study, words, about="project", target=memos.PROJECT, coder=""):
    study.do(memos.write_memo, about, target, words, coder=coder)


def on(study, about="project", target=memos.PROJECT, reader=""):
    return memos.thing_memos(study.store, study.id, reader or study.ana, about, target)


def mine(study, about="project", target=memos.PROJECT):
    return on(study, about, target).mine


def linked(study):
    """Give what the project's memo refers to: present names by link."""
    return mine(study).links


def rename(study, code, name):
    study.do(codebook.save_code, code, CodeDraft(name=name))


def back(study, scope):
    return undo.undo(study.store, study.id, study.ana, scope=scope, command_id=new_id())


def test_a_memo_is_rewritten_cleared_and_comes_back_with_its_date_and_links(study):
    write(study, "Begun with [[Time]].")
    begun = mine(study).written
    write(study, "Gone on.")
    assert (mine(study).words, mine(study).links, mine(study).written) == ("Gone on.", {}, begun)
    assert mine(study).changed > begun
    write(study, "")
    assert mine(study) is None
    back(study, memos.JOURNAL)
    assert (mine(study).words, mine(study).written) == ("Gone on.", begun)
    back(study, memos.JOURNAL)
    assert (mine(study).words, linked(study)) == ("Begun with Time.", {f"code:{study.time}": "Time"})


def test_the_same_words_again_are_no_decision(study):
    write(study, "As it is, see [[Room]].")
    before = study.head().seq
    write(study, "As it is, see [[Room]]. ")
    assert study.head().seq == before


def test_references_name_codes_and_answers_however_they_are_typed(on_both):
    study = on_both
    write(study, "[[ time ]] [[P1, what is hard]] [[answer p2, WHAT WOULD HELP]] [[P3]] [[answer P4]] [[P99]]")
    assert linked(study) == {
        f"code:{study.time}": "Time",
        "response:p1.q1": "P1, what is hard",
        "response:p2.q2": "P2, what would help",
        "respondent:p3": "P3",
        "respondent:p4": "P4",
    }
    assert mine(study).missing == ["P99"]


def test_a_link_lives_on_when_its_code_is_renamed_and_when_the_memo_is_written_on(study):
    write(study, "See [[Time]].")
    rename(study, study.time, "Workload")
    other = study.add("Time")
    assert (mine(study).words, mine(study).editable) == ("See Workload.", "See [[Workload]].")
    write(study, mine(study).editable + " Still.")
    assert linked(study) == {f"code:{study.time}": "Workload"}
    write(study, "See [[Time]].")
    assert linked(study) == {f"code:{other}": "Time"}


def test_a_link_follows_a_merge_and_the_merge_taken_back(study):
    write(study, "See [[Time]].")
    study.do(codebook.merge_codes, [study.time], study.room)
    assert mine(study).words == "See Room."
    assert [memo.title for memo in on(study, "code", study.room).mentioned_in] == ["The project"]
    back(study, codebook.SCOPE)
    assert mine(study).words == "See Time." and not on(study, "code", study.room).mentioned_in
    assert len(on(study, "code", study.time).mentioned_in) == 1


def test_a_link_to_a_code_that_is_gone_keeps_its_words_and_says_so(study):
    gone = study.add("Gone")
    write(study, "See [[Gone]].")
    back(study, codebook.SCOPE)
    assert (mine(study).words, mine(study).missing) == ("See Gone.", ["Gone"])
    undo.redo(study.store, study.id, study.ana, scope=codebook.SCOPE, command_id=new_id())
    assert linked(study) == {f"code:{gone}": "Gone"}


def test_what_was_written_on_a_merged_code_is_read_on_the_one_that_took_it_in(study):
    write(study, "Only paid time.", "code", study.time)
    study.do(codebook.merge_codes, [study.time], study.room)
    assert [memo.words for memo in on(study, "code", study.room).others] == ["Only paid time."]


def test_undo_takes_a_memo_back_on_the_page_where_it_was_written(study):
    write(study, "On the code.", "code", study.time)
    write(study, "In the margin.", "response", "p1.q1")
    assert back(study, desk.SCOPE) is None
    back(study, codebook.SCOPE)
    assert mine(study, "code", study.time) is None
    assert back(study, memos.READING).response == "p1.q1"
    assert mine(study, "response", "p1.q1") is None


def test_a_note_rewritten_at_the_desk_is_not_taken_back_from_the_margin(study):
    write(study, "In the margin.", "response", "p1.q1")
    entry = {"id": new_id(), "kind": "memo", "response": "p1.q1", "text": "At the desk, see [[Room]]."}
    assert desk.take(study.store, study.id, study.ana, [entry])[0].ok
    assert mine(study, "response", "p1.q1").links == {f"code:{study.room}": "Room"}
    with pytest.raises(CannotUndo):
        back(study, memos.READING)
    rename(study, study.room, "Space")
    item = desk.window(study.store, study.id, study.ana, at="p1.q1").items[0]
    assert item.memo == "At the desk, see [[Space]]."


def test_others_memos_stand_with_their_names_beside_ones_own(study):
    bea = study.join("Bea", "coder")
    write(study, "Mine.")
    write(study, "Hers.", coder=bea)
    found = on(study)
    assert (found.mine.words, [(memo.coder, memo.words) for memo in found.others]) == ("Mine.", [("Bea", "Hers.")])


def test_a_journal_has_any_number_of_entries_each_ones_own(study):
    bea = study.join("Bea", "coder")
    study.do(memos.add_entry, "First, on [[Time]].")
    study.do(memos.add_entry, "Second.")
    study.do(memos.add_entry, "Hers.", coder=bea)
    entries = memos.journal(study.store, study.id, study.ana)
    assert [entry.words for entry in entries] == ["Second.", "First, on Time."]
    write(study, "First, changed.", memos.JOURNAL, entries[1].target)
    changed = memos.journal(study.store, study.id, study.ana)[1]
    assert changed.written == entries[1].written < changed.changed


def test_an_entry_sent_twice_is_one_entry(study):
    command = new_id()
    for _ in range(2):
        memos.add_entry(study.store, study.id, study.ana, "Once.", command_id=command)
    assert len(memos.journal(study.store, study.id, study.ana)) == 1


def test_memos_are_found_by_words_thing_coder_and_day(study):
    bea = study.join("Bea", "coder")
    write(study, "Ein Café ohne Zeit")
    write(study, "Too little of it", "code", study.time)
    write(study, "Says more than the code", "response", "p1.q1", coder=bea)

    def found(**wanted):
        page = memos.find_memos(study.store, study.id, study.ana, memos.Wanted(**wanted))
        return {memo.title for memo in page.memos}

    assert found() == {"The project", "Time", "P1, what is hard"}
    assert found(words="CAFÉ zeit") == {"The project"}
    assert found(words="time little") == {"Time"}  # the name of what it is about is searched, too
    assert found(about="response") == found(coder=bea) == {"P1, what is hard"}
    assert found(since=date.today() + timedelta(days=2)) == set()
    assert len(found(since=date.today() - timedelta(days=1))) == 3


@pytest.mark.parametrize(
    ("about", "target", "words", "says"),
    [
        ("response", "p99.q1", "x", "'p99.q1' is not in this project"),
        ("code", "nothing", "x", "'nothing' is not in this project"),
        ("theme", "t", "x", "no memos about 'theme'"),
        ("project", "project", "x" * (memos.LONGEST + 1), "50,001 characters; 50,000 is the most"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(study, about, target, words, says):
    with pytest.raises(WorkbenchError, match=says):
        write(study, words, about, target)


def test_a_viewer_writes_no_memo(study):
    with pytest.raises(NotAllowed):
        write(study, "Mine.", coder=study.join("Vic", "viewer"))


def test_the_record_says_what_was_written_and_is_drawn_anew_the_same(on_both):
    study = on_both
    study.do(memos.add_entry, "On [[Time]].")
    write(study, "On the code.", "code", study.time)
    newest = trail.read_trail(study.store, study.id).entries[:2]
    assert [entry.what for entry in newest] == ["wrote a memo on 'Time'", "wrote in the journal"]
    before = memos.find_memos(study.store, study.id, study.ana, memos.Wanted())
    with study.store.writing() as conn:
        record.verify(conn, study.id)
        rebuild(conn, study.id)
    assert memos.find_memos(study.store, study.id, study.ana, memos.Wanted()) == before
