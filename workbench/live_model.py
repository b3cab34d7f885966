"""One model of one coder's codes for the answers to one question, kept in step with the record.

The model never hears of a decision: it reads the record behind the last event it knows and takes up what changed. So
an undo, a decision in another tab and a restart are one case, and it has learned what a new one would learn.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from codebooks.model import Code
from coding.suggestions import MOST_SUGGESTED
from pipelines.guided import code_texts
from storage import jobs, queries, record
from storage import tables as t
from storage.store import Store
from workbench import heads, vectors
from workbench.learned_rows import Label, labels
from workbench.settings import Settings

ENGINE = "ridge-1"  # a change of the machine that changes what it suggests gets another name
FOLLOWED = frozenset({"CodeApplied", "CodingRemoved", "ResponseMarked", "CodesAppliedToMany", "CodesRemovedFromMany"})
WITHOUT_EFFECT = frozenset({
    "CommandUndone", "SuggestionsMet", "MemoWritten", "QuoteChosen", "QuoteDropped", "ProjectChanged", "CoderJoined",
    "RoleGiven", "CodebookPublished", "VariableDefined", "ScaleScored", "WaitingSettled", "ProposalAccepted",
    "ProposalReleased", "ProposalRenamed", "ProposalsMerged", "ProposalsParted", "ProposalSplit", "ProposalJoined",
    "ProposalRejected", "ProposalReopened", "SegmentMoved", "AnswersRead", "FilterSaved", "FilterDropped", "OrderDrawn",
    "RoundOpened", "RoundSubmitted", "RoundWithdrawn", "ConsensusReached", "PacketMade", "PacketOpened", "ReturnTaken",
    "CodingsUpheld", "UpholdingDropped",
})  # fmt: skip
MOST_FOLLOWED = 500  # changed answers; from more on the model is made anew
WORTH_A_LOOK = 0.2  # probability; below it four of five suggestions and more would be wrong
_DIGITS = 4  # of a probability as it is kept


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose model of what: `learn_from` names the coders whose decisions it learns from, as a rule the coder alone."""

    project: str
    question: str
    learn_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A code that may apply: its probability as it is kept, and whether that is worth a coder's look."""

    code: str
    probability: str
    worth_a_look: bool


