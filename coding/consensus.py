"""What coders come to agree on: by rule where they can, else by an adjudicator; whoever dissents stays on record."""

from collections import Counter
from collections.abc import Collection, Sequence

from coding.disagreement import Given, Passage

REASONS = {  # why coders differed, as the adjudicator saw it
    "definition": "definition unclear",
    "missed": "missed",
    "scope": "scope",
    "unit": "unit",
    "ambiguity": "genuine ambiguity",
}
RULES = {  # how a consensus came about
    "unanimous": "as all coders had it",
    "majority": "each code by most coders",
    "adjudicator": "by an adjudicator",
}


def unanimous(given: Sequence[Given]) -> frozenset[str] | None:
    """Give the codes that all gave alike, None where they did not.

    One coder alone agrees with nobody, and where somebody was unsure and gave no code not all agree.

    >>> unanimous([Given("ana"), Given("ben")]), unanimous([Given("ana")]) is None
    (frozenset(), True)
    >>> unanimous([Given("ana"), Given("ben"), Given("cleo", unsure=True)]) is None
    True
    """
    sets = {one.codes for one in given}
    all_said = len(given) > 1 and all(one.is_said for one in given)
    return next(iter(sets)) if all_said and len(sets) == 1 else None


def majority(given: Sequence[Given]) -> frozenset[str] | None:
    """Give the codes that more than half gave; None where half did, so that an adjudicator has to decide.

    None as well where no code has a majority while most gave one: that none applies is then nobody's opinion.

    Examples
    --------
    >>> ana, ben, cleo = Given("ana", (("a", 0, 5),)), Given("ben", (("a", 0, 5), ("b", 0, 5))), Given("cleo")
    >>> majority([ana, ben, cleo])
    frozenset({'a'})
    >>> majority([ana, cleo]) is None, majority([ana, Given("ben", (("b", 0, 5),)), cleo]) is None
    (True, True)
    """
    said = [one for one in given if one.is_said]
    if len(said) < 2:
        return None
    votes = Counter(code for one in said for code in one.codes)
    if any(2 * count == len(said) for count in votes.values()):
        return None
    won = frozenset(code for code, count in votes.items() if 2 * count > len(said))
    none = sum(not one.codes for one in said)
    return won if won or 2 * none > len(said) else None


def dissent(given: Sequence[Given], codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give whoever had other codes than the consensus, with the codes they gave.

    >>> dissent([Given("ana", (("a", 0, 5),)), Given("ben")], {"a"})
    {'ben': ()}
    """
    return {one.coder: tuple(sorted(one.codes)) for one in given if one.is_said and one.codes != frozenset(codes)}


def passages(given: Sequence[Given], code: str, taken: str = "") -> tuple[Passage, ...]:
    """Give the words that a code of the consensus goes on; none stands for the whole answer.

    Those of the coder whose coding was taken; else all that anybody marked, overlapping ones joined.

    Examples
    --------
    >>> ana, ben = Given("ana", (("a", 0, 9),)), Given("ben", (("a", 4, 12), ("a", 20, 25)))
    >>> passages([ana, ben], "a"), passages([ana, ben], "a", taken="ana"), passages([ana, ben], "b")
    (((0, 12), (20, 25)), ((0, 9),), ())
    """
    own = next((one.passages_of(code) for one in given if one.coder == taken), ())
    if own:
        return own
    joined: list[Passage] = []
    for start, end in sorted(passage for one in given for passage in one.passages_of(code)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
