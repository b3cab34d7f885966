"""What a round keeps apart: nothing that one coder decides under the seal reaches another by any way but the reveal.

In each test Ben has coded, marked and written in a sealed round; Cem, who has the same answers, and the lead look for
it. Before the round the lead coded one of these answers, which Cem has to meet fresh.
"""

import io
import zipfile

import pytest
from sqlalchemy import insert, select, update

from coding.events import CodeApplied, QuoteChosen
from storage import queries
from storage import tables as t
from storage.errors import Sealed
from storage.queries import finding as finding_rows
from storage.queries import findings as findings_rows
from storage.queries import rounds as round_queries
from storage.store import open_store
from tests.round_team import Team
from workbench import (
    alike,
    answers,
    bulk_coding,
    codebook,
    coded_export,
    deciding,
    exchange_data,
    finding,
    findings,
    found_answers,
    memo_export,
    memos,
    overview,
    people,
    projects,
    reading,
    rounds,
    suggesting,
    trail,
)  # fmt: skip
from workbench.__main__ import main
from workbench.codebook import CodeDraft
from workbench.learned_rows import labels
from workbench.search_terms import ANYBODY, Wanted

SECRET = "Ben thinks it is the rota."
EARLIER = "The lead thought of the rota first."


@pytest.fixture
def team(sqlite_url, tmp_path):
    team = Team(open_store(sqlite_url, tmp_path))
    codebook.add_code(team.store, team.project, team.lead, "Pay", command_id="payadded01")
    team.code(team.lead, "p1.q1", end=9)
    memos.write_memo(team.store, team.project, team.lead, "response", "p1.q1", EARLIER, command_id=team.command())
    team.round = team.open(again=["p2.q1"])
    team.decide(team.ben, team.round, 1, "apply", start=0, end=7)
    team.decide(team.ben, team.round, 2, "no_code", on=True)
    team.decide(team.ben, team.round, 3, "quote", on=True)
    team.decide(team.ben, team.round, 1, "memo", text=SECRET)
    return team


def both(team):
    return [team.cem, team.lead]


def end(team):
    team.submit(team.round, team.ben, team.cem)
    team.reveal(team.round)


def test_counts_and_tables(team):
    assert team.read(findings_rows.coders_with_codings) == {team.lead: 1}
    assert team.read(finding_rows.coders_at_work) == [team.lead]
    for coder in both(team):
        assert not team.read(findings_rows.coded_responses, team.ben)
        assert team.ben not in findings.offer(team.store, team.project, coder).coders
    choice = findings.Choice(question="q1", coder=team.ben)
    before, _ = findings.findings_table(team.store, team.project, choice)
    end(team)
    after, _ = findings.findings_table(team.store, team.project, choice)
    assert (before.meta["coded"], after.meta["coded"]) == ("0", "2")


def test_the_overview_of_others(team):
    for coder in both(team):
        counts = overview.overview(team.store, team.project, coder).counts
        assert counts.coded_by in ("", "Ana") and counts.coded <= 1


FINDABLE = [
    {}, {"text": "time"}, {"has": ("work",)}, {"without": ("work",)}, {"state": "coded"}, {"state": "in_part"},
    {"state": "uncoded"}, {"flag": "quote"}, {"flag": "no_code"}, {"memo": "rota"}, {"memo": "*"},
]  # fmt: skip


def test_every_condition_of_find(team):
    answers = finding.read_answers(team.store, team.project)
    in_round = {"p1.q1", "p2.q1", "p3.q1"}
    for wanted in FINDABLE:
        for by in ("", ANYBODY, team.ben):

            def found(coder, wanted=wanted, by=by):
                return set(finding.find(team.store, team.project, coder, Wanted(**wanted, by=by), answers).ids)

            assert not in_round & found(team.cem), (wanted, by)
            if {"has", "flag", "memo"} & set(wanted) or wanted.get("state") in ("coded", "in_part"):
                assert found(team.lead) <= {"p1.q1"}, (wanted, by)  # which the lead coded and wrote on before
            elif "text" not in wanted:
                assert found(team.lead) >= in_round - {"p1.q1"}, (wanted, by)  # as if nothing had been decided there
    shown = found_answers.describe(team.store, team.project, team.lead, ANYBODY, sorted(in_round))
    assert [len(answer.codes) for answer in shown] == [1, 0, 0] and not any(answer.said for answer in shown)
    assert found_answers.describe(team.store, team.project, team.cem, ANYBODY, ["p1.q1"]) == []


