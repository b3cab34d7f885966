"""Record numbers count everybody's decisions: who codes in a sealed round is told none from its opening on.

Ben and Cem code round 1. Ben has decided; Cem, who has not handed in, looks wherever a number of the record stands.
"""

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from coding.errors import CannotUndo
from storage import tables as t
from storage.payload import chain_digest, first_digest
from storage.store import open_store
from tests.round_team import Team
from views import navigation
from workbench import (
    codebook,
    coded_export,
    deciding,
    exchange_data,
    findings,
    members,
    memo_export,
    orders,
    round_agreement,
    trail,
)  # fmt: skip
from workbench.__main__ import main
from workbench.settings import Settings

NUMBER = re.compile(r"[Rr]ecord numbers? (\d[\d,]*)(?: to (\d[\d,]*))?")
BEHIND = "after {} are told when your part of round 1 is handed in"


@pytest.fixture
def team(sqlite_url, tmp_path):
    team = Team(open_store(sqlite_url, tmp_path))
    team.round = team.open("calibration")
    team.opened = head(team)
    for position, kind in ((1, "apply"), (2, "no_code"), (2, "undo")):
        assert team.decide(team.ben, team.round, position, kind, on=True).ok
    assert team.decide(team.cem, team.round, 1, "apply").ok
    return team


def head(team):
    with team.store.reading() as conn:
        query = select(t.project_head.c.seq).where(t.project_head.c.project_id == team.project)
        return conn.execute(query).scalar_one()


def tells(team, words):
    """Give the record numbers and digests of after the opening that stand in words."""
    with team.store.reading() as conn:
        a = t.audit_log.c
        later = select(a.digest).where(a.project_id == team.project, a.seq > team.opened)
        digests = list(conn.execute(later).scalars())
    numbers = [int(one.replace(",", "")) for found in NUMBER.findall(words) for one in found if one]
    return [number for number in numbers if number > team.opened] + [one for one in digests if one[:8] in words]


def test_the_record_gives_no_number_behind_the_opening(team):
    page = trail.read_trail(team.store, team.project, reader=team.cem)
    assert [entry.seq for entry in page.entries] == [0, *range(team.opened, 0, -1)]
    assert not page.entries[0].digest and all(entry.digest for entry in page.entries[1:])
    assert page.head.seq == 0 and not page.head.digest
    assert BEHIND.format(team.opened) in page.untold.sentence
    assert trail.verify_record(team.store, team.project, team.cem).seq == 0
    assert not tells(team, repr(page))


def test_who_has_nothing_to_hand_in_is_told_all_and_so_is_everybody_after(team):
    page = trail.read_trail(team.store, team.project, reader=team.lead)
    assert page.untold is None and page.head.seq == page.entries[0].seq
    assert trail.verify_record(team.store, team.project, team.lead).seq == head(team)
    assert not trail.read_trail(team.store, team.project, reader="").head.seq  # any coder may come to read it
    team.submit(team.round, team.cem)
    page = trail.read_trail(team.store, team.project, reader=team.cem)
    assert page.untold is None and all(entry.seq for entry in page.entries)
    assert len(rows(team, team.cem)) == head(team)


def rows(team, reader):
    return list(csv.DictReader(io.StringIO(trail.export_trail(team.store, team.project, reader).decode("utf-8-sig"))))


def test_the_record_as_a_file_ends_at_the_opening_and_says_so(team):
    *told, last = rows(team, team.cem)
    digest = first_digest(team.project)
    for row in told:
        keys = ("record_number", "at_utc", "actor", "command_id", "part", "kind", "version", "payload")
        digest = chain_digest(digest, team.project, *(row[key] for key in keys))
        assert digest == row["digest"]
    assert len(told) == team.opened and BEHIND.format(team.opened) in last["what"] and not last["record_number"]
    before = len(rows(team, team.cem))
    team.decide(team.ben, team.round, 3, "apply")
    assert len(rows(team, team.cem)) == before and len(rows(team, team.lead)) == head(team)


def files(team, reader):
    choice = findings.Choice(question="q1", coder=team.lead)
    packed = zipfile.ZipFile(io.BytesIO(exchange_data.export_material(team.store, team.project, reader)))
    book = openpyxl.load_workbook(io.BytesIO(coded_export.coded_xlsx(team.store, team.project, team.lead, reader)))
    return {
        "table": repr(findings.findings_table(team.store, team.project, choice, reader)[1]),
        "themes": findings.write_findings(team.store, team.project, choice, "notes.txt", reader).decode(),
        "themes of all": findings.write_all_questions(team.store, team.project, choice, "html", reader).decode(),
        "memos": memo_export.memos_html(team.store, team.project, reader).decode(),
        "coded": repr(
            [[cell.value for cell in row] for sheet in book for row in sheet] + [book.properties.description]
        ),
        "orders": packed.read("orders.csv").decode("utf-8-sig"),
    }


