"""How common each code is likely to be in a round, from what was coded before it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from coding.planner import Expected
from coding.sampling import Frame
from workbench.round_material import Material

LEAST_CODED = 20  # answers of a kind that were coded before their shares say anything


def expected(
    material: Material, frame: Frame, twice: Collection[str], strata: Mapping[str, str]
) -> dict[str, Expected]:
    """Say of each code how common it is expected to be among the answers coded twice, from what was coded so far."""
    asked = dict(zip(material.answers["response_id"], material.answers["question_id"], strict=True))

    def kinds(answers: Iterable[str]) -> Counter[tuple[str, str]]:
        return Counter((asked[answer], strata.get(answer, "")) for answer in answers if answer in asked)

    there, drawn, coded = kinds(frame.answers), kinds(twice), kinds(material.coded)
    found = {}
    for code in material.book.live():
        mine = Counter({kind: n for kind, n in drawn.items() if code.applies_to(kind[0])})
        weighed = Counter({kind: n for kind, n in coded.items() if code.applies_to(kind[0])})
        having = kinds(material.having.get(code.id, set()) & material.coded)
        share = _share(_by_stratum(mine), _by_stratum(weighed), _by_stratum(having))
        within = sum(n for (question, _), n in there.items() if code.applies_to(question))
        found[code.id] = Expected(share, mine.total(), within)
    return found


def _by_stratum(kinds: Mapping[tuple[str, str], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, stratum), n in kinds.items():
        found[stratum] += n
    return found


def _share(drawn: Counter[str], coded: Counter[str], having: Counter[str]) -> float | None:
    """Give a code's share in the sample; a stratum of which little was coded counts as the whole does."""
    if coded.total() < LEAST_CODED or not having.total() or not drawn.total():
        return None
    whole = having.total() / coded.total()
    shares = {name: having[name] / coded[name] if coded[name] >= LEAST_CODED else whole for name in drawn}
    return sum(n * shares[name] for name, n in drawn.items()) / drawn.total()
