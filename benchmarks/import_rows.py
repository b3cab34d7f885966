"""How long a large survey takes to become a project, how much memory it takes, and whether a desk waits for it.

    python -m benchmarks.import_rows COMMENTS.csv [--xlsx]

Real comments are repeated to the wanted number of rows (an id, one open question, six closed ones). Each run imports
the file in a fresh process, from the bytes to the finished project, while a desk in another process keeps deciding in
another project of the same store. Printed as JSON: seconds by stage and peak memory, the size of the file, and how long
the desk's decisions took to be acknowledged.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS_AT_MOST = 10.0
MEMORY_FACTOR, MEMORY_BASE_BYTES = 6, 300e6
ACKNOWLEDGED_S_AT_MOST = 1.0
BETWEEN_DECISIONS_S = 0.05
_STOP = "stop"
_CLOSED = {
    "role": ("Nurse", "Doctor", "Peer supporter", "Manager"),
    "age_band": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "agree": ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree", "-99"),
    "score": (*tuple("01234567"), "8", "9", "10"),
    "training": ("Induction", "Induction,Supervision", "Supervision,Peer group", "Peer group", ""),
    "years": tuple(str(years) for years in range(41)),
}


def write_survey(comments: Path, rows: int, target: Path) -> None:
    """Repeat the longest-worded column of a CSV of comments to a survey of so many rows."""
    with comments.open(encoding="utf-8", newline="") as stream:
        read = list(csv.DictReader(stream))
    column = max(read[0], key=lambda name: sum(len(row[name] or "") for row in read[:500]))
    texts = [row[column] for row in read]
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["participant_id", "What could we do better?", *_CLOSED])
        for number in range(rows):
            closed = [levels[(number * 7 + len(levels)) % len(levels)] for levels in _CLOSED.values()]
            writer.writerow([f"P{number:06d}", texts[number % len(texts)], *closed])


def write_workbook(survey: Path, target: Path) -> None:
    """Write the survey as an Excel workbook, whole numbers as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Answers")
    with survey.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.reader(stream)):
            for position, cell in enumerate(row):
                whole = cell.removeprefix("-").isdecimal()
                if cell:
                    sheet.write(number, position, int(cell) if whole else cell)
    book.close()


def measure_once(path: Path, folder: Path) -> dict[str, float]:
    """Import a file in this process; seconds by stage, peak bytes."""
    start = time.perf_counter()
    from pipelines.reading import read_table
    from pipelines.survey import guess_plan
    from storage.store import open_store
    from workbench.importing import import_project
    from workbench.people import sign_in
    from workbench.projects import NewProject

    store = open_store(folder=folder)
    coder = sign_in(store, "Benchmark")
    loaded = time.perf_counter()
    table = read_table(path, path.name)
    read = time.perf_counter()
    plan = guess_plan(table)
    guessed = time.perf_counter()
    stored: list[float] = []
    import_project(
        store, coder, NewProject("Large survey"), table, plan, progress=lambda *_: stored.append(time.perf_counter())
    )
    done = time.perf_counter()
    return {
        "start_s": loaded - start,
        "read_s": read - loaded,
        "guess_s": guessed - read,
        "corpus_s": stored[1] - guessed,  # the first call says that the answers are read, the next that rows are in
        "store_s": done - stored[1],
        "total_s": done - loaded,
        "cpu_s": time.process_time(),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0,
    }


def decide_meanwhile(folder: Path, project_id: str) -> dict[str, float]:
    """Decide at a desk, an answer every twentieth of a second, until told to stop; seconds to each acknowledgement."""
    from storage.store import open_store
    from workbench import deciding, desk
    from workbench.ids import new_id
    from workbench.people import sign_in

    store = open_store(folder=folder)
    coder = sign_in(store, "Benchmark")
    answers = [item.response_id for item in desk.window(store, project_id, coder).items]
    waited: list[float] = []
    print("ready", flush=True)
    while not (folder / _STOP).exists():
        entry = {
            "id": new_id(), "kind": "unsure", "response": answers[len(waited) % len(answers)],
            "on": len(waited) // len(answers) % 2 == 0,
        }  # fmt: skip
        begun = time.perf_counter()
        answer = deciding.take(store, project_id, coder, [entry])[0]
        waited.append(time.perf_counter() - begun)
        if not answer.ok:
            raise RuntimeError(answer.reason)
        time.sleep(BETWEEN_DECISIONS_S)
    waited.sort()
    return {
        "decisions": float(len(waited)),
        "acknowledged_median_s": waited[len(waited) // 2],
        "acknowledged_worst_s": waited[-1],
    }


def run_once(survey: Path, comments: Path) -> dict[str, float]:
    """Import beside a desk, both in processes of their own, in a new store."""
    from pipelines.reading import read_table
    from pipelines.survey import guess_plan
    from storage.store import open_store
    from workbench.importing import import_project
    from workbench.people import sign_in
    from workbench.projects import NewProject

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder=folder)
        table = read_table(comments, comments.name)
        project = import_project(store, sign_in(store, "Benchmark"), NewProject("Desk"), table, guess_plan(table))
        store.engine.dispose()
        module = [sys.executable, "-m", "benchmarks.import_rows"]
        desk = subprocess.Popen([*module, str(folder), "--desk", project], stdout=subprocess.PIPE, text=True)
        if desk.stdout is None or desk.stdout.readline().strip() != "ready":
            raise RuntimeError("The desk did not start.")
        importing = [*module, str(survey), "--measure", str(folder)]
        measured = json.loads(subprocess.run(importing, check=True, stdout=subprocess.PIPE).stdout)
        (folder / _STOP).touch()
        return {**measured, **json.loads(desk.communicate()[0])}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.import_rows", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("comments", type=Path, help="CSV of real comments")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--xlsx", action="store_true", help="import the survey as an Excel workbook")
    parser.add_argument("--measure", metavar="FOLDER", type=Path, help="import this file in this process")
    parser.add_argument("--desk", metavar="PROJECT", help="decide in the store of this folder until told to stop")
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        print(json.dumps(measure_once(chosen.comments, chosen.measure)))
        return 0
    if chosen.desk:
        print(json.dumps(decide_meanwhile(chosen.comments, chosen.desk)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        survey = Path(folder) / "survey.csv"
        write_survey(chosen.comments, chosen.rows, survey)
        if chosen.xlsx:
            workbook = survey.with_suffix(".xlsx")
            write_workbook(survey, workbook)
            survey = workbook
        size = survey.stat().st_size
        runs = [run_once(survey, chosen.comments) for _ in range(chosen.runs)]
    median = sorted(runs, key=lambda run: run["total_s"])[len(runs) // 2]
    worst = max(run["acknowledged_worst_s"] for run in runs)
    peak = max(run["peak_bytes"] for run in runs)
    allowed = MEMORY_FACTOR * size + MEMORY_BASE_BYTES
    told = {"rows": chosen.rows, "file_bytes": size, "memory_allowed_bytes": allowed, **median}
    print(json.dumps({**told, "peak_bytes": peak, "acknowledged_worst_s": worst}, indent=2))
    return int(median["total_s"] > SECONDS_AT_MOST or peak > allowed or worst > ACKNOWLEDGED_S_AT_MOST)


if __name__ == "__main__":
    raise SystemExit(main())