class LiveModel:
    """The model, and where in the record it stands (`seq`). Not to be used by two threads at once."""

    seq: int
    _read_by: str

    def __init__(self, store: Store, settings: Settings, whose: Whose, *, with_heads: bool = True) -> None:
        self._store, self._settings, self._whose = store, settings, whose
        self._heads_file = heads.file_of(settings, whose) if with_heads else None
        self._make()

    def follow(self) -> None:
        """Take up what has been recorded, or read from the answers, since."""
        with self._store.reading() as conn:
            head = record.read_head(conn, self._whose.project).seq
            if self._read_by != _reading(conn, self._whose.project):
                touched = None
            elif head == self.seq:
                self._take_heads()
                return
            else:
                touched = self._touched(conn)
            found = {} if touched is None else labels(conn, *self._place, responses=touched)
        if touched is None or self._needs_anew(touched, found):
            self._make()
            return
        self._revise({response: found.get(response) for response in touched})
        self.seq = head
        self._take_heads()

    @property
    def model_id(self) -> str:
        """Name what the model has learned: the same for the same decisions, words of codes, vectors and machine."""
        parts = f"{ENGINE}/{self.words}/{self._sum:x}/{self._heads.name if self._heads else ''}"
        return hashlib.sha256(parts.encode()).hexdigest()[:24]

    def suggest(self, responses: Sequence[str]) -> dict[str, list[Likely]]:
        """Give the codes to suggest first for each answer, at most five.

        None for an answer that the model has learned from, for it would only say what it was told; none for one that
        has not been read.
        """
        if self._suggester is None:
            return {}
        told = self._heads.learned if self._heads else frozenset()
        asked = [r for r in responses if r in self._at and r not in self._learned and r not in told]
        if not asked:
            return {}
        x = self._matrix[[self._at[response] for response in asked]]
        ranked, proba = self._suggester.rank(x), self._suggester.predict_proba(x)
        least = np.full(len(self._codes), WORTH_A_LOOK)
        if self._heads:
            least = np.minimum(least, self._heads.chosen.thresholds)
        return {
            response: [
                Likely(self._codes[code], f"{proba[row, code]:.{_DIGITS}f}", bool(proba[row, code] >= least[code]))
                for code in ranked[row, :MOST_SUGGESTED]
            ]
            for row, response in enumerate(asked)
        }

    def probabilities(self, responses: Sequence[str]) -> NDArray[np.float64]:
        """Give the probability of each code for each answer, shape (n, k); 0 for an answer that has not been read."""
        found = np.zeros((len(responses), len(self._codes)))
        read = [(row, self._at[response]) for row, response in enumerate(responses) if response in self._at]
        if self._suggester is not None and read:
            found[[row for row, _ in read]] = self._suggester.predict_proba(self._matrix[[at for _, at in read]])
        return found

    def nearest(self, response: str, code: str, k: int = 3) -> list[str]:
        """Give the coded answers with a code that lie nearest to an answer, itself left out."""
        if self._suggester is None or response not in self._at or code not in self._codes:
            return []
        x = self._matrix[self._at[response]]
        found = self._suggester.nearest(x, self._codes.index(code), k + 1)
        return [key for key, _ in found if key != response][:k]

    @property
    def learned(self) -> Mapping[str, frozenset[str]]:
        """The answers learned from, with their codes."""
        return self._learned

    @property
    def suggester(self) -> Any:
        """The estimator; None where no answer has been read, or there is no code for the question."""
        return self._suggester

    @property
    def _place(self) -> tuple[str, tuple[str, ...], str]:
        return self._whose.project, self._whose.learn_from, self._whose.question

    def _make(self) -> None:
        from pipelines.suggesting import CodeSuggester

        project, question = self._whose.project, self._whose.question
        with self._store.reading() as conn:
            self.seq = record.read_head(conn, project).seq
            self._read_by = _reading(conn, project)
            texts = _answers_to(conn, project, question)
            codes = [code for code in queries.codebook(conn, project).live() if code.applies_to(question)]
            found = labels(conn, *self._place)
        # What comes first among equals is not the codebook's order but as good as drawn by lot.
        codes.sort(key=lambda code: hashlib.sha256(f"{question}/{code.id}".encode()).digest())
        self._codes = [code.id for code in codes]
        self._column = {code: column for column, code in enumerate(self._codes)}
        self._found = {response: label for response, label in found.items() if not label.whole}
        self._learned: dict[str, frozenset[str]] = {}
        self._sum = 0
        wanted = [text for _, text in code_texts(vectors.code_frame(codes))] if codes else []
        passages = {texts[r][s:e] for r, label in self._found.items() if r in texts for _, s, e in label.passages}
        known = vectors.text_vectors(self._settings, [*texts.values(), *wanted, *passages])
        ids = [response for response, text in texts.items() if text in known]
        self._at = {response: row for row, response in enumerate(ids)}
        self._matrix = vectors.stacked(known[texts[response]] for response in ids)
        self.words = _digest([*self._codes, vectors.model_in_use(self._settings), *wanted])
        self._suggester: Any = None
        self._heads: heads.Found | None = None
        self._heads_time = 0.0
        if not ids or not codes:
            return
        whole = [response for response, label in found.items() if label.whole and response in self._at]
        for response in whole:
            self._note(response, found[response].codes)
        self._suggester = CodeSuggester().fit(
            self._matrix[[self._at[response] for response in whole]],
            np.array([self._row(found[response].codes) for response in whole]).reshape(-1, len(codes)),
            anchors=self._anchors(codes, texts, known),
            background=self._matrix,
            keys=whole,
        )
        self._take_heads()

    def _take_heads(self) -> None:
        """Take heads that the worker has found since, where they are for these words and codes."""
        if self._suggester is None or self._heads_file is None or not self._heads_file.exists():
            return
        written = self._heads_file.stat().st_mtime
        if written == self._heads_time:
            return
        self._heads_time = written
        found = heads.load(self._heads_file)
        if found is not None and found.words == self.words:
            self._suggester.with_heads(found.chosen)
            self._heads = found

    def _anchors(
        self, codes: Sequence[Code], texts: Mapping[str, str], known: Mapping[str, NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """Vectors of what the codebook says of each code, and of passages confirmed for it in answers not yet whole."""
        width = self._matrix.shape[1]
        of_code: list[list[NDArray[np.float32]]] = [[] for _ in codes]
        for column, text in code_texts(vectors.code_frame(codes)):
            if text in known:
                of_code[column].append(known[text])
        for response, label in self._found.items():
            for code, start, end in label.passages:
                passage = texts.get(response, "")[start:end]
                if code in self._column and passage in known:
                    of_code[self._column[code]].append(known[passage])
        return [np.vstack(part) if part else np.zeros((0, width), dtype=np.float32) for part in of_code]

    def _touched(self, conn: Any) -> set[str] | None:
        """Give the answers of which these coders' decisions changed; None where more than that did."""
        a = t.audit_log.c
        rows = conn.execute(
            select(a.kind, a.payload)
            .where(a.project_id == self._whose.project, a.seq > self.seq, a.kind.not_in(WITHOUT_EFFECT))
            .limit(4 * MOST_FOLLOWED)
        ).all()
        if len(rows) == 4 * MOST_FOLLOWED or any(row.kind not in FOLLOWED for row in rows):
            return None
        said = (json.loads(row.payload) for row in rows)
        return {
            response for one in said if one["coder"] in self._whose.learn_from for response in _responses_of(one)
        }

    def _needs_anew(self, touched: set[str], found: Mapping[str, Label]) -> bool:
        """Whether passages changed, which are learned as anchors; those are set when the model is made."""
        passages = any(not label.whole and label.passages for label in found.values())
        return passages or len(touched) > MOST_FOLLOWED or not self._found.keys().isdisjoint(touched)

    def _revise(self, changed: Mapping[str, Label | None]) -> None:
        changes: dict[str, Any] = {}
        for response, label in changed.items():
            codes = label.codes if label is not None and label.whole else None
            if response not in self._at or codes == self._learned.get(response):
                continue
            self._unnote(response)
            if codes is not None:
                self._note(response, codes)
                changes[response] = (self._matrix[self._at[response]], self._row(codes))
            else:
                changes[response] = None
        if changes and self._suggester is not None:
            self._suggester.revise(changes)

    def _row(self, codes: frozenset[str]) -> NDArray[np.bool_]:
        row = np.zeros(len(self._codes), dtype=bool)
        row[[self._column[code] for code in codes if code in self._column]] = True
        return row

    def _note(self, response: str, codes: frozenset[str]) -> None:
        self._learned[response] = codes
        self._sum = (self._sum + _weight(response, codes)) % 2**64

    def _unnote(self, response: str) -> None:
        codes = self._learned.pop(response, None)
        if codes is not None:
            self._sum = (self._sum - _weight(response, codes)) % 2**64


def _responses_of(payload: Mapping[str, Any]) -> set[str]:
    """Give the answers that a followed event is about: one, or many at once."""
    if "response" in payload:
        return {payload["response"]}
    return {coding[1] for coding in payload["codings"]} | {mark[0] for mark in payload["marks"]}


def _weight(response: str, codes: frozenset[str]) -> int:
    """A number for one label, so that a sum of them names a set of labels whatever their order."""
    return int.from_bytes(hashlib.sha256("\x1f".join([response, *sorted(codes)]).encode()).digest()[:8])


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _reading(conn: Any, project_id: str) -> str:
    """Name the reading of the answers that ended last."""
    job = jobs.latest(conn, project_id, vectors.KIND)
    return f"{job.job_id}/{job.status}" if job and not job.is_live else ""


def _answers_to(conn: Any, project_id: str, question_id: str) -> dict[str, str]:
    answers = queries.analysed_answers(conn, project_id)
    said = answers[(answers["disposition"] == "substantive") & (answers["question_id"] == question_id)]
    return dict(zip(said["response_id"], said["text"], strict=True))
