"""The journal, the project's memo, and all memos in one place; and the memos of a code where the code is."""

from storage import queries
from workbench import memos
from workbench.ids import new_id

PAGE = "write_journal"


def said(at):
    assert not at.exception
    return " ".join(element.value for element in (*at.markdown, *at.caption))


def area(at, name):
    """Give the text area whose key begins with a name."""
    return next(found for found in at.text_area if found.key.startswith(name))


def undo(at, scope):
    return at.button(key=f"{scope}_undo").click().run()


def a_code(seeded):
    with seeded.store.reading() as conn:
        return queries.codebook(conn, seeded.coded).live()[0]


def test_an_entry_is_added_linked_changed_and_taken_back(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    assert "Your entries will stand here" in said(at)
    code = a_code(seeded)
    area(at, "journal_new").input(f"Why so much [[{code.name}]] and [[nothing]]?").run()
    at.button(key="journal_add").click().run()
    assert f"codebook?project={seeded.coded}&coder={seeded.coder}&code={code.id}" in said(at)
    assert "no code or answer is called ‘nothing’" in said(at)
    assert area(at, "journal_new").value == ""
    entry = memos.journal(seeded.store, seeded.coded, seeded.coder)[0]
    at.button(key=f"journal_open_{entry.target}_button").click().run()
    area(at, "memo_journal").input("Rewritten.").run()
    assert memos.journal(seeded.store, seeded.coded, seeded.coder)[0].words == "Rewritten."
    undo(at, memos.JOURNAL)
    assert area(at, "memo_journal").value.startswith("Why so much")
    undo(at, memos.JOURNAL)
    assert "Your entries will stand here" in said(at)


def test_an_empty_entry_is_refused_beside_its_button(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    at.button(key="journal_add").click().run()
    assert "no words yet" in at.error[0].value


def test_the_projects_memo_is_saved_when_its_field_is_left(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    area(at, "memo_project").input("What we ask.").run()
    found = memos.thing_memos(seeded.store, seeded.fresh, seeded.coder, "project", memos.PROJECT)
    assert found.mine.words == area(at, "memo_project").value == "What we ask."


def test_all_memos_are_listed_searched_and_named(open_page, seeded):
    bea = seeded.join("Bea", seeded.coded, "coder")
    code = a_code(seeded)
    for coder, words in ((seeded.coder, "On its edge with *others*"), (bea, "Quite clear")):
        memos.write_memo(seeded.store, seeded.coded, coder, "code", code.id, words, command_id=new_id())
    at = open_page(PAGE, seeded.coded)
    next(group for group in at.button_group if group.key == "journal_part").set_value("memos").run()
    assert "**2 memos**" in said(at) and "Bea" in said(at) and r"\*others\*" in said(at)
    at.text_input(key="memo_words").input("quite").run()
    assert "**1 memo**" in said(at) and "edge" not in said(at)
    at.text_input(key="memo_words").input("nowhere").run()
    assert "No memo fits" in said(at)


def test_a_codes_memos_and_where_it_is_mentioned_stand_with_the_code(open_page, seeded):
    code = a_code(seeded)
    memos.add_entry(seeded.store, seeded.coded, seeded.coder, f"See [[{code.name}]].", command_id=new_id())
    at = open_page("edit_codebook", seeded.coded)
    at.query_params["code"] = code.id
    at.run()
    assert "Mentioned in" in said(at) and "**Journal**" in said(at)
    area(at, "memo_code").input("Only if said so.").run()
    assert memos.thing_memos(seeded.store, seeded.coded, seeded.coder, "code", code.id).mine.words == "Only if said so."
    at.button(key="codebook_undo").click().run()
    assert area(at, "memo_code").value == ""


def test_a_viewer_is_told_beside_the_field(open_page, seeded):
    at = open_page(PAGE, seeded.fresh, seeded.join("Vic", seeded.fresh, "viewer"))
    area(at, "memo_project").input("Mine.").run()
    assert "does not allow you to write memos" in at.error[0].value
