"""What the answers coded so far say of all: corrected where some were drawn at random, refused where none were."""

from coding.orders import shuffled
from storage import order_rows
from storage.store import open_store
from tests.workbench.test_orders import MANY, big_study, choose, code
from workbench import findings, projects
from workbench.findings import Choice
from workbench.ids import new_id
from workbench.settings import Settings


def carried_over(store, project, coder):
    choice = Choice(question="q1", coder=coder)
    table, _ = findings.findings_table(store, project, choice)
    notes = findings.write_findings(store, project, choice, "notes.txt").decode()
    return *findings.carried_over_table(store, project, choice, table), notes


def test_shares_are_refused_then_carried_over_and_at_the_end_taken_as_they_are(sqlite_url, tmp_path):
    store = open_store(sqlite_url, tmp_path)
    project, coder = big_study(store)
    assert carried_over(store, project, coder)[:2] == (None, ""), "nothing is coded"
    code(store, project, coder, "n3.q1", "n4.q1")
    table, refused, notes = carried_over(store, project, coder)
    assert table is None and refused.endswith("their shares say nothing about the others.") and refused in notes
    order = choose(store, Settings(tmp_path, tmp_path), project, coder, "random")
    with store.reading() as conn:
        seed = order_rows.read(conn, project, order).seed
    line = shuffled([f"n{n}.q1" for n in range(MANY)], seed)
    code(store, project, coder, *(response for response in line[:4] if response not in ("n3.q1", "n4.q1")))
    assert "4 answers from its beginning are coded; 10 are needed" in carried_over(store, project, coder)[1] or (
        "5 answers" in carried_over(store, project, coder)[1]  # where a coded one happens to stand fifth
    )
    code(store, project, coder, *(response for response in line[4:50] if response not in ("n3.q1", "n4.q1")))
    table, refused, notes = carried_over(store, project, coder)
    row = table.row("work")
    assert row.cells["n"] >= 50 and row.cells["percent"] == 100.0 and not refused
    assert row.cells["interval"][0] > 90 and "Carried over to all 200 substantive answers: Workload 100.0%" in notes
    projects.change_setting(store, project, coder, "way", "reflexive", command_id=new_id())
    assert carried_over(store, project, coder)[:2] == (None, "")
    projects.change_setting(store, project, coder, "way", "codebook", command_id=new_id())
    code(store, project, coder, *(response for response in line[50:] if response not in ("n3.q1", "n4.q1")))
    assert carried_over(store, project, coder)[:2] == (None, ""), "everything is coded"
