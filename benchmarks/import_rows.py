"""How long a large survey takes to be read, and how much memory: ``python -m benchmarks.import_rows COMMENTS.csv``.

Real comments are repeated to the wanted number of rows (an id, one open question, six closed ones); each run reads the
file in a fresh process. Printed as JSON: seconds by stage (`total_s` is reading, guessing and building, `cpu_s`
the whole process), peak memory and the size of the file.
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

SECONDS_AT_MOST = 5.0
MEMORY_FACTOR, MEMORY_BASE_BYTES = 5, 250e6
_CLOSED = {
    "role": ("Nurse", "Doctor", "Peer supporter", "Manager"),
    "age_band": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "agree": ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree", "-99"),
    "score": tuple(str(score) for score in range(11)),
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


def measure_once(path: Path) -> dict[str, float]:
    """Read, guess and build in this process; seconds by stage, peak bytes."""
    start = time.perf_counter()
    from pipelines.corpus import build_corpus
    from pipelines.reading import read_table
    from pipelines.survey import guess_plan

    imported = time.perf_counter()
    table = read_table(path, path.name)
    read = time.perf_counter()
    plan = guess_plan(table)
    guessed = time.perf_counter()
    corpus = build_corpus(table, plan)
    built = time.perf_counter()
    return {
        "import_s": imported - start,
        "read_s": read - imported,
        "guess_s": guessed - read,
        "corpus_s": built - guessed,
        "total_s": built - imported,
        "cpu_s": time.process_time(),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0,
        "responses": float(len(corpus.responses)),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import_rows", description=__doc__)
    parser.add_argument("comments", type=Path, help="CSV of real comments, or the survey itself with --measure")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", action="store_true", help="measure this file in this process")
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        print(json.dumps(measure_once(chosen.comments)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        survey = Path(folder) / "survey.csv"
        write_survey(chosen.comments, chosen.rows, survey)
        size = survey.stat().st_size
        command = [sys.executable, "-m", "benchmarks.import_rows", str(survey), "--measure"]
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(chosen.runs)]
    median = sorted(runs, key=lambda run: run["total_s"])[len(runs) // 2]
    allowed = MEMORY_FACTOR * size + MEMORY_BASE_BYTES
    print(json.dumps({"rows": chosen.rows, "file_bytes": size, "memory_allowed_bytes": allowed, **median}, indent=2))
    return int(median["total_s"] > SECONDS_AT_MOST or median["peak_bytes"] > allowed)


if __name__ == "__main__":
    raise SystemExit(main())
