"""The app and the processes it starts talk to nobody: driven where nothing but this computer exists, and watched."""

import csv
import json
import os
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.needs import chromium_path, lacking
from workbench.demo import ensure_examples, example_id
from workbench.people import sign_in
from workbench.projects import join_project
from workbench.settings import Settings

ROOT = Path(__file__).parents[2]
COMMENTS = ROOT / "data/examples/patient_feedback/responses.csv"
DRIVE = Path(__file__).with_name("offline_drive.py")
ALONE = ("unshare", "--map-root-user", "--net")


@pytest.fixture
def alone() -> tuple[str, ...]:
    """Give the words that run a command in a network of its own, in which there is nothing."""
    if not shutil.which("unshare") or subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode:
        lacking("This machine cannot make a network of its own (unshare): what other processes send was not watched.")
    return ALONE


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_opens_without_a_network_and_asks_nothing_of_other_computers(tmp_path, alone):
    data = tmp_path / "data"
    store = Settings.from_environment({"VERBATIM_DATA_DIR": str(data)}).open()
    coder = sign_in(store, "Ada")
    ensure_examples(store)
    project = example_id("patient_feedback", coded=True)
    join_project(store, project, coder, "lead")
    store.engine.dispose()
    driven = subprocess.run(
        [*alone, sys.executable, str(DRIVE), chromium_path(), str(data), "/", f"/?project={project}&coder={coder}"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert driven.returncode == 0, driven.stderr
    seen = json.loads(driven.stdout)
    assert seen["outside"] == []
    assert seen["requests"] > 50
    assert {"projects", "overview", "answers", "settings"} <= set(seen["pages"])
    assert {page: words for page, words in seen["pages"].items() if words.startswith("broken")} == {}


@pytest.mark.model
@pytest.mark.slow
def test_themes_are_proposed_where_there_is_no_network(tmp_path, alone):
    survey = tmp_path / "answers.csv"
    with COMMENTS.open(encoding="utf-8", newline="") as source, survey.open("w", encoding="utf-8", newline="") as part:
        csv.writer(part).writerows(islice(csv.reader(source), 1 + 60))
    given = ["propose", str(survey), "--text", "text", "--id", "response_id", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*alone, sys.executable, "-m", "workbench", *given],
        cwd=ROOT,
        env={**os.environ, "VERBATIM_CACHE_DIR": str(tmp_path / "cache"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "themes.csv").read_text(encoding="utf-8").count("T0") >= 1