def test_memos_and_the_page_read(team):
    for coder in both(team):
        every = memos.find_memos(team.store, team.project, coder, memos.Wanted(words="rota")).memos
        assert SECRET not in [memo.words for memo in every]
        on_it = memos.thing_memos(team.store, team.project, coder, "response", "p1.q1")
        assert SECRET not in [memo.words for memo in on_it.others]
    assert memos.find_memos(team.store, team.project, team.cem, memos.Wanted()).total == 0
    read = reading.read_stretch(team.store, team.project, team.cem)
    assert {item.response_id for item in read.items} == {"p1.q2", "p2.q2", "p3.q2"}
    end(team)
    words = [memo.words for memo in memos.find_memos(team.store, team.project, team.cem, memos.Wanted()).memos]
    assert sorted(words) == [SECRET, EARLIER]


def files(team):
    """Give what a project's files say, as text: raw material, coded answers, memos, record."""
    packed = zipfile.ZipFile(io.BytesIO(exchange_data.export_material(team.store, team.project)))
    said = {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}
    for coder in (team.ben, team.lead):
        said[f"coded by {coder}"] = coded_export.coded_csv(team.store, team.project, coder).decode("utf-8-sig")
    said["memos"] = memo_export.memos_html(team.store, team.project).decode()
    return said


def test_files(team):
    sealed = files(team)
    assert sealed["codings.csv"].splitlines()[1:] == []  # nor what the lead said of an answer that is met fresh
    for name, text in sealed.items():
        assert SECRET not in text and EARLIER not in text, name
    assert not any(line.endswith(",1") for line in sealed[f"coded by {team.ben}"].splitlines()[1:])
    end(team)
    shown = files(team)
    assert sum(",Workload," in line for line in shown["codings.csv"].splitlines()) == 2
    assert SECRET in shown["memos.csv"] and EARLIER in shown["memos"]


def test_the_record_and_its_file(team):
    fact = "made a decision in round 1, sealed until it is revealed"
    for coder in both(team):
        page = trail.read_trail(team.store, team.project, reader=coder)
        said = [(entry.coder, entry.what) for entry in page.entries]
        assert "sealed until" not in str(said).replace("yours in an open round, sealed until it is revealed", "")
        assert page.sealed == (1,)
        assert [what for name, what in said if name == "Ben"] == ["entered Ben as coder"]
        filtered = trail.read_trail(team.store, team.project, trail.Choice(coder=team.ben), reader=coder)
        assert filtered.total == 1  # how many decisions of Ben's there are cannot be counted either
    lines = trail.export_trail(team.store, team.project, team.lead).decode("utf-8-sig").splitlines()
    hidden = [line for line in lines if fact in line]
    assert len(hidden) == 4 and not any("p1.q1" in line or team.ben in line or "apply" in line for line in hidden)
    assert all(len(line.rpartition(",")[2]) == 64 for line in hidden)  # the digest stands
    of_cem = [entry.what for entry in trail.read_trail(team.store, team.project, reader=team.cem).entries]
    assert sum("yours in an open round" in what for what in of_cem) == 2  # the lead's coding and memo
    assert not any("'Workload' to" in what for what in of_cem)
    own = [entry.what for entry in trail.read_trail(team.store, team.project, reader=team.ben).entries]
    assert sum("'Workload'" in what for what in own) >= 1
    end(team)
    after = [entry.what for entry in trail.read_trail(team.store, team.project, reader=team.cem).entries]
    assert not any("sealed" in what for what in after) and any("applied 'Workload'" in what for what in after)


def test_what_everybody_would_see_of_an_answer_is_not_said_while_it_is_coded(team):
    """Ben says of an answer of his what kind it is, and takes words of it as a quote; so does the lead."""
    for coder in (team.ben, team.lead):
        with pytest.raises(Sealed, match="An answer of round 1 is among these"):
            answers.set_dispositions(
                team.store, team.project, coder, ["p1.q2", "p2.q1"], "off_topic", command_id=team.command()
            )
        with pytest.raises(Sealed, match="An answer of round 1 is among these"):
            team.append(coder, QuoteChosen(code="work", response="p1.q1", start=0, end=2, coder=coder))
    said = ["p1.q2"], "off_topic"  # which is nobody's in the round
    assert answers.set_dispositions(team.store, team.project, team.ben, *said, command_id=team.command()) == 1
    end(team)
    said = ["p2.q1"], "off_topic"
    assert answers.set_dispositions(team.store, team.project, team.ben, *said, command_id=team.command()) == 1


