"""Agreement of a round whose answers were drawn at different rates: weighed back to the study, and of each stratum."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from coding.agreement.comparison import Codings, GroupAgreement, compare
from coding.agreement.errors import BadRatings
from coding.agreement.intervals import UNEVEN
from coding.agreement.weighted import of_strata, weighed_back
from coding.sampling import STRATA
from reports.agreement_tables import groups_table, reliability_table
from reports.model import Table
from storage.queries import rounds as round_queries
from storage.store import Store
from workbench.round_study import RoundStudy

LEAST_UNITS = 5  # of a stratum, below which it is not computed
WEIGHED = (
    "Each answer counts for as many as it stands for: one over its chance to be drawn.",
    "Intervals leave out one respondent at a time, with as many degrees of freedom as the spread speaks for; where few "
    "of the answers unlikely to have a rare code were drawn, they are still somewhat too narrow.",
)


@dataclass(frozen=True, slots=True)
class OfStudy:
    """What a sample says of the study, and what it says of each stratum, by its words."""

    study: GroupAgreement
    strata: Mapping[str, GroupAgreement]


def of_study(store: Store, project_id: str, study: RoundStudy, codings: Codings) -> OfStudy:
    """Weigh a round's agreement back to the study.

    Parameters
    ----------
    codings : those of the round that are compared, with codes or with themes

    Raises
    ------
    coding.agreement.errors.BadRatings
        All answers had the same chance to be drawn; or that of some answer is not known, or a kind of answers has none
        in the sample: the figures are of this sample, and not of the study.
    """
    if not study.is_uneven:
        raise BadRatings("Every answer had the same chance to be drawn, so that nothing has to be weighed back.")
    if study.undrawn:
        raise BadRatings(
            f"The sample cannot be weighed back to the study, for of one kind of answers ({study.undrawn[0]}) "
            "none was drawn. What it says holds of this sample."
        )
    with store.reading() as conn:
        handed = round_queries.assigned(conn, project_id, study.row.round_id, "")
    chances = dict(zip(handed["response_id"], handed["probability"], strict=True))
    strata = dict(zip(handed["response_id"], handed["stratum"], strict=True))
    parts = {
        STRATA.get(name, name): compare(part, by_pair=False).everybody
        for name, part in of_strata(codings, strata).items()
        if len(part.units) >= LEAST_UNITS
    }
    return OfStudy(compare(weighed_back(codings, chances), UNEVEN, by_pair=False).everybody, parts)


def study_tables(found: OfStudy, names: Mapping[str, str]) -> list[Table]:
    """Give the table of codes as it holds of the study, and one with a line for each kind of answer drawn apart.

    Parameters
    ----------
    names : of the codes by id, in the order of the rows
    """
    codes = reliability_table(found.study, names, WEIGHED)
    made = [replace(codes, title="Agreement by code, weighed back to the study", name="weighed_back")]
    if found.strata:
        parts = groups_table(found.strata, "Agreement by kind of answer", of="Kind of answer")
        made.append(replace(parts, name="kinds_of_answer"))
    return made
