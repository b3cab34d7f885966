"""Score scales: closed answers in, scores and categories out; what could not be scored is named cell by cell.

A score is never invented: a cell that is empty, a word without a number or a number that the item does not have counts
as missing, and stands among the problems with its respondent, column and value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from codebooks.scales import T_MEAN, T_SD, Level, Scoring, Subscale
from pipelines.survey import ColumnPlan

PROBLEM_COLUMNS = ("respondent_id", "item", "column", "value", "problem")
EMPTY = "empty"
MISSING_CODE, MISSING_WORD = "a code for no answer", "a word that stands for no answer, as the variable is defined"
WORDS, NOT_WHOLE = "a word without a number", "not a whole number"
ROUNDING = 1e-9  # of sums of a few hundred whole numbers, far below the smallest step between two scores
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,]([0-9]+))?")


@dataclass(frozen=True)
class Scored:
    """What scoring gives; every frame has one row a respondent, in the order of the answers.

    Parameters
    ----------
    items : float, one column an item, reversed ones turned round; NaN where nothing can be said
    scores : float, one column a subscale by its key, in the metric of the cut set; NaN where not scored
    hundred : the raw scores on 0 to 100, columns as in `scores`
    categories : str, columns as in `scores`; '' where not scored or where the cut set says nothing
    filled : respondents by subscale whose mean stands for a missing item
    problems : respondent_id, item, column, value, problem; one row a cell, in the order of answers and items
    words : numbers of the words that were read as numbers, as the definitions of the variables have them
    """

    scoring: Scoring
    items: pd.DataFrame
    scores: pd.DataFrame
    hundred: pd.DataFrame
    categories: pd.DataFrame
    filled: Mapping[str, int]
    problems: pd.DataFrame
    words: Mapping[str, int]


def score_scale(answers: pd.DataFrame, columns: Mapping[str, ColumnPlan], scoring: Scoring) -> Scored:
    """Score a scale.

    Parameters
    ----------
    answers : DataFrame of str, one row a respondent, with the columns of the items
    columns : their plans by name: `missing` codes, and `numbers` of words
    scoring : which column holds which item, which cuts, which rule for missing items

    Examples
    --------
    >>> from codebooks.scales import Scale, Subscale
    >>> sub = Subscale(key="a", name="A", items=(1, 2))
    >>> scale = Scale(key="x", name="X", title="", items=2, least=1, most=5, columns=("x",), subscales=(sub,),
    ...               reversed=(2,))
    >>> answers = pd.DataFrame({"x1": ["4", "5"], "x2": ["1", "7"]}, index=["p1", "p2"], dtype="str")
    >>> plans = {name: ColumnPlan(name, "closed") for name in answers}
    >>> found = score_scale(answers, plans, Scoring(scale=scale, columns={1: "x1", 2: "x2"}))
    >>> found.scores["a"].tolist(), found.problems.to_numpy().tolist()
    ([9.0, nan], [['p2', 2, 'x2', '7', 'outside 1 to 5']])
    """
    scale = scoring.scale
    plans = {item: columns[scoring.columns[item]] for item in sorted(scoring.columns)}
    numbers, unclear = _words(plans)
    read, problems = {}, []
    for item, plan in plans.items():
        values, found = _read_item(answers[plan.name], plan, scoring, numbers, unclear)
        read[item] = values
        problems += [(place, item, plan.name, value, problem) for place, value, problem in found]
    raw_items = pd.DataFrame(read, index=answers.index, dtype=float)
    items = raw_items.copy()
    for item in scale.reversed:
        items[item] = reverse(items[item], scale.least, scale.most)
    raw, filled = {}, {}
    for subscale in scale.subscales:
        raw[subscale.key], filled[subscale.key] = _raw_score(items, subscale, scoring)
    scores = {key: _in_metric(values, key, scoring) for key, values in raw.items()}
    keys = [subscale.key for subscale in scale.subscales]
    return Scored(
        scoring=scoring,
        items=items,
        scores=pd.DataFrame(scores, index=answers.index, columns=keys, dtype=float),
        hundred=pd.DataFrame({s.key: _on_hundred(raw[s.key], s, scoring) for s in scale.subscales}, columns=keys),
        categories=pd.DataFrame({key: categories(scores[key], scoring.levels(key)) for key in keys}, columns=keys),
        filled=filled,
        problems=_problem_frame(problems, answers.index),
        words={word: number for word, number in numbers.items() if number is not None and word != str(number)},
    )


def reverse(answers: Any, least: int, most: int) -> Any:
    """Turn answers round: the lowest becomes the highest. Doing it twice changes nothing.

    >>> reverse(2, 1, 5)
    4
    """
    return least + most - answers


def categories(scores: pd.Series, levels: tuple[Level, ...]) -> pd.Series:
    """Give the category of each score, '' where there is none.

    >>> categories(pd.Series([22.0, 23.0, float("nan")]), (Level(name="low"), Level(name="high", start=23))).tolist()
    ['low', 'high', '']
    """
    found = pd.Series("", index=scores.index, dtype="str")
    settled = scores.round(int(-np.log10(ROUNDING)))  # 23 that came out as 22.999999999999996 is 23
    for level in levels:
        if level.start is None:
            reached = scores.notna()
        else:
            reached = settled >= level.start if level.inclusive else settled > level.start
        found[reached] = level.name
    return found


def _raw_score(items: pd.DataFrame, subscale: Subscale, scoring: Scoring) -> tuple[pd.Series, int]:
    """Give the raw scores of a subscale and how many of them stand on a person's mean for a missing item."""
    mine = items[list(subscale.items)]
    answered = mine.notna().sum(axis=1)
    needed = len(subscale.items)
    if scoring.missing == "person_mean":
        needed = min(needed, scoring.scale.person_mean_from)
    times = len(subscale.items) if scoring.scale.score == "sum" else 1
    enough = answered >= needed
    scores = (mine.sum(axis=1) * times / answered.where(enough)).where(enough)
    return scores, int((enough & (answered < len(subscale.items))).sum())