def test_how_far_another_coder_is_cannot_be_counted(team):
    def counted(coder):
        pages = [
            trail.read_trail(team.store, team.project, trail.Choice(part=part), reader=coder)
            for part in ("", *trail.PARTS)
        ]
        shown = [(page.total, page.pages, page.head, page.coders, page.parts, len(page.entries)) for page in pages]
        return shown, overview.overview(team.store, team.project, coder).counts.events

    before = {coder: counted(coder) for coder in (*both(team), team.ben)}
    team.decide(team.ben, team.round, 4, "apply")
    team.decide(team.ben, team.round, 4, "undo")
    for coder in both(team):
        assert counted(coder) == before[coder]
    assert counted(team.ben) != before[team.ben]
    exported = trail.export_trail(team.store, team.project, team.lead).decode("utf-8-sig")
    hidden = [line for line in exported.splitlines() if "made a decision in round 1" in line]
    assert all(line.split(",")[1] == "" for line in hidden)  # nor is there when it was decided
    end(team)
    everything = trail.read_trail(team.store, team.project, reader=team.cem)
    assert everything.total == everything.head.seq == counted(team.cem)[1]


def noted(team, coder):
    return [memo.words for memo in memos.find_memos(team.store, team.project, coder, memos.Wanted()).memos]


def test_withdrawing_a_round_shows_nothing_of_what_was_decided_in_it(team):
    rounds.withdraw_round(team.store, team.project, team.lead, team.round, command_id=team.command())
    for coder in both(team):
        page = trail.read_trail(team.store, team.project, reader=coder)
        lines = trail.export_trail(team.store, team.project, coder).decode("utf-8-sig").splitlines()
        of_ben = [line for line in lines if "CodeApplied" in line and team.ben in line]
        assert not any(entry.coder == "Ben" and "Workload" in entry.what for entry in page.entries)
        assert not of_ben and sum("in round 1, which was withdrawn" in line for line in lines) == 4
        filtered = trail.read_trail(team.store, team.project, trail.Choice(coder=team.ben), reader=coder)
        assert filtered.total == 1
        assert SECRET not in noted(team, coder)
    assert SECRET in noted(team, team.ben) and SECRET not in files(team)["memos"]
    memos.write_memo(
        team.store, team.project, team.ben, "response", "p1.q1", "For all to read.", command_id=team.command()
    )
    assert "For all to read." in noted(team, team.cem)
    own = trail.read_trail(team.store, team.project, reader=team.ben).entries
    assert any("'Workload'" in entry.what for entry in own)


def test_the_command_line(team, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    out = tmp_path / "out"
    assert main(["export", team.project, "--as", "Ana", "--out", str(out)]) == 0
    assert main(["export", team.project, "--as", "Ben", "--out", str(tmp_path / "ben")]) == 0
    for written in (*out.iterdir(), *(tmp_path / "ben").iterdir()):
        for name, text in inside(written).items():
            assert SECRET not in text and EARLIER not in text, name
    assert inside(out / "material.zip")["codings.csv"].count("\n") == 1
    assert SECRET not in capsys.readouterr().out


def inside(file):
    """Give the texts of a file, and of what is packed in it."""
    data = file.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {file.name: data.decode("utf-8-sig")}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode("utf-8-sig", "ignore") for name in packed.namelist()}


def test_no_model_learns_from_what_is_sealed_until_it_is_revealed(team):
    def learned(conn, project):
        return {response: label.codes for response, label in labels(conn, project, [team.ben], "q1").items()}

    assert team.read(learned) == {}
    assert suggesting.reasons(team.store, team.project, team.cem, "p1.q1", "work").answers == ()
    end(team)
    assert team.read(learned) == {"p1.q1": {"work"}, "p2.q1": set()}


def test_nothing_identical_is_copied_onto_an_answer_of_the_round(team):
    same = {"text": "The same.", "text_sha256": "same", "copies": 3}
    r = t.responses
    with team.store.writing() as conn:
        conn.execute(update(r).where(r.c.project_id == team.project, r.c.question_id == "q1").values(**same))
    with team.store.writing() as conn:  # two more, which are in nobody's round
        first = select(r).where(r.c.project_id == team.project, r.c.response_id == "p1.q1")
        row = dict(conn.execute(first).mappings().one())
        for number in (8, 9):
            conn.execute(insert(r).values(**(row | {"response_id": f"p{number}.q1"})))
    for coder, twins in ((team.cem, 1), (team.lead, 3)):
        assert team.read(alike.offered, coder, ["p8.q1"]) == {"p8.q1": twins}


