"""The round by file from the command line: two data folders, as two computers have."""

import pytest

from coding.rounds import Assigned, RoundPlan
from exchange import packets as files
from storage.store import open_store
from tests.workbench.two_computers import ANSWERS, Lead, decide
from workbench import packet_projects, people, rounds
from workbench.__main__ import main
from workbench.ids import new_id

LEAD, BEA = "lead", "bea"


@pytest.fixture
def at(tmp_path, monkeypatch, capsys):
    """Give a function that runs a command at one of two computers: exit code, what it printed, what it said."""

    def run(where, *words):
        monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path / where))
        monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / where / "cache"))
        monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)
        monkeypatch.chdir(tmp_path)
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


def test_a_round_goes_out_and_comes_back_by_four_commands(at, tmp_path):
    lead = Lead(open_store(folder=tmp_path / LEAD))
    round_id = lead.open(answers=ANSWERS[:2], again=())
    code, printed, _ = at(LEAD, "packet", "make", "Shifts", "--for", "bea", "--as", "Ana", "--out", "out")
    coder, file, passphrase = printed.strip().split("\t")
    assert (code, coder) == (0, "Bea") and (tmp_path / file).is_file()
    assert at(LEAD, "packet", "make", "Shifts", "--for", "Bea", "--as", "Ana", "--out", "out")[0] == 1

    (tmp_path / "wrong.txt").write_text("not-it", "utf-8")
    code, _, said = at(BEA, "packet", "open", file, "--passphrase-file", "wrong.txt", "--as", "Bea")
    assert code == 1 and "The passphrase does not open round-1-Bea.vbpacket" in said
    (tmp_path / "right.txt").write_text(f"{passphrase.upper()}\n", "utf-8")
    code, printed, _ = at(BEA, "packet", "open", file, "--passphrase-file", "right.txt", "--as", "Bea")
    project = printed.strip()
    code, _, said = at(BEA, "packet", "return", project, "--as", "Bea")
    assert code == 1 and "Hand in round 1 first" in said

    store = open_store(folder=tmp_path / BEA)
    assert packet_projects.opened(store, project).answers == 2
    rounds.submit_round(store, project, people.sign_in(store, "Bea"), round_id, command_id=new_id())
    assert at(BEA, "packet", "return", project, "--as", "Bea", "--out", "out")[1].strip() == "out/round-1.vbreturn"
    code, printed, _ = at(LEAD, "packet", "take", "Shifts", "out/round-1.vbreturn", "--as", "Ana")
    assert code == 0 and "Bea’s part of round 1 is in: 2 answers." in printed
    assert "came in before" in at(LEAD, "packet", "take", "Shifts", "out/round-1.vbreturn", "--as", "Ana")[1]
    assert at(LEAD, "verify")[0] == at(BEA, "verify")[0] == 0


def test_what_is_meant_is_asked_for_where_it_is_not_plain(at, tmp_path):
    lead = Lead(open_store(folder=tmp_path / LEAD))
    assert "Rounds that are open: none" in at(LEAD, "packet", "make", "Shifts", "--as", "Ana")[2]
    lead.open(answers=ANSWERS[:2], again=())
    lead.open(answers=ANSWERS[2:4], again=())
    assert "Rounds that are open: 1, 2" in at(LEAD, "packet", "make", "Shifts", "--as", "Ana")[2]
    said = at(LEAD, "packet", "make", "Shifts", "--round", 1, "--for", "Dan", "--as", "Ana")[2]
    assert "Who can still be sent round 1: Bea, Cem" in said
    said = at(LEAD, "packet", "take", "Shifts", "nowhere.vbreturn", "--as", "Ana")[2]
    assert "There is no file nowhere.vbreturn" in said


def test_two_coders_whose_names_look_alike_in_a_file_name_get_a_file_each(at, tmp_path):
    lead = Lead(open_store(folder=tmp_path / LEAD))
    coders = tuple(lead.join(name, "coder") for name in ("Bo Ng", "bo-ng"))
    handed = tuple(Assigned(coder, ANSWERS[0]) for coder in coders)
    plan = RoundPlan(kind="reliability", name="First look", coders=coders, assignments=handed, codebook_version=1)
    lead.do(rounds.open_round, plan)
    code, printed, _ = at(LEAD, "packet", "make", "Shifts", "--as", "Ana", "--out", "out")
    made = [line.split("\t") for line in printed.splitlines()]
    found = [files.read_packet((tmp_path / file).read_bytes(), file, words).coder_name for _, file, words in made]
    assert code == 0 and found == ["Bo Ng", "bo-ng"]


def test_who_codes_at_the_leads_computer_is_left_out_and_the_others_get_their_packets(at, tmp_path):
    lead = Lead(open_store(folder=tmp_path / LEAD))
    round_id = lead.open(answers=ANSWERS[:2], again=())
    decide(lead.store, lead.id, lead.bea, round_id, [(ANSWERS[0], 0, [], ["unsure"])])
    code, printed, said = at(LEAD, "packet", "make", "Shifts", "--as", "Ana", "--out", "out")
    assert code == 0 and [line.split("\t")[0] for line in printed.splitlines()] == ["Cem"]
    assert "Bea has begun to code round 1 here" in said
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["round-1-Cem.vbpacket"]
