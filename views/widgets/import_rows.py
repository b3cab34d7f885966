"""Step 3 of an import: rows that are not respondents, and answers that are not answers."""

from dataclasses import replace

import streamlit as st

from pipelines.survey import ImportPlan
from views import page
from views.widgets import dispositions, import_draft
from workbench import import_preview
from workbench.import_preview import Preview, QuestionPreview

ROWS_NAMED = 12


def show(plan: ImportPlan, found: Preview) -> None:
    """Draw the rules that can leave rows out, and the answers by kind for each question."""
    st.markdown("**Rows that may not be respondents**")
    if not found.exclusions and (not found.repeated_rows or plan.with_role("question")):
        st.caption("No previews, tests, spam, unfinished or repeated rows were found.")
    for rule in found.exclusions:
        key = f"import_rule_{rule.rule}_{import_draft.revision()}"
        st.toggle(
            f"Leave out {rule.count:,} {'row' if rule.count == 1 else 'rows'} · {rule.label}",
            value=rule.rule in plan.exclusions,
            key=key,
            on_change=_switch,
            args=(rule.rule, key),
            help=f"Told by the column '{page.plain(rule.column)}': {_named(rule.rows)}. "
            "What is left out stays in the project and can be let in again.",
        )
    if found.repeated_rows and not plan.with_role("question"):
        key = f"import_several_{import_draft.revision()}"
        st.toggle(
            f"Rows with the same id are one respondent · {found.repeated_rows:,} such rows",
            value=plan.several_rows,
            key=key,
            on_change=_several,
            args=(key,),
            help="On: one person answered on several rows. Off: each row is a respondent of its own.",
        )
    st.caption(
        f"{found.analysed:,} of {found.received:,} respondents are analysed. Nothing is left out unless you say so."
    )
    st.markdown("**Answers that are not answers**")
    st.caption("Sorted by rule; nothing is discarded. You can change each one on the page Answers.")
    for number, question in enumerate(found.questions):
        _question(question, f"import_kind_{number}")


def line(found: Preview) -> str:
    """Give the step in one line."""
    left_out = sum(count for _, count in found.excluded)
    kinds: dict[str, int] = {}
    for question in found.questions:
        for kind in question.kinds:
            kinds[kind.disposition] = kinds.get(kind.disposition, 0) + kind.count
    told = [f"{dispositions.NAMES[kind]} {count:,}" for kind, count in kinds.items() if kind != "substantive"]
    return ", ".join([f"{left_out:,} rows left out", *told])


def _question(question: QuestionPreview, key: str) -> None:
    left, right = st.columns([0.5, 0.5], vertical_alignment="center")
    left.markdown(page.plain(question.wording))
    counts = {kind.disposition: kind for kind in question.kinds}
    chosen = right.pills(
        "Look at",
        list(counts),
        format_func=lambda kind: f"{dispositions.NAMES[kind]} {counts[kind].count:,}",
        key=key,
        label_visibility="collapsed",
        wrap=True,
    )
    if chosen in counts:
        kind = counts[chosen]
        shown = [{"Answer": text or "(empty)", "Respondents": count} for text, count in kind.examples]
        st.dataframe(shown, hide_index=True, height=38 + 35 * len(shown), alt="Examples, the most frequent first",
                     column_config={"Answer": st.column_config.TextColumn(width="large")})  # fmt: skip


def _named(rows: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, rows[:ROWS_NAMED]))
    return f"rows {shown}{f' and {len(rows) - ROWS_NAMED:,} more' if len(rows) > ROWS_NAMED else ''} of the file"


def _switch(rule: str, key: str) -> None:
    on = bool(st.session_state[key])
    import_draft.change(lambda plan: import_preview.with_rule(plan, rule, on))


def _several(key: str) -> None:
    on = bool(st.session_state[key])
    import_draft.change(lambda plan: replace(plan, several_rows=on))