def test_tables_and_files_carry_none(team, tmp_path):
    settings = Settings(data_dir=tmp_path, cache_dir=tmp_path)
    orders.choose(team.store, settings, team.project, team.lead, "random", command_id=team.command())
    for name, words in files(team, team.cem).items():
        assert not tells(team, words), name
    said = "not told while round 1 is being coded"
    of_cem, of_lead = files(team, team.cem), files(team, team.lead)
    assert all(said in of_cem[name] for name in ("table", "themes", "themes of all", "memos", "coded"))
    assert all(tells(team, of_lead[name]) for name in ("table", "themes of all", "memos", "coded"))
    numbers = {row["record_number"] for row in csv.DictReader(io.StringIO(of_cem["orders"]))}
    assert numbers == {""} and {row["record_number"] for row in csv.DictReader(io.StringIO(of_lead["orders"]))} != {""}


def test_the_agreement_of_an_earlier_round_carries_none(team):
    team.submit(team.round, team.ben, team.cem)
    team.reveal(team.round)
    other = team.open(answers=("p1.q2", "p2.q2", "p3.q2"))
    found = round_agreement.round_results(team.store, team.project, team.round, "")
    words = round_agreement.methods_words(team.store, team.project, found, team.cem)
    assert "ecord number" not in words
    assert round_agreement.make_stamp(team.store, team.project, found, team.cem).digest == ""
    assert "ecord number" in round_agreement.methods_words(team.store, team.project, found, team.lead)
    team.submit(other, team.cem)
    assert round_agreement.make_stamp(team.store, team.project, found, team.cem).digest


def test_the_history_of_a_code_carries_none(team):
    draft = codebook.CodeDraft(name="Load")
    codebook.save_code(team.store, team.project, team.lead, "work", draft, command_id=team.command())
    newest, *_ = trail.code_history(team.store, team.project, "work", team.cem)
    assert (newest.seq, newest.digest) == (0, "")
    assert trail.code_history(team.store, team.project, "work", team.lead)[0].seq == head(team)


def test_what_the_desk_answers_carries_none(team):
    outside = {"kind": "apply", "response": "p1.q2", "code": "work"}

    def post(**entry):
        (answer,) = deciding.take(team.store, team.project, team.cem, [{"id": team.command(), **entry}])
        return answer

    first = team.command()
    deciding.take(team.store, team.project, team.cem, [{"id": first, **outside}])
    deciding.take(team.store, team.project, team.cem, [{"id": first, **outside, "code": "other"}])
    (again,) = deciding.take(team.store, team.project, team.cem, [{"id": first, **outside, "code": "other"}])
    assert not again.ok and "another decision was stored before; that one counts" in again.reason
    assert post(kind="undo").ok
    redone = post(kind="redo")
    assert redone.ok and not tells(team, redone.said)
    said = trail.read_trail(team.store, team.project, reader=team.cem).entries
    assert "took an earlier decision back" in [entry.what for entry in said]


def test_a_refused_undo_carries_none(team):
    members.give_role(team.store, team.project, team.lead, team.cem, "adjudicator", command_id=team.command())
    for coder, name in ((team.cem, "Load"), (team.lead, "Burden")):
        draft = codebook.CodeDraft(name=name)
        codebook.save_code(team.store, team.project, coder, "work", draft, command_id=team.command())
    with pytest.raises(CannotUndo) as refused:
        codebook.undo(team.store, team.project, team.cem, command_id=team.command())
    assert "A later decision rests on this one (20" in str(refused.value)


def test_the_command_line_tells_none(team, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    for command in ("verify", "rebuild"):
        assert main([command, team.project, "--as", "Cem"]) == 0
        said = capsys.readouterr().out
        assert not tells(team, said) and str(head(team)) not in said.replace(team.project, ""), command
        assert main([command, team.project, "--as", "Ana"]) == 0
        assert str(head(team)) in capsys.readouterr().out


def test_the_page_says_why_in_one_line(team, tmp_path, monkeypatch):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    at = AppTest.from_file(str(navigation.HERE / "read_record.py"), default_timeout=60)
    at.query_params["project"], at.query_params["coder"] = team.project, team.cem
    at.run()
    at.button(key="verify").click().run()
    assert not at.exception
    words = " ".join([*(one.value for one in at.caption), *(one.proto.body for one in at.get("html"))])
    assert BEHIND.format(team.opened) in words and not tells(team, words)
    assert at.success[0].value == "All records are as they were written."
