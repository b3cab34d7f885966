"""What is pasted with control characters is kept without them, wherever it is typed and on either database."""

from sqlalchemy import select

from storage import queries, record
from storage import tables as t
from storage.store import open_store
from tests.revealed_round import RevealedRound
from workbench import codebook, codebook_import, deciding, kept_searches, memos, people, projects
from workbench.codebook import CodeDraft
from workbench.ids import new_id
from workbench.search_terms import Wanted

PASTED = "Long\x0b\x00waits\x07 and \ud800queues"


def test_words_are_kept_without_control_characters_and_the_record_proves_them(store_url, tmp_path):
    found = RevealedRound(open_store(store_url, tmp_path))
    of = found.store, found.project, found.lead
    found.decide("p1.q2", "work", note=PASTED)
    memos.write_memo(*of, "code", "work", PASTED, command_id=new_id())
    memos.write_memo(*of, "code", "work", PASTED, command_id=new_id())  # the same again is no change
    memos.add_entry(*of, PASTED, command_id=new_id())
    codebook.add_code(*of, PASTED, command_id=new_id())
    codebook.save_code(*of, "work", CodeDraft(name="Work", definition=PASTED), command_id=new_id())
    codebook_import.import_codebook(*of, f"name,definition\nBrought in,\"{PASTED}\"\n".replace("\x00", "").replace(
        "\ud800", "").encode(), "codebook.csv", command_id=new_id())  # fmt: skip
    kept_searches.keep_search(*of, PASTED, Wanted(text="time"), command_id=new_id())
    projects.change_setting(*of, "name", PASTED, command_id=new_id())
    entry = {"id": new_id(), "kind": "memo", "response": "p1.q1", "text": PASTED}
    vivo = {"id": new_id(), "kind": "in_vivo", "response": "p1.q1", "text": f"In vivo {PASTED}", "on": True}
    assert all(answer.ok for answer in deciding.take(*of, [entry, vivo]))
    eve = people.sign_in(found.store, f"Eve {PASTED}")
    assert people.coder_name(found.store, eve) == "Eve Long waits and queues"
    with found.store.reading() as conn:
        kept = list(conn.execute(select(t.bodies.c.text).where(t.bodies.c.project_id == found.project)).scalars())
        assert {code.name for code in queries.codebook(conn, found.project).codes.values()} >= {
            "Long waits and queues", "In vivo Long waits and queues", "Work", "Brought in",
        }  # fmt: skip
        record.verify(conn, found.project)
    assert kept.count("Long\nwaits and queues") == 6  # note, memo, entry, two definitions, memo of the desk
    assert not [words for words in kept if any(letter in words for letter in "\x00\x07\x0b\ud800")]