def _in_metric(raw: pd.Series, key: str, scoring: Scoring) -> pd.Series:
    cuts = scoring.cut_set
    if cuts is None or cuts.metric == "raw":
        return raw
    norm = cuts.norms[key]
    return T_MEAN + T_SD * (raw - norm.mean) / norm.sd


def _on_hundred(raw: pd.Series, subscale: Subscale, scoring: Scoring) -> pd.Series:
    low, high = scoring.scale.bounds(subscale)
    return 100 * (raw - low) / (high - low)


def _words(plans: Mapping[int, ColumnPlan]) -> tuple[dict[str, int | None], dict[str, str]]:
    """Give the number of each word, None where two items disagree, and the disagreements in words.

    Words count as the variables' definitions have it, which a person sees and can change.
    """
    seen: dict[str, dict[int, str]] = {}
    for plan in plans.values():
        for word, number in plan.numbers.items():
            match = _NUMBER.fullmatch(number.strip())
            if match and word not in plan.missing:
                seen.setdefault(word.strip(), {}).setdefault(int(float(number.replace(",", "."))), plan.name)
    numbers = {word: next(iter(found)) if len(found) == 1 else None for word, found in seen.items()}
    unclear = {
        word: " and ".join(f"{number} in {column}" for number, column in sorted(found.items()))
        for word, found in seen.items()
        if len(found) > 1
    }
    return numbers, unclear


def _read_item(
    cells: pd.Series, plan: ColumnPlan, scoring: Scoring, numbers: Mapping[str, int | None], unclear: Mapping[str, str]
) -> tuple[np.ndarray[Any, Any], list[tuple[int, str, str]]]:
    """Give the answers to an item as numbers, and place, value and problem of each that is none."""
    codes, distinct = pd.factorize(cells.str.strip())
    found = [_value(str(value), plan, scoring, numbers, unclear) for value in distinct]
    values = np.array([number for number, _ in found], dtype=float)[codes]
    problems = [
        (int(place), str(distinct[codes[place]]), found[codes[place]][1]) for place in np.flatnonzero(np.isnan(values))
    ]
    return values, problems


def _value(
    text: str, plan: ColumnPlan, scoring: Scoring, numbers: Mapping[str, int | None], unclear: Mapping[str, str]
) -> tuple[float, str]:
    """Give the number of one answer, or NaN and what is wrong with it."""
    least, most = scoring.scale.least, scoring.scale.most
    if text == "":
        return np.nan, EMPTY
    if text in plan.missing:
        return np.nan, MISSING_CODE if _NUMBER.fullmatch(text) else MISSING_WORD
    if text in unclear:
        return np.nan, f"counts as {unclear[text]}"
    number = numbers.get(text) if text in plan.numbers else None
    if number is None:
        match = _NUMBER.fullmatch(text)
        if not match:
            return np.nan, WORDS
        if match.group(1) and match.group(1).strip("0"):
            return np.nan, NOT_WHOLE
        number = int(float(text.replace(",", ".")))
    if not least <= number <= most:
        return np.nan, f"outside {least} to {most}"
    return float(number), ""


def _problem_frame(problems: list[tuple[int, int, str, str, str]], index: pd.Index) -> pd.DataFrame:
    rows = [(str(index[place]), *rest) for place, *rest in sorted(problems)]
    return pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS))
