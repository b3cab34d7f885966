"""Scale scores: how many were scored, means, categories; and the means of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from codebooks.scales import CutSet, Level, Scoring, Subscale
from reports.association import holm
from reports.errors import BrokenFrame
from reports.means import Anova, MeanOf, cronbach_alpha, mean_of, one_way_anova
from reports.model import Cell, Column, Row, Table
from reports.prevalence import proportion_cells

NOT_DIAGNOSIS = "For screening and for comparing groups; a category is no diagnosis."
SMALL_GROUP = 5  # respondents; means of fewer may tell about single people


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFrames:
    """What the tables of one scale are made of; every frame has one row a respondent.

    Parameters
    ----------
    items : one column an item, reversed ones turned round, NaN where missing
    scores, hundred, categories : one column a subscale by its key; NaN or '' where not scored
    filled : respondents by subscale for whom their own mean stands for a missing item
    words : numbers of the words that were read as numbers
    """

    scoring: Scoring
    items: pd.DataFrame
    scores: pd.DataFrame
    hundred: pd.DataFrame
    categories: pd.DataFrame
    filled: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)


def scale_table(frames: ScaleFrames, *, confidence: float = 0.95) -> Table:
    """Give a row a subscale with n, mean, SD, interval and alpha; under it a row a category with n, % and interval.

    Percentages are of the respondents who have a score on that subscale. Subscales are never added to one total.
    """
    scoring, scale = frames.scoring, frames.scoring.scale
    rows: list[Row] = []
    for subscale in scale.subscales:
        rows.append(_score_row(frames, subscale, confidence))
        rows += _category_rows(frames, subscale, confidence)
    ci = f"{100 * confidence:g}% CI"
    columns = [
        Column(key="scale", label="Subscale and category" if _has_categories(scoring) else "Subscale", width=28),
        Column(key="n", label="n", kind="count", width=6),
    ]
    if _has_categories(scoring):
        columns += [
            Column(key="percent", label="%", kind="percent", width=6),
            Column(key="interval", label=f"{ci} of %", kind="interval", width=14),
        ]
    columns += [*_mean_columns(scoring, ci, hundred=True), Column(key="alpha", label="α", kind="effect", width=6)]
    return Table(
        title=f"Scores on {scale.title}",
        name=scale.name,
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(*_notes(frames, confidence, percentages=True), *_origin(scoring)),
        base_label=f"{len(frames.scores):,} respondents",
        base_n=len(frames.scores),
        meta={"scale": scale.key, "cuts": scoring.cuts},
    )


def scale_by_groups(
    frames: ScaleFrames, groups: pd.Series, levels: Sequence[str], *, variable: str, confidence: float = 0.95
) -> Table:
    """Give the means of groups, and whether they differ by a one-way analysis of variance.

    Parameters
    ----------
    groups : level by respondent, '' for none; respondents without one are in no row and no test
    levels : the levels in their order
    variable : the closed variable's name, for the title

    Raises
    ------
    BrokenFrame
        A respondent has a level that is not among the levels.
    """
    scoring, scale = frames.scoring, frames.scoring.scale
    given = groups.reindex(frames.scores.index).fillna("").astype("str")
    unknown = sorted(set(given) - set(levels) - {""})
    if unknown:
        raise BrokenFrame(f"{unknown[0]!r} is not among the levels {', '.join(levels)}. Add it to their order.")
    stated = frames.scores[given != ""]
    tests = {
        subscale.key: one_way_anova([stated.loc[given == level, subscale.key] for level in levels])
        for subscale in scale.subscales
    }
    adjusted = _by_holm(tests)
    rows = []
    for subscale in scale.subscales:
        key = subscale.key
        rows.append(_anova_row(subscale, mean_of(stated[key], confidence), tests[key], adjusted.get(key)))
        rows += [
            _group_row(f"{key}/{place}", level, mean_of(stated.loc[given == level, key], confidence))
            for place, level in enumerate(levels)
        ]
    without = int((given == "").sum())
    return Table(
        title=f"Scores on {scale.title} by {variable}",
        name=f"{scale.name} by {variable}",
        columns=(
            Column(key="scale", label="Subscale and group", width=28),
            Column(key="n", label="n", kind="count", width=6),
            *_mean_columns(scoring, f"{100 * confidence:g}% CI", hundred=False),
            Column(key="f", label="F", kind="mean", width=7),
            Column(key="df", label="df", width=8),
            Column(key="p", label="p", kind="p", width=7),
            *([Column(key="p_holm", label="p (Holm)", kind="p", width=8)] if len(adjusted) > 1 else []),
            Column(key="eta", label="η²", kind="effect", width=6),
        ),
        rows=tuple(rows),
        notes=(
            *_notes(frames, confidence, percentages=False),
            *_group_notes(rows, tests, variable, without),
            *_origin(scoring),
        ),
        base_label=f"{len(frames.scores) - without:,} respondents with {variable}",
        base_n=len(frames.scores) - without,
        meta={"scale": scale.key, "cuts": scoring.cuts, "variable": variable},
    )


def _mean_columns(scoring: Scoring, ci: str, *, hundred: bool) -> list[Column]:
    mean = "M (T score)" if scoring.metric == "t" else "M"
    columns = [
        Column(key="mean", label=mean, kind="mean", width=7),
        Column(key="sd", label="SD", kind="mean", width=6),
        Column(key="mean_interval", label=f"{ci} of M", kind="mean_interval", width=16),
    ]
    if hundred and scoring.scale.zero_to_hundred:
        columns.append(Column(key="hundred", label="M on 0 to 100", kind="mean", width=9))
        columns.append(Column(key="hundred_sd", label="SD on 0 to 100", kind="mean", width=9))
    return columns


def _score_row(frames: ScaleFrames, subscale: Subscale, confidence: float) -> Row:
    cells = _mean_cells(mean_of(frames.scores[subscale.key], confidence))
    if frames.scoring.scale.zero_to_hundred:
        hundred = mean_of(frames.hundred[subscale.key])
        cells |= {"hundred": hundred.mean, "hundred_sd": hundred.sd}
    cells |= {
        "scale": subscale.name,
        "alpha": cronbach_alpha(frames.items[list(subscale.items)]),
        "percent": "",
        "interval": "",
    }
    return Row(key=subscale.key, cells=cells, strong=True)


def _category_rows(frames: ScaleFrames, subscale: Subscale, confidence: float) -> list[Row]:
    found = frames.categories[subscale.key]
    scored = found[found != ""]
    rows = []
    for place, level in enumerate(frames.scoring.levels(subscale.key)):
        n = int((scored == level.name).sum())
        blank: dict[str, Cell] = dict.fromkeys(
            ("mean", "sd", "mean_interval", "hundred", "hundred_sd", "alpha"), ""
        )
        share = proportion_cells(n, len(scored), confidence)
        cells: dict[str, Cell] = {**blank, "scale": level.name, "n": n, **share}
        rows.append(Row(key=f"{subscale.key}/{place}", cells=cells, level=1))
    return rows


def _anova_row(subscale: Subscale, found: MeanOf, test: Anova | None, by_holm: float | None) -> Row:
    cells: dict[str, Cell] = {"scale": subscale.name, **_mean_cells(found)}
    cells |= {
        "f": test.f if test else None,
        "df": f"{test.between}, {test.within}" if test else "–",
        "p": test.p if test else None,
        "p_holm": by_holm,
        "eta": test.eta_squared if test else None,
    }
    return Row(key=subscale.key, cells=cells, strong=True)


def _group_row(key: str, level: str, found: MeanOf) -> Row:
    blank: dict[str, Cell] = dict.fromkeys(("f", "df", "p", "p_holm", "eta"), "")
    return Row(key=key, cells={**blank, "scale": level, **_mean_cells(found)}, level=1)


def _mean_cells(found: MeanOf) -> dict[str, Cell]:
    return {"n": found.n, "mean": found.mean, "sd": found.sd, "mean_interval": found.interval}


def _by_holm(tests: Mapping[str, Anova | None]) -> dict[str, float]:
    there = {key: test.p for key, test in tests.items() if test is not None}
    return dict(zip(there, holm(list(there.values())), strict=True))


def _has_categories(scoring: Scoring) -> bool:
    return any(scoring.levels(subscale.key) for subscale in scoring.scale.subscales)


def _notes(frames: ScaleFrames, confidence: float, *, percentages: bool) -> list[str]:
    scoring, scale = frames.scoring, frames.scoring.scale
    low, high = scale.bounds(scale.subscales[0])
    kind = "sums of answers" if scale.score == "sum" else "means of answers"
    possible = f", possible from {low:g} to {high:g}" if _same_bounds(scoring) else ""
    metric = "; shown as T scores (mean 50, SD 10 in the norm)" if scoring.metric == "t" else ""
    notes = [f"Scores are {kind} from {scale.least} to {scale.most}{possible}{metric}; {_turned(scale.reversed)}."]
    cuts = scoring.cut_set
    notes.append(_cuts_note(scoring, cuts) if cuts else "No cut set: no categories are made.")
    if len(scale.subscales) > 1:
        notes.append("Subscales stand for themselves and are not added to a total.")
    notes.append(_missing_note(frames))
    if frames.words:
        listed = ", ".join(f"{word} = {number}" for word, number in sorted(frames.words.items(), key=lambda w: w[1]))
        notes.append(f"Words count as the definitions of the closed questions have it: {listed}.")
    notes.append("M = mean, SD = standard deviation of the sample.")
    wilson = "; of percentages, Wilson's" if percentages and _has_categories(scoring) else ""
    notes.append(f"CI = confidence interval, {100 * confidence:g}%: of means, by Student's t{wilson}.")
    if percentages:
        share = " Percentages are of those with a score." if _has_categories(scoring) else ""
        notes.append(f"α = Cronbach's alpha of those who answered every item of a subscale.{share}")
    return notes


def _same_bounds(scoring: Scoring) -> bool:
    return len({scoring.scale.bounds(subscale) for subscale in scoring.scale.subscales}) == 1


def _turned(items: Sequence[int]) -> str:
    if not items:
        return "no item is reversed"
    return f"reversed {'item' if len(items) == 1 else 'items'}: {', '.join(map(str, sorted(items)))}"


def _cuts_note(scoring: Scoring, cuts: CutSet) -> str:
    told: dict[str, list[str]] = {}
    for subscale in scoring.scale.subscales:
        levels = scoring.levels(subscale.key)
        if levels:
            told.setdefault(cut_words(levels), []).append(subscale.name)
    parts = [words if len(told) == 1 else f"{' and '.join(names)}: {words}" for words, names in told.items()]
    norms = "".join(
        f" Norm of {scoring.scale.subscale(key).name}: mean {norm.mean:g}, SD {norm.sd:g}."
        for key, norm in (cuts.norms.items() if cuts.metric == "t" else ())
    )
    return f"Cut set: {cuts.name} ({'; '.join(parts)}).{norms}" + (f" {cuts.note}" if cuts.note else "")


def cut_words(levels: Sequence[Level]) -> str:
    """Say where levels begin.

    >>> cut_words((Level(name="low"), Level(name="moderate", start=23), Level(name="high", start=42, inclusive=False)))
    'low below 23, moderate from 23, high above 42'
    """
    first, *others = levels
    below = "below" if others[0].inclusive else "up to"
    words = [f"{first.name} {below} {others[0].start:g}"]
    words += [f"{level.name} {'from' if level.inclusive else 'above'} {level.start:g}" for level in others]
    return ", ".join(words)


def _missing_note(frames: ScaleFrames) -> str:
    scoring, total = frames.scoring, len(frames.scores)
    without = {
        subscale.name: total - int(frames.scores[subscale.key].notna().sum()) for subscale in scoring.scale.subscales
    }
    if scoring.missing == "all":
        rule = "Missing items: a score needs every item of its subscale"
    else:
        at_least = scoring.scale.person_mean_from
        rule = f"Missing items: from {at_least} answered items on, the person's own mean stands for the rest"
        filled = {scoring.scale.subscale(key).name: n for key, n in frames.filled.items() if n}
        rule += f" (done for {_counted(filled)})" if filled else " (nobody needed it)"
    missing = {name: number for name, number in without.items() if number}
    if not missing:
        return f"{rule}. All {total:,} respondents are scored."
    return f"{rule}. Without a score, of {total:,} respondents: {_counted(missing)}."


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} on {name}" for name, number in numbers.items())


def _group_notes(
    rows: Sequence[Row], tests: Mapping[str, Anova | None], variable: str, without: int
) -> list[str]:
    notes = []
    if without:
        who = "1 respondent" if without == 1 else f"{without:,} respondents"
        notes.append(f"{who} without {variable} {'is' if without == 1 else 'are'} left out.")
    done = sum(test is not None for test in tests.values())
    if done:
        several = f" p is unadjusted; Holm adjusts for the {done:,} tests in this table." if done > 1 else ""
        notes.append(
            "F = one-way analysis of variance, which takes the spread within groups to be the same; η² = eta squared, "
            f"the share of the variance between groups. Exploratory: not fixed beforehand.{several}"
        )
    small = sum(row.level == 1 and 0 < int(str(row.cells["n"])) < SMALL_GROUP for row in rows)
    if small:
        groups = "1 group holds" if small == 1 else f"{small:,} groups hold"
        notes.append(
            f"{groups} 1 to {SMALL_GROUP - 1} respondents: check before publishing that nobody can be recognised."
        )
    return notes


def _origin(scoring: Scoring) -> list[str]:
    scale = scoring.scale
    notes = [NOT_DIAGNOSIS]
    notes += [f"Scale and scoring: {scale.source.rstrip('.')}."] if scale.source else []
    notes += [f"Use: {scale.licence.rstrip('.')}."] if scale.licence else []
    return notes