def test_coding_many_at_once_does_not_reach_into_the_round(team):
    with pytest.raises(Sealed, match="handed out in round 1"):
        bulk_coding.code_many(
            team.store, team.project, team.cem, "apply", "work", ["p1.q2", "p1.q1"], command_id=team.command()
        )
    assert team.read(findings_rows.coders_with_codings) == {team.lead: 1}


def test_codings_brought_in_from_a_file_do_not_reach_into_the_round(team):
    file = b"response_id,question,coder,code\n1,Q1,Cem,Workload\n"
    with pytest.raises(Sealed, match="handed out in round 1"):
        exchange_data.import_codings(
            team.store, team.project, team.lead, file, "codings.csv", command_id=team.command()
        )


def test_the_codebook_waits_by_every_way(team):
    store, project, lead = team.store, team.project, team.lead
    acts = [
        lambda **named: codebook.add_code(store, project, lead, "Rota", **named),
        lambda **named: codebook.save_code(store, project, lead, "work", CodeDraft(name="Load"), **named),
        lambda **named: codebook.merge_codes(store, project, lead, ["kpayadded01"], "work", **named),
        lambda **named: codebook.retire_code(store, project, lead, "work", **named),
        lambda **named: codebook.publish_version(store, project, lead, **named),
        lambda **named: codebook.undo(store, project, lead, **named),
    ]
    waits = "Round 1 is being coded with codebook; the codebook waits until it is revealed"
    for act in acts:
        with pytest.raises(Sealed, match=waits):
            act(command_id=team.command())
    entry = {"id": team.command(), "kind": "in_vivo", "response": "p1.q2", "text": "Rota", "on": True}
    (answer,) = deciding.take(store, project, lead, [entry])
    assert not answer.ok and waits in answer.reason
    end(team)
    acts[0](command_id=team.command())


@pytest.mark.parametrize("kind", ["reliability", "calibration"])
@pytest.mark.parametrize("in_vivo", [False, True])
def test_undoing_a_code_does_not_tell_whether_it_was_used(sqlite_url, tmp_path, kind, in_vivo):
    said = set()
    for used in (False, True):
        team = Team(open_store(sqlite_url, tmp_path))
        added = team.command()
        if in_vivo:
            entry = {"id": added, "kind": "in_vivo", "response": "p1.q2", "text": "Rota", "on": True}
            assert deciding.take(team.store, team.project, team.lead, [entry])[0].ok
        else:
            codebook.add_code(team.store, team.project, team.lead, "Rota", command_id=added)
        (code,) = set(team.read(queries.codebook).codes) - {"work"}
        round_id = team.open(kind)
        if used:
            assert team.decide(team.ben, round_id, 1, "apply", code=code).ok
        if in_vivo:
            turn = {"id": team.command(), "kind": "undo", "target": added}
            said.add(deciding.take(team.store, team.project, team.lead, [turn])[0].reason)
        else:
            with pytest.raises(Sealed) as refused:
                codebook.undo(team.store, team.project, team.lead, command_id=team.command())
            said.add(str(refused.value))
    assert len(said) == 1 and "Round 1 is being coded" in said.pop()


def test_a_round_asks_of_each_query_who_reads(team):
    for query in (round_queries.round_codings, round_queries.round_marks, round_queries.assigned):
        for reader in ("", team.lead, team.cem, "stranger"):
            frame = team.read(query, team.round, reader)
            assert set(frame["coder_id"]) <= {reader}


def test_a_stranger_who_opens_the_address_sees_nothing(team):
    dora = people.sign_in(team.store, "Dora")
    projects.join_project(team.store, team.project, dora)
    assert team.coded(team.round, dora) == set()
    event = CodeApplied(
        coding="forged", response="p1.q1", start=0, end=2, code="work", coder=dora, round=team.round
    )
    with pytest.raises(Sealed, match="coded by others"):
        team.append(dora, event)
    with pytest.raises(RuntimeError):
        rounds.reveal_round(team.store, team.project, dora, team.round, command_id=team.command(), leave=True)
