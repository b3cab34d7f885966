"""The command line: what each command does, what it says when it does not, and its exit code."""

import gc
import io
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import insert

from storage import tables as t
from storage.store import open_store
from workbench import demo, findings, people, projects
from workbench.__main__ import COMMANDS, main
from workbench.backup import FILE, latest_backup

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data/examples/patient_feedback"
CODED = demo.example_id("patient_feedback", coded=True)
EXAMPLES = 4  # two studies, each in two states
SURVEY = "id,team,What is hard?\nP1,A,Shifts are long and nobody helps\nP2,B,The forms take all evening\n"


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    store = open_store(folder=folder)
    demo.ensure_examples(store)
    store.engine.dispose()
    return folder / FILE


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Give an empty data folder that the commands work on."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(folder))
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def seeded(data, examples):
    """The same with the examples."""
    (data / FILE).write_bytes(examples.read_bytes())
    return data


@pytest.fixture
def run(capsys):
    """Give a function that runs a command in this process: exit code, what it printed, what it said on the side."""

    def runs(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = stop.code
        gc.collect()  # a command's store closes with its process; here it must be let go of
        out, err = capsys.readouterr()
        return code, out, err

    return runs


@pytest.fixture
def survey(tmp_path):
    file = tmp_path / "survey.csv"
    file.write_text(SURVEY, encoding="utf-8")
    return file


def change_a_record(folder):
    """Change one row of the record behind the program's back."""
    with sqlite3.connect(folder / FILE) as conn:
        conn.execute("DROP TRIGGER IF EXISTS audit_log_no_update")
        names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("UPDATE audit_log SET actor = 'somebody else' WHERE project_id = ? AND seq = 5", (CODED,))
    conn.close()


@pytest.mark.slow
def test_a_command_in_a_process_of_its_own_prints_results_and_keeps_progress_apart(seeded):
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "projects"], cwd=ROOT, env=os.environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {line.split("\t")[1] for line in done.stdout.splitlines()} == {
        "Patient feedback, coded (example)", "Patient feedback (example)",
        "Peer supporters, coded (example)", "Peer supporters (example)",
    }  # fmt: skip
    assert done.stderr.strip() == f"{EXAMPLES} projects in {seeded}"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert COMMANDS[command].help in " ".join(out.split())


@pytest.mark.parametrize("words", [(), ("prjects",), ("export",), ("import", "f.csv", "--way", "other")])
def test_wrong_usage_is_told_apart_from_a_refusal_by_its_exit_code(run, words):
    code, _, err = run(*words)
    assert code == 2
    assert "usage:" in err


def test_importing_makes_a_project_and_prints_its_id(run, data, survey):
    code, out, _ = run("import", survey, "--text", "What is hard?", "--as", "Ana", "--name", "Shifts")
    assert code == 0
    store = open_store(folder=data)
    project = projects.open_project(store, out.strip())
    assert (project.name, people.coder_name(store, project.owner)) == ("Shifts", "Ana")


def test_importing_names_the_columns_there_are(run, data, survey):
    code, _, err = run("import", survey, "--text", "What is easy?", "--as", "Ana")
    assert code == 1
    assert "has no column 'What is easy?'. Its columns are: id, team, What is hard?" in err
    assert not projects.list_projects(open_store(folder=data))


def test_importing_a_file_that_is_not_there_is_a_refusal_not_a_trace(run, data):
    code, _, err = run("import", "nowhere.csv", "--as", "Ana")
    assert (code, err.strip()) == (1, "Not done: There is no file nowhere.csv. Check the path.")


def test_nobody_acts_unnamed(run, data, survey):
    code, _, err = run("import", survey)
    assert code == 1
    assert "--as" in err


def test_a_slip_in_the_name_of_who_acts_makes_no_new_coder(run, seeded, tmp_path):
    code, _, err = run("export", CODED, "--out", tmp_path / "out", "--as", "NHS tema")
    assert code == 1
    assert "NHS team" in err
    assert "NHS tema" not in people.coders(open_store(folder=seeded)).values()


