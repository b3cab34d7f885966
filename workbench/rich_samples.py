"""Agreement of a round whose answers were drawn at different rates: weighed back to the study, and of each stratum."""

from collections.abc import Mapping
from dataclasses import dataclass

from coding.agreement.comparison import GroupAgreement, compare
from coding.agreement.errors import BadRatings
from coding.agreement.intervals import UNEVEN
from coding.agreement.weighted import of_strata, weighed_back
from storage.queries import rounds as round_queries
from storage.store import Store
from workbench.round_agreement import RoundResults
from workbench.round_study import STRATA

LEAST_UNITS = 5  # of a stratum, below which it is not computed


@dataclass(frozen=True, slots=True)
class OfStudy:
    """What a sample says of the study, and what it says of each stratum, by its words."""

    study: GroupAgreement
    strata: Mapping[str, GroupAgreement]


def of_study(store: Store, project_id: str, found: RoundResults, reader: str) -> OfStudy | None:
    """Weigh a round's agreement back to the study; None where all its answers had the same chance to be drawn.

    Raises
    ------
    coding.agreement.errors.BadRatings
        The chance of some answer is not known, or a kind of answers has none in the sample: the figures are of this
        sample, and not of the study.
    """
    if not found.study.is_uneven:
        return None
    if found.study.undrawn:
        raise BadRatings(
            f"The sample cannot be weighed back to the study, for of one kind of answers ({found.study.undrawn[0]}) "
            "none was drawn. What it says holds of this sample."
        )
    with store.reading() as conn:
        handed = round_queries.assigned(conn, project_id, found.row.round_id, reader)
    chances = dict(zip(handed["response_id"], handed["probability"], strict=True))
    strata = dict(zip(handed["response_id"], handed["stratum"], strict=True))
    codings = found.results.codings
    parts = {
        STRATA.get(name, name): compare(part).everybody
        for name, part in of_strata(codings, strata).items()
        if len(part.units) >= LEAST_UNITS
    }
    return OfStudy(compare(weighed_back(codings, chances), UNEVEN).everybody, parts)
