"""A synthetic study with a run of proposals in the store, of any size: made answers, made groups, no machine."""

import math
from dataclasses import dataclass

from sqlalchemy import insert

from storage import queries, run_rows
from storage import tables as t
from storage.run_rows import RunRow, SegmentRow, ThemeRow
from storage.store import Store
from tests.empty_project import start_project
from workbench import people, projects
from workbench.ids import new_id
from workbench.review import Reviewing
from workbench.review_board import Board, board, read_run

SUBJECTS = ("no time between patients", "nobody listens", "a long way to travel", "forms and more forms")
ENDINGS = ("on every shift", "since the move", "in our team", "and it wears me down", "as I have said before")


@dataclass(frozen=True)
class ProposedStudy:
    """The project with its lead, Ana, and its one run."""

    store: Store
    project: str
    ana: str
    run: str

    @property
    def reviewing(self) -> Reviewing:
        return Reviewing(self.project, self.ana, self.run)

    def do(self, use_case, *args, **named):
        """Run a use case of the review under a new command."""
        return use_case(self.store, self.reviewing, *args, command_id=new_id(), **named)

    @property
    def board(self) -> Board:
        return board(self.store, read_run(self.store, self.project, self.run))

    def codings(self) -> list[tuple[str, int, int, str]]:
        """Give the codings there are: answer, span, origin."""
        c = t.codings.c
        with self.store.reading() as conn:
            query = t.codings.select().where(c.project_id == self.project).order_by(c.response_id, c.start)
            return [(row.response_id, row.start, row.end, row.origin) for row in conn.execute(query)]

    def codes(self) -> dict[str, str]:
        """Give the live codes: name by id."""
        with self.store.reading() as conn:
            return {code.id: code.name for code in queries.codebook(conn, self.project).live()}


def propose_study(store: Store, *, answers: int = 24, themes: int = 4, way: str = "codebook") -> ProposedStudy:
    """Write a study of two questions and its run: two passages an answer, every ninth passage not grouped."""
    ana = people.sign_in(store, "Ana")
    project = start_project(store, ana, projects.NewProject("Peer support", way))
    texts = [_answer(number, themes) for number in range(answers)]
    with store.writing() as conn:
        for position, wording in enumerate(("What makes it hard?", "What would help?")):
            conn.execute(
                insert(t.questions).values(
                    project_id=project, question_id=f"q{position + 1}", name=f"Q{position + 1}", wording=wording,
                    position=position,
                )
            )  # fmt: skip
        people_rows = [
            {
                "project_id": project, "respondent_id": f"p{n}", "label": str(n + 1), "row": n + 2, "flags": "",
                "excluded": "", "closed": "{}", "appeared": 2,
            }
            for n in range(math.ceil(answers / 2))
        ]  # fmt: skip
        conn.execute(insert(t.respondents), people_rows)
        answer_rows = [
            {
                "project_id": project, "response_id": f"p{n // 2}.q{n % 2 + 1}", "respondent_id": f"p{n // 2}",
                "question_id": f"q{n % 2 + 1}", "position": n, "text": text, "text_sha256": "", "copies": 1,
                "disposition": "substantive", "appeared": 2,
            }
            for n, text in enumerate(texts)
        ]  # fmt: skip
        conn.execute(insert(t.responses), answer_rows)
    run = "r" + project[1:]
    segments = _segments(texts, themes)
    wish = RunRow(
        run_id=run, questions=("q1", "q2"), recipe={"granularity": "fine", "seed": 0}, run={}, n_segments=len(segments)
    )
    run_rows.write(store, project, wish, _themes(segments, themes), segments)
    return ProposedStudy(store, project, ana, run)


def _subject(theme: int) -> str:
    return SUBJECTS[theme] if theme < len(SUBJECTS) else f"{SUBJECTS[theme % len(SUBJECTS)]} at site {theme}"


def _answer(number: int, themes: int) -> str:
    first, second = (2 * number) % themes, (2 * number + 1) % themes
    ending = ENDINGS[number % len(ENDINGS)]
    return f"There is {_subject(first)} {ending}, says number {number}. Also \U0001f937 {_subject(second)} {ending}."


def _segments(texts: list[str], themes: int) -> list[SegmentRow]:
    made = []
    for number, text in enumerate(texts):
        middle = text.index(". ") + 1
        for part, (start, end) in enumerate(((0, middle), (middle + 1, len(text)))):
            segment = 2 * number + part
            theme = segment % themes
            angle, reach = 2 * math.pi * theme / themes, 1 + (segment * 7 % 11) / 20
            made.append(
                SegmentRow(
                    segment=segment,
                    response_id=f"p{number // 2}.q{number % 2 + 1}",
                    start=start,
                    end=end,
                    theme="" if segment % 9 == 8 else f"T{theme + 1:02}",
                    nearest=f"T{theme + 1:02}",
                    confidence=round(0.95 - (segment * 13 % 50) / 100, 3),
                    x=math.cos(angle) * reach,
                    y=math.sin(angle) * reach,
                    half=segment // 4 % 2,
                )
            )
    return made


def _themes(segments: list[SegmentRow], themes: int) -> list[ThemeRow]:
    made = []
    for number in range(themes):
        key = f"T{number + 1:02}"
        held = sorted((s for s in segments if s.theme == key), key=lambda s: -s.confidence)
        made.append(
            ThemeRow(
                theme=key,
                label=_subject(number),
                terms=tuple(word for word in _subject(number).split() if len(word) > 3),
                n_responses=len({s.response_id for s in held}),
                n_segments=len(held),
                stability=round(0.95 - number % 8 / 10, 2),
                central=tuple(s.segment for s in held[:3]),
                border=tuple(s.segment for s in held[-2:]),
                close_to=tuple(f"T{(number + step) % themes + 1:02}" for step in (1, 2) if themes > step),
                split_hint=number == 0,
            )
        )
    return made
