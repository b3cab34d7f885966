"""What a journey left behind, read the way others would read it: the store's rows, and each file in its own reader."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
from sqlalchemy import func, select, update

from storage import queries
from storage import tables as t
from storage.store import Store
from tests.app_server import ROOT
from workbench.desk import AT_DESK
from workbench.settings import Settings


def open_folder(data_dir: Path) -> Store:
    """Open the store of a data folder."""
    return Settings.from_environment({"VERBATIM_DATA_DIR": str(data_dir)}).open()


class Study:
    """The one project of a data folder, read from its tables and its record."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._store = open_folder(data_dir)
        with self._store.reading() as conn:
            self.project: str = conn.execute(select(t.projects.c.project_id)).scalar_one()

    def close(self) -> None:
        """Let go of the store."""
        self._store.engine.dispose()

    def codes(self) -> dict[str, str]:
        """Give the live codes: name by id."""
        with self._store.reading() as conn:
            return {code.id: code.name for code in queries.codebook(conn, self.project).live()}

    def waiting(self) -> int:
        """Count the passages that wait."""
        with self._store.reading() as conn:
            query = select(func.count()).select_from(t.waiting)
            return int(conn.execute(query.where(t.waiting.c.state == "waiting")).scalar_one())

    def codings(self) -> int:
        """Count the codings that hold."""
        with self._store.reading() as conn:
            return int(conn.execute(select(func.count()).select_from(t.codings)).scalar_one())

    def flow(self) -> dict[str, int]:
        """Give how many respondents and answers were stored."""
        with self._store.reading() as conn:
            return {
                table.name: int(conn.execute(select(func.count()).select_from(table)).scalar_one())
                for table in (t.respondents, t.responses, t.questions)
            }

    def typed(self) -> list[tuple[int, str]]:
        """Give the codings made at the desk in the order of the record: number of the answer, name of the code.

        A key pressed while the desk offers its code as what the machine would add takes the suggestion.
        """
        names = self.codes()
        with self._store.reading() as conn:
            asked = t.responses.join(t.questions, t.questions.c.question_id == t.responses.c.question_id)
            query = select(t.responses.c.response_id).select_from(asked)
            order = list(conn.execute(query.order_by(t.questions.c.position, t.responses.c.position)).scalars())
            rows = conn.execute(
                select(t.audit_log.c.payload).where(t.audit_log.c.kind == "CodeApplied").order_by(t.audit_log.c.seq)
            ).scalars()
            made = [payload for payload in map(json.loads, rows) if payload["origin"] in AT_DESK]
            held = set(conn.execute(select(t.codings.c.coding_id).where(t.codings.c.origin.in_(AT_DESK))).scalars())
        assert held == {payload["coding"] for payload in made}, "the tables hold other codings than the record"
        numbers = {response: number for number, response in enumerate(order, start=1)}
        return [(numbers[payload["response"]], names[payload["code"]]) for payload in made]


def workbench(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m workbench` on a data folder."""
    env = {**os.environ, "VERBATIM_DATA_DIR": str(data_dir), "VERBATIM_DATABASE_URL": ""}
    command = [sys.executable, "-m", "workbench", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def stored_rows(data_dir: Path) -> int:
    """Count the respondents of every project and of imports that never became one."""
    store = open_folder(data_dir)
    with store.reading() as conn:
        rows = int(conn.execute(select(func.count()).select_from(t.respondents)).scalar_one())
    store.engine.dispose()
    return rows


def let_an_hour_pass(data_dir: Path) -> None:
    """Make every import look old: only after an hour is one that was broken off known to be dead."""
    store = open_folder(data_dir)
    with store.writing() as conn:
        conn.execute(update(t.imports).values(at="2024-01-01T00:00:00.000000Z"))
    store.engine.dispose()


def csv_counts(data: bytes) -> dict[str, str]:
    """Give theme and n of a CSV table."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return {row[rows[0].index("Theme")]: row[_n(rows[0])] for row in rows[1:]}


def xlsx_counts(data: bytes) -> dict[str, str]:
    """Give theme and n of a workbook's first sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return _below_head([[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])


def docx_counts(data: bytes) -> dict[str, str]:
    """Give theme and n of a Word file's first table."""
    table = docx.Document(io.BytesIO(data)).tables[0]
    return _below_head([[cell.text for cell in row.cells] for row in table.rows])


def latex_counts(data: bytes) -> dict[str, str]:
    """Give theme and n of a LaTeX table."""
    body = data.decode("utf-8").split("\\midrule", 1)[1].split("\\end{longtable", 1)[0]
    found = re.findall(r"^(.+?) & ([\d,]+) & .*\\\\$", body, re.MULTILINE)
    return {name.replace("\\&", "&"): n for name, n in found}


def _below_head(rows: list[list[str]]) -> dict[str, str]:
    head = next(number for number, row in enumerate(rows) if row and row[0] == "Theme")
    n = _n(rows[head])
    body = [row for row in rows[head + 1 :] if len(row) > n and row[0] and row[n]]
    return {row[0]: row[n] for row in body}


def _n(head: list[str]) -> int:
    return next(place for place, name in enumerate(head) if re.match(r"n of [\d,]+", name.replace("\n", " ")))


def _plain(cell: object) -> str:
    return "" if cell is None else str(cell)


def coded_answers(data: bytes) -> list[tuple[int, str]]:
    """Give number of the answer and name of the code for every 1 in a CSV of coded answers."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    return [(number, name) for number, row in enumerate(rows, start=1) for name, cell in row.items() if cell == "1"]


def worker_pids(store: Store) -> list[int]:
    """Give the process ids of the workers that have not left."""
    with store.reading() as conn:
        beats = conn.execute(select(t.settings.c.key).where(t.settings.c.key.startswith("worker/"))).scalars()
        return [int(name.split("-")[-2]) for name in beats]
