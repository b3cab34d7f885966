"""Score a scale in a project, and print or write its table."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from codebooks.scales import Scale, items_in_words
from reports.model import Table
from reports.printed import Printed, PrintedColumn, printed
from storage.store import Store
from workbench import scale_tables, scales
from workbench.commands.choosing import add_coder, add_project, coder_of, find_project, reader_of
from workbench.errors import WorkbenchError
from workbench.findings import FORMS, WHOLE_FILES
from workbench.ids import new_id
from workbench.scale_tables import ScaleView
from workbench.settings import Settings

MOST_PROBLEMS = 40  # that are printed one by one
RULES = {"all": "all", "person-mean": "person_mean"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a project, a scale, how it is scored, and what to show."""
    parser.epilog = (
        "Without --preset and --file the tables of all scales scored in the project are printed. Which cells could "
        "not be scored is said on standard error, row by row. How a scale is scored is an entry of the record."
    )
    add_project(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--preset", metavar="NAME", default="", help="score a scale that comes with Verbatim")
    which.add_argument("--file", metavar="YAML", type=Path, help="score the scale that a YAML file defines")
    which.add_argument("--list", action="store_true", help="list the ready scales and which are scored, and do no more")
    parser.add_argument("--cuts", metavar="NAME", help="cut set that makes the categories, '' for none")
    parser.add_argument("--missing", choices=tuple(RULES), help="rule for missing items")
    parser.add_argument(
        "--column", metavar="ITEM=NAME", action="append", default=[], help="which column holds an item; may be repeated"
    )
    parser.add_argument("--by", metavar="VARIABLE", default="", help="compare the groups of a closed question")
    parser.add_argument("--definition", action="store_true", help="print the scale's YAML, and do no more")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write to FILE: .xlsx, .docx, .tex, .html or .csv")
    parser.add_argument("--force", action="store_true", help="write over FILE")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """List, print a definition, or score and show."""
    store = Settings.from_environment().open()
    project = find_project(store, args.project)
    scale = _scale(args)
    if args.list:
        return _list(store, project.project_id)
    if args.definition:
        if scale is None:
            raise WorkbenchError("Say whose definition to print: --preset NAME or --file YAML.")
        sys.stdout.write(scales.definition_yaml(scale).decode("utf-8"))
        return 0
    _check_out(args)
    by = _variable(store, project.project_id, args.by)
    if scale is not None:
        _score(store, project.project_id, coder_of(store, args.coder, project), scale, args)
    elif args.cuts is not None or args.missing or args.column:
        raise WorkbenchError("--cuts, --missing and --column say how to score a scale: name it by --preset or --file.")
    wanted = [scale.id] if scale else list(scales.list_scales(store, project.project_id, "").scored)
    if not wanted:
        raise WorkbenchError("No scale is scored in this project yet. Name one: --preset NAME or --file YAML.")
    reader = reader_of(store, args.coder, project)
    views = [scale_tables.view_scale(store, project.project_id, scale_id, by, reader) for scale_id in wanted]
    for view in views:
        _say_problems(view)
    _show(views, args.out)
    return 0


def _scale(args: argparse.Namespace) -> Scale | None:
    if args.preset:
        return scales.preset(args.preset)
    if args.file is None:
        return None
    if not args.file.is_file():
        raise WorkbenchError(f"There is no file {args.file}. Check the path.")
    return scales.read_definition(args.file.read_bytes(), args.file.name)


def _list(store: Store, project_id: str) -> int:
    found = scales.list_scales(store, project_id, "")
    for scoring in found.scored.values():
        cuts = scoring.cut_set.name if scoring.cut_set else "no cuts"
        print(f"{scoring.scale.key}\tscored\t{cuts}\t{scoring.scale.title}")
    for preset in found.presets:
        missing = items_in_words(list(preset.found.missing)) if preset.found.missing else ""
        state = "items found" if preset.found.complete else f"not found: {missing or 'several columns for one item'}"
        print(f"{preset.scale.key}\tready\t{state}\t{preset.scale.title}")
    return 0


def _score(store: Store, project_id: str, coder: str, scale: Scale, args: argparse.Namespace) -> None:
    """Score the scale as asked; what is not said stays as it is, where it is scored already."""
    known = scales.list_scales(store, project_id, coder).scored.get(scale.id)
    chosen = {**(known.columns if known and known.scale.items == scale.items else {}), **_columns(args.column)}
    scoring = scales.default_scoring(scale, scales.columns_of(store, project_id, scale, chosen))
    if known:
        kept = known.cuts if any(cuts.key == known.cuts for cuts in scale.cuts) or not known.cuts else scoring.cuts
        scoring = replace(scoring, cuts=kept, missing=known.missing)
    if args.cuts is not None:
        scoring = replace(scoring, cuts=args.cuts)
    if args.missing:
        scoring = replace(scoring, missing=RULES[args.missing])  # type: ignore[arg-type]
    scales.score_scale(store, project_id, coder, scoring, command_id=new_id())
    cuts = f"the cut set '{scoring.cut_set.name}'" if scoring.cut_set else "no cut set"
    print(f"{scale.name} is scored with {cuts}.", file=sys.stderr)


def _columns(given: list[str]) -> dict[int, str]:
    columns = {}
    for text in given:
        item, mark, name = text.partition("=")
        if not mark or not item.strip().isdecimal() or not name:
            raise WorkbenchError(f"--column {text!r} is not ITEM=NAME, for example --column 7=Q12_7.")
        columns[int(item)] = name
    return columns


def _variable(store: Store, project_id: str, wanted: str) -> str:
    if not wanted:
        return ""
    offered = scale_tables.grouping_variables(store, project_id)
    found = [key for key, words in offered.items() if wanted in (key, words)]
    found = found or [key for key, words in offered.items() if words.casefold() == wanted.casefold()]
    if not found:
        names = "; ".join(offered.values()) or "none"
        raise WorkbenchError(f"No closed question {wanted!r} to compare groups by. Possible are: {names}.")
    return found[0]


def _check_out(args: argparse.Namespace) -> None:
    if args.out is None:
        return
    form = args.out.suffix.lower().lstrip(".")
    if form not in (*WHOLE_FILES, "csv"):
        raise WorkbenchError(f"{args.out.name} ends in none of .{', .'.join((*WHOLE_FILES, 'csv'))}.")
    if args.out.exists() and not args.force:
        raise WorkbenchError(f"{args.out} is there already. Name another file, or add --force to write over it.")


def _show(views: list[ScaleView], out: Path | None) -> None:
    tables = [view.table for view in views]
    if out is None:
        print("\n\n".join(_text(printed(view.table, view.stamp)) for view in views))
        return
    form = out.suffix.lower().lstrip(".")
    if form == "csv" and len(tables) > 1:
        raise WorkbenchError("A CSV file holds one table. Name one scale by --preset or --file, or write .xlsx.")
    out.write_bytes(FORMS[form][2](_named_apart(tables), views[0].stamp))
    print(out)


def _named_apart(tables: list[Table]) -> list[Table]:
    return [replace(table, name=f"{number} {table.name}") for number, table in enumerate(tables, start=1)]


def _say_problems(view: ScaleView) -> None:
    for problem in view.problems[:MOST_PROBLEMS]:
        print(f"{problem}.", file=sys.stderr)
    rest = len(view.problems) - MOST_PROBLEMS
    if rest > 0:
        print(f"… and {rest:,} more cells; the page Scales gives them all as a file.", file=sys.stderr)


def _text(form: Printed) -> str:
    """Set a table in columns of characters, its note below."""
    head = [" ".join(column.lines) for column in form.columns]
    body = [[" ".join(cell) for cell in row.cells] for row in form.rows]
    body = [["  " * row.level + cells[0], *cells[1:]] for row, cells in zip(form.rows, body, strict=True)]
    widths = [max(len(line[place]) for line in (head, *body)) for place in range(len(head))]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [_line(cells, widths, form.columns) for cells in (head, *body)]
    return "\n".join([form.title, rule, lines[0], rule, *lines[1:], rule, f"Note. {form.note}"])


def _line(cells: list[str], widths: list[int], columns: tuple[PrintedColumn, ...]) -> str:
    placed = [
        cell.rjust(width) if column.numeric else cell.ljust(width)
        for cell, width, column in zip(cells, widths, columns, strict=True)
    ]
    return "  ".join(placed).rstrip()
