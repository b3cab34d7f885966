"""Small studies to count in, built in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from reports.model import Stamp


@pytest.fixture(scope="session")
def stamp() -> Stamp:
    return Stamp(
        project="Peer support",
        question="What makes it hard?",
        codebook="version 2",
        coder="A. Lee",
        record_number=4812,
        digest="9c41aa77",
        made_at="2026-05-01T09:12:00.000000Z",
        program="Verbatim 0.1.0",
    )


@pytest.fixture(scope="session")
def study():
    """Builder: answers as ``{response: (respondent, disposition, codes)}``; None is not coded yet."""

    def build(
        answers: Mapping[str, tuple[str, str, Sequence[str] | None]],
        codes: Mapping[str, str],
        themes: Sequence[str] = (),
        retired: Sequence[str] = (),
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        answer_rows = [
            (response, respondent, "q1", disposition, given is not None)
            for response, (respondent, disposition, given) in answers.items()
        ]
        coding_rows = [
            (response, respondent, code) for response, (respondent, _, given) in answers.items() for code in given or ()
        ]
        code_rows = [
            (code, f"Name of {code}", f"Definition of {code}", parent, place, code in themes, code in retired)
            for place, (code, parent) in enumerate(codes.items())
        ]
        return (
            pd.DataFrame(answer_rows, columns=["response_id", "respondent_id", "question_id", "disposition", "coded"]),
            pd.DataFrame(coding_rows, columns=["response_id", "respondent_id", "code_id"], dtype="object"),
            pd.DataFrame(
                code_rows,
                columns=["code_id", "name", "definition", "parent_id", "position", "theme", "retired"],
            ),
        )

    return build
