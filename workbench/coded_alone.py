"""How many answers of a round its coders coded alike before anybody talked, of the codings agreement is made of."""

from dataclasses import dataclass

from coding.agreement.comparison import Codings
from coding.agreement.selections import of_coders
from storage.store import Store
from workbench.round_study import read_round_study


@dataclass(frozen=True, slots=True)
class Alone:
    """Answers that two or more coders came to a coding of by themselves, and how many of these all gave the same."""

    coded: int
    alike: int


def coded_alone(store: Store, project_id: str, round_id: str) -> Alone:
    """Count the answers of a revealed round; frozen, so that no later merge of codes changes it.

    Of a calibration the reference is no coder among others, as in its agreement.
    """
    with store.reading() as conn:
        study = read_round_study(conn, project_id, round_id, "")
    between = [place for place, coder in enumerate(study.codings.coders) if coder != study.row.reference]
    return counted(of_coders(study.codings, between))


def counted(codings: Codings) -> Alone:
    """Count units that two or more coders coded, and those that all who did gave the same codes.

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> counted(gather([("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", "A"), ("2", "Ben", ""), ("3", "Ana", "A")]))
    Alone(coded=2, alike=1)
    """
    seen = codings.seen[:, :, None]
    anybody, everybody = (codings.given & seen).any(axis=0), (codings.given | ~seen).all(axis=0)
    several = codings.seen.sum(axis=0) > 1
    return Alone(int(several.sum()), int((several & (anybody == everybody).all(axis=1)).sum()))
