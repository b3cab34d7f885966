"""Tables of agreement for the paper: reliability per code, overall, each pair, and a coder against a reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from coding.agreement.comparison import CodeAgreement, GroupAgreement
from coding.agreement.reference import AgainstReference
from coding.agreement.result import Agreement
from reports.agreement_words import ALPHA, NAMES, grouped, main_key, same_words
from reports.formats import NOTHING
from reports.model import Cell, Column, Row, Table

PER_CENT = 100
PER_CODE: Mapping[str, str] = {
    "percent_agreement": "Percent agreement",
    "cohen_kappa": "Kappa",
    ALPHA: "Alpha",
    "gwet_ac1": "AC1",
    "positive_agreement": "Positive agreement",
}
_OF_MANY = {"cohen_kappa": "fleiss_kappa"}  # which kappa stands for which where there are more than two coders


def reliability_table(found: GroupAgreement, names: Mapping[str, str], notes: Sequence[str] = ()) -> Table:
    """Give the coefficients of each code, as papers print them.

    Parameters
    ----------
    names : of the codes by id, in the order of the rows; of those that nobody could give there is no row
    notes : printed first under the table: which round, who coded, what was left out

    Examples
    --------
    >>> from coding.agreement.comparison import compare, gather
    >>> rows = [("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", ""), ("2", "Ben", "A"), ("3", "Ana", ""),
    ...         ("3", "Ben", ""), ("4", "Ana", "A"), ("4", "Ben", "A")]
    >>> cells = reliability_table(compare(gather(rows)).everybody, {"A": "Time"}).row("A").cells
    >>> cells["units"], cells["prevalence"], cells["percent_agreement"], cells["cohen_kappa"]
    (4, 62.5, 0.75, 0.5)
    """
    several = any(code.coefficients["cohen_kappa"].n_coders > 2 for code in found.codes.values())
    keys = {(_OF_MANY.get(key, key) if several else key): label for key, label in PER_CODE.items()}
    columns = [
        Column(key="code", label="Code", width=24),
        Column(key="units", label="Units", kind="count", width=7),
        Column(key="prevalence", label="Prevalence, %", kind="percent", width=10),
    ]
    for key, label in keys.items():
        columns += _coefficient_columns(key, label)
    rows = [_code_row(code, name, found.codes[code], keys) for code, name in names.items() if code in found.codes]
    return Table(
        title="Agreement between coders, by code",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(*notes, *_notes_on(found, several)),
        name="reliability",
    )


def _code_row(code: str, name: str, found: CodeAgreement, keys: Iterable[str]) -> Row:
    cells: dict[str, Cell] = {
        "code": name,
        "units": found.coefficients[ALPHA].n_units,
        "prevalence": None if found.prevalence is None else PER_CENT * found.prevalence,
    }
    for key in keys:
        cells |= _coefficient_cells(key, found.coefficients[key])
    return Row(key=code, cells=cells)


def _coefficient_columns(key: str, label: str) -> list[Column]:
    return [
        Column(key=key, label="value", kind="effect", width=6, group=label),
        Column(key=f"{key}_ci", label="95%\u00a0CI", kind="effect_interval", width=9, group=label),
    ]


def _coefficient_cells(key: str, found: Agreement) -> dict[str, Cell]:
    return {key: found.value, f"{key}_ci": _ends(found)}


def _ends(found: Agreement | None) -> tuple[float, float] | None:
    return None if found is None or found.low is None or found.high is None else (found.low, found.high)


def _notes_on(found: GroupAgreement, several: bool) -> list[str]:
    """Say what the columns are, how their intervals were made, and why some cells are empty."""
    kappa = "Fleiss' kappa" if several else "Cohen's kappa"
    notes = [
        "Units: answers that the code applies to and at least two coders coded. Prevalence: share of their codings "
        f"that gave the code. Kappa is {kappa}, alpha Krippendorff's, AC1 Gwet's with two categories. Positive "
        "agreement: of the codings that gave the code, the share that another coder agrees with."
    ]
    methods = {agreement.method for code in found.codes.values() for agreement in code.coefficients.values()}
    if any(method.startswith("jackknife") for method in methods):
        notes.append(
            "CI: delete-one-respondent jackknife, carried to log(1 \u2212 value) (the logit for shares), t quantile."
        )
    elif any(method.startswith("percentile") for method in methods):
        notes.append("CI: percentile bootstrap over respondents.")
    if any(method.startswith("Clopper") for method in methods):
        notes.append("Where coders never differ, or never agree, the interval of percent agreement is Clopper and "
                     "Pearson's.")  # fmt: skip
    without = {
        agreement.reason
        for code in found.codes.values()
        for key, agreement in code.coefficients.items()
        if key in (ALPHA, "gwet_ac1") and agreement.value is None and agreement.reason
    }
    return notes + [f"{NOTHING}: {_lowered(reason)}" for reason in sorted(without)]


def coefficients_table(
    coefficients: Mapping[str, Agreement], title: str, bootstrap: Mapping[str, Agreement] | None = None
) -> Table:
    """Give all coefficients of one set of codings; those that are the same number stand in one row, named as such.

    Parameters
    ----------
    bootstrap : the same with intervals by the bootstrap, which stand beside the others
    """
    beside = [Column(key="bootstrap", label="Bootstrap 95%\u00a0CI", kind="effect_interval", width=12)]
    columns = (
        Column(key="name", label="Coefficient", width=40),
        Column(key="value", label="value", kind="effect", width=6, group="Value"),
        Column(key="value_ci", label="95%\u00a0CI", kind="effect_interval", width=9, group="Value"),
        *(beside if bootstrap else []),
        Column(key="observed", label="Seen", kind="effect", width=6),
        Column(key="expected", label="By chance", kind="effect", width=6),
        Column(key="why", label="", width=32),
    )
    rows = [
        Row(
            key=keys[0],
            cells={
                "name": same_words(keys, known=agreement.value is not None),
                **_coefficient_cells("value", agreement),
                "bootstrap": _ends((bootstrap or {}).get(keys[0])),
                "observed": agreement.observed,
                "expected": agreement.expected,
                "why": agreement.reason,
            },
        )
        for keys, agreement in grouped(coefficients)
    ]
    return Table(title=title, columns=columns, rows=tuple(rows), name="coefficients")


def unsure_table(found: GroupAgreement, other_way: GroupAgreement, names: Mapping[str, str]) -> Table:
    """Give alpha over all codes and of each code, unsure without a code counting as missing and as no code.

    Parameters
    ----------
    other_way : the same codings, but that those which were unsure and without a code have none
    names : of the codes by id, in the order of the rows

    Examples
    --------
    >>> from coding.agreement.comparison import compare, gather
    >>> rows = [("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", ""), ("2", "Ben", "A"), ("3", "Ana", ""),
    ...         ("3", "Ben", ""), ("4", "Ana", "A")]
    >>> found, other_way = (compare(gather(some)).everybody for some in (rows, [*rows, ("4", "Ben", "")]))
    >>> cells = unsure_table(found, other_way, {"A": "Time"}).row("A").cells
    >>> cells["missing_units"], round(cells["missing"], 3), cells["none_units"], round(cells["none"], 3)
    (3, 0.444, 4, 0.125)
    """
    kind = main_key(found, other_way)
    ways = (("missing", "as missing", found), ("none", "as no code", other_way))
    columns = [Column(key="code", label="Code", width=24)]
    for key, label, _ in ways:
        columns.append(Column(key=f"{key}_units", label=f"Units, {label}", kind="count", width=9))
        columns += _coefficient_columns(key, f"Alpha, {label}")
    rows = []
    for code, name in {"": "All codes", **names}.items():
        cells: dict[str, Cell] = {"code": name}
        for key, _, group in ways:
            one = group.codes[code].coefficients[ALPHA] if code else group.overall[kind]
            cells |= {f"{key}_units": one.n_units, **_coefficient_cells(key, one)}
        rows.append(Row(key=code, cells=cells))
    return Table(
        title="Alpha, where unsure without a code is missing and where it is no code",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(f"Alpha of all codes is {NAMES[kind]}.",),
        name="unsure",
    )


def groups_table(groups: Mapping[str, GroupAgreement], title: str, *, of: str) -> Table:
    """Give one row a group of codings, as each pair of coders, each question or each third: the main coefficients.

    Parameters
    ----------
    of : what a row is about, as 'Pair'
    """
    columns = (
        Column(key="of", label=of, width=28),
        Column(key="units", label="Units", kind="count", width=7),
        *_coefficient_columns("percent", "Same codes"),
        *_coefficient_columns("alpha", "Alpha"),
        Column(key="why", label="", width=32),
    )
    rows, kind = [], main_key(*groups.values())
    for key, group in groups.items():
        main = group.overall[kind]
        cells: dict[str, Cell] = {"of": key, "units": main.n_units, "why": main.reason}
        cells |= _coefficient_cells("percent", group.overall["exact_set_agreement"])
        cells |= _coefficient_cells("alpha", main)
        rows.append(Row(key=key, cells=cells))
    notes = (f"Alpha is {NAMES[kind]}.",)
    return Table(title=title, columns=columns, rows=tuple(rows), notes=notes, name=of.lower())


def reference_table(found: Mapping[tuple[str, str], AgainstReference], names: Mapping[str, str]) -> Table:
    """Give sensitivity and specificity of each coder and code against a reference.

    Parameters
    ----------
    found : by name of the coder and id of the code
    names : of the codes by id
    """
    columns = (
        Column(key="code", label="Code", width=24),
        Column(key="coder", label="Coder", width=14),
        Column(key="given", label="By the reference", kind="count", width=9),
        *_coefficient_columns("sensitivity", "Sensitivity"),
        Column(key="not_given", label="Not by the reference", kind="count", width=9),
        *_coefficient_columns("specificity", "Specificity"),
    )
    rows = [
        Row(
            key=f"{code} {coder}",
            cells={
                "code": names[code],
                "coder": coder,
                "given": one.sensitivity.n_units,
                "not_given": one.specificity.n_units,
                **_coefficient_cells("sensitivity", one.sensitivity),
                **_coefficient_cells("specificity", one.specificity),
            },
        )
        for (coder, code), one in found.items()
    ]
    return Table(
        title="Coders against the reference",
        columns=columns,
        rows=tuple(rows),
        notes=(
            "Sensitivity: of the answers to which the reference gave the code, the share to which the coder gave it "
            "too. Specificity: of those without it, the share that the coder left without it. The reference is taken "
            "for right; this is practice, and no agreement between coders.",
        ),
        name="reference",
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
