"""Codings of another program as the page shows them: which column is which, and everything computed once."""

from collections.abc import Sequence
from dataclasses import dataclass

from codebooks.model import name_key
from coding.agreement.result import Agreement
from coding.agreement.spans.several import of_passages
from exchange.errors import WrongFile
from reports.model import Stamp
from storage.payload import now
from workbench.agreement_files import File, Study, read_study
from workbench.round_answers import CodedAnswer, given_by
from workbench.study_results import StudyResults, study_results
from workbench.version import PROGRAM

USUAL = {
    "unit": (
        "answer id", "unit", "unit id", "response", "response id", "answer", "item", "segment", "text id", "document",
        "id",
    ),
    "coder": ("coder", "who", "rater", "annotator", "user", "coded by", "coder name", "reviewer"),
    "code": ("code", "codes", "theme", "label", "category", "tag", "value", "code name"),
    "respondent": ("respondent", "respondent id", "person", "participant", "participant id", "case"),
    "start": ("start", "begin", "from", "start offset"),
    "end": ("end", "to", "end offset"),
    "length": ("length", "characters", "text length"),
}  # headings by what they mostly hold, in lower case


@dataclass(frozen=True, slots=True)
class CodingsFile:
    """The files, (part, heading) of each column, and what stands for unsure."""

    codings: File
    columns: tuple[tuple[str, str], ...]
    units: File | None = None
    codebook: File | None = None
    unsure: str = ""


@dataclass(frozen=True)
class FileResults:
    """A file as it was read, and its results."""

    study: Study
    results: StudyResults

    @property
    def has_passages(self) -> bool:
        """Whether anybody marked a passage in a unit that everybody coded."""
        return self.study.marked is not None and bool(self.study.marked.passages)

    def passages(self) -> dict[str, Agreement]:
        """Compute agreement on passages; with three coders or more gamma takes its time."""
        return of_passages(self.study.marked) if self.study.marked is not None else {}


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Guess which column holds what from its heading; none twice.

    Examples
    --------
    >>> guessed(["ID", "Rater", "Theme", "Person"])
    {'unit': 'ID', 'coder': 'Rater', 'code': 'Theme', 'respondent': 'Person'}
    """
    plain = {name_key(heading).replace("_", " "): heading for heading in headings}
    found: dict[str, str] = {}
    for part, usual in USUAL.items():
        known = next((plain[name] for name in usual if name in plain and plain[name] not in found.values()), "")
        if known:
            found[part] = known
    return found


def read_codings(wanted: CodingsFile) -> FileResults:
    """Read a file and compute what the page shows.

    Raises
    ------
    ExchangeError
    """
    columns = dict(wanted.columns)
    if len(set(columns.values())) < len(columns):
        raise WrongFile("What was coded, who coded and the code each need a column of their own. Choose another one.")
    if ("start" in columns) != ("end" in columns):
        raise WrongFile("A passage has a start and an end: choose both columns, or neither.")
    study = read_study(wanted.codings, columns, units=wanted.units, codebook=wanted.codebook, unsure=wanted.unsure)
    codings = study.codings
    names = {name: name for name in codings.coders}
    results = study_results(codings, names, {code: code for code in codings.codes}, study.other_way)
    return FileResults(study, results)


def coded_units(found: FileResults, units: Sequence[str]) -> list[CodedAnswer]:
    """Give units with everybody's codes; of their words the file says nothing."""
    return [CodedAnswer(unit, unit, "", given_by(found.results, unit)) for unit in units]


def make_stamp(wanted: CodingsFile) -> Stamp:
    """Say where the figures come from: a file, and no project's record."""
    return Stamp(
        project=wanted.codings.name, question="", codebook="", coder="", record_number=0, digest="", made_at=now(),
        program=PROGRAM,
    )  # fmt: skip