def test_exporting_writes_every_file_and_prints_each(run, seeded, tmp_path):
    out = tmp_path / "out"
    code, printed, _ = run("export", CODED, "--out", out, "--of", "substantive")
    assert code == 0
    assert set(printed.split()) == {str(path) for path in out.iterdir()}
    names = {"themes.xlsx", "themes.docx", "themes.tex", "themes.html", "coded-answers.xlsx", "coded-answers.csv"}
    assert {path.name for path in out.iterdir()} == names | {"material.zip"}
    assert "with a substantive answer" in (out / "themes.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(out / "material.zip") as material:
        assert set(material.namelist()) == {"responses.csv", "codings.csv", "memos.csv", "codebook.yaml"}


def test_exporting_overwrites_nothing_unless_told_to(run, seeded, tmp_path):
    (tmp_path / "themes.tex").write_text("mine")
    code, _, err = run("export", CODED, "--out", tmp_path)
    assert code == 1
    assert "already holds themes.tex" in err and "--force" in err
    assert (tmp_path / "themes.tex").read_text() == "mine"
    assert run("export", CODED, "--out", tmp_path, "--force")[0] == 0
    assert "Staff" in (tmp_path / "themes.tex").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_named(run, seeded, tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, _, err = run("export", CODED, "--out", tmp_path / "file" / "out")
    assert code == 1
    assert err.startswith("Not done:") and str(tmp_path / "file") in err


def test_a_project_that_is_not_there_is_answered_with_those_that_are(run, seeded, tmp_path):
    code, _, err = run("export", "Pateint feedback", "--out", tmp_path)
    assert code == 1
    assert f"Patient feedback, coded (example) ({CODED})" in err


def test_a_codebook_goes_out_and_comes_in_to_another_project(run, seeded, survey, tmp_path):
    book = tmp_path / "book.yaml"
    assert run("codebook", CODED, "--out", book)[0] == 0
    project = run("import", survey, "--text", "What is hard?", "--as", "Ana")[1].strip()
    code, _, err = run("codebook", project, "--import", book, "--publish", "--as", "Ana")
    assert (code, "Published." in err) == (0, True)
    names = re.findall(r"^- name: (.*)$", run("codebook", project)[1], flags=re.MULTILINE)
    assert names == re.findall(r"^- name: (.*)$", book.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(names) == 60


def test_verify_walks_every_project_and_names_the_first_row_that_was_changed(run, seeded):
    code, out, _ = run("verify")
    assert (code, out.count("unbroken")) == (0, EXAMPLES)
    change_a_record(seeded)
    code, out, err = run("verify")
    assert code == 1
    assert f"Record 5 of project {CODED}" in err and "has been changed" in err
    assert out.count("unbroken") == EXAMPLES - 1  # the other projects are proved all the same


def test_rebuild_draws_the_tables_anew_and_the_counts_stay(run, seeded):
    store = open_store(folder=seeded)
    offer = findings.offer(store, CODED, "nobody")
    choice = findings.Choice(question=next(iter(offer.questions)), coder=offer.coder)

    def counted():
        return [(row.key, row.cells["n"]) for row in findings.findings_table(store, CODED, choice)[0].rows]

    before = counted()
    code, out, _ = run("rebuild", CODED)
    assert code == 0 and "tables drawn anew from 9" in out
    assert counted() == before


def test_rebuild_refuses_a_record_that_was_changed(run, seeded):
    change_a_record(seeded)
    code, _, err = run("rebuild", CODED)
    assert code == 1 and "has been changed" in err


def test_what_was_changed_beside_a_whole_record_is_drawn_anew_by_rebuild_and_by_restore(run, seeded):
    store = open_store(folder=seeded)
    row = {"round_id": "r1", "response_id": "a1", "codes": "[]", "rule": "majority", "reason": "", "note": ""}
    with store.writing() as conn:
        conn.execute(insert(t.consensus).values(project_id=CODED, dissent="{}", adjudicator="", at="", **row))
    copy = run("backup")[1].strip()
    assert run("verify")[0] == 1
    assert run("rebuild", CODED)[0] == 0
    assert run("verify")[0] == 0
    store.engine.dispose()
    assert run("restore", copy)[0] == 0
    assert run("verify")[0] == 0


def test_a_backup_is_made_while_the_store_is_open_and_comes_back_beside_the_store_it_replaces(run, seeded, survey):
    store = open_store(folder=seeded)
    code, out, _ = run("backup")
    copy = Path(out.strip())
    assert code == 0 and copy.parent == seeded / "backups" and latest_backup(seeded)
    store.engine.dispose()
    run("import", survey, "--text", "What is hard?", "--as", "Ana")
    assert len(run("projects")[1].splitlines()) == EXAMPLES + 1
    code, out, err = run("restore", copy)
    assert (code, out.strip()) == (0, str(seeded / FILE))
    assert f"Restored {EXAMPLES} projects" in err
    kept = next(seeded.glob("verbatim-before-restore-*.sqlite"))
    assert str(kept) in err
    assert len(run("projects")[1].splitlines()) == EXAMPLES
    assert run("restore", kept)[0] == 0
    assert len(run("projects")[1].splitlines()) == EXAMPLES + 1


def test_restoring_is_refused_while_another_program_has_the_store_open(run, seeded, tmp_path):
    copy = tmp_path / "copy.sqlite"
    run("backup", "--to", copy)
    store = open_store(folder=seeded)
    projects.list_projects(store)
    code, _, err = run("restore", copy)
    assert code == 1
    assert "is open in another program" in err and "nothing was changed" in err
    assert len(projects.list_projects(store)) == EXAMPLES and not list(seeded.glob("*before-restore*"))


@pytest.mark.parametrize("content", [b"not a store", b"", "half"])
def test_a_broken_copy_is_refused_and_the_store_stays(run, seeded, tmp_path, content):
    copy = tmp_path / "copy.sqlite"
    whole = (seeded / FILE).read_bytes()
    copy.write_bytes(whole[: len(whole) // 2] if content == "half" else content)
    code, _, err = run("restore", copy)
    assert code == 1
    assert str(copy) in err and "Nothing was changed" in err
    assert (seeded / FILE).read_bytes() == whole
    assert [path.name for path in seeded.iterdir()] == [FILE]


def test_a_copy_whose_record_was_changed_is_refused(run, seeded, tmp_path):
    copy = tmp_path / "copies"
    copy.mkdir()
    (copy / FILE).write_bytes((seeded / FILE).read_bytes())
    change_a_record(copy)
    code, _, err = run("restore", copy / FILE)
    assert code == 1 and "has been changed" in err


def test_a_store_that_is_broken_is_replaced_and_kept(run, seeded, tmp_path):
    copy = tmp_path / "copy.sqlite"
    run("backup", "--to", copy)
    (seeded / FILE).write_bytes(b"the disk ate it")
    code, _, err = run("restore", copy)
    assert code == 0
    assert next(seeded.glob("verbatim-before-restore-*.sqlite")).read_bytes() == b"the disk ate it"
    assert f"Restored {EXAMPLES} projects" in err


def test_a_backup_overwrites_nothing(run, seeded, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_text("mine")
    code, _, err = run("backup", "--to", copy)
    assert (code, copy.read_text()) == (1, "mine")
    assert "is already there" in err


def test_migrate_makes_a_store_and_says_its_version(run, data):
    code, out, _ = run("migrate")
    assert code == 0 and re.search(r"version \w+", out)


def test_a_store_of_a_newer_program_is_refused_with_both_versions(run, seeded):
    with sqlite3.connect(seeded / FILE) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    code, _, err = run("projects")
    assert code == 1
    assert "version 9999" in err and "newer Verbatim" in err


def test_demo_makes_the_examples_once(run, data):
    code, out, _ = run("demo")
    assert (code, out.count("made")) == (0, EXAMPLES)
    code, out, err = run("demo")
    assert (code, out.count("was there")) == (0, EXAMPLES) and "All examples were there." in err


def test_deleting_asks_for_the_name(run, seeded, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("something else\n"))
    code, _, err = run("projects", "--delete", CODED, "--as", "Verbatim")
    assert code == 1 and "Not deleted" in err
    assert run("projects", "--delete", CODED, "--as", "Verbatim", "--yes")[0] == 0
    assert CODED not in run("projects")[1]


def test_renaming_keeps_the_id(run, seeded):
    assert run("projects", "--rename", CODED, "--to", "Our hospital", "--as", "Verbatim")[0] == 0
    assert f"{CODED}\tOur hospital\t" in run("projects")[1]
