"""One code and everything that can be done with it: define, place, merge, retire, look back."""

import html
from typing import Any

import streamlit as st

from codebooks.model import LEVELS, Code, Codebook
from storage.store import Store
from views import feedback, page, resources, session
from views.widgets import acting, code_swatch, memo_field, trail_list
from workbench import codebook, trail
from workbench.codebook import COLOURS, CodeDraft
from workbench.codebook_reading import CodebookState, MergePreview, preview_merge, read_codebook

PLACE = "code_form"
TOP = ""
PARTS = ("name", "definition", "include", "exclude", "examples", "questions", "theme", "level", "colour")
CLASSIC = "After MacQueen and others (1998): what the code means, when to use it, when not to, and examples."


def show(state: CodebookState, code: Code) -> None:
    """Draw the form of a code. What is typed stays until it is saved or discarded, also when another code is opened."""
    with st.container(key=PLACE, gap="xsmall"):
        _head(state.book, code)
        feedback.show_refusal(PLACE)
        _fields(state, code)
        _save_row(state, code)
        if state.may_edit:
            _placing(state.book, code)
            _ending(state, code)
        with st.expander("Memos", icon=":material/edit_note:", key="code_memos"):
            memo_field.show("code", code.id, "My memo on this code")
        _history(code)


def _head(book: Codebook, code: Code) -> None:
    above = " › ".join(html.escape(book.code(found).name) for found in reversed(book.above(code.id)))
    over = f'<div style="opacity:.72;font-size:.8125rem">{above} ›</div>' if above else ""
    st.html(f'{over}<b style="font-size:1.125rem">{code_swatch.square(code.colour)} {html.escape(code.name)}</b>')


def _key(code: Code, part: str) -> str:
    """A widget's key; another revision makes the widgets anew."""
    return f"code_{part}_{code.id}_{st.session_state.get(f'code_revision_{code.id}', 0)}"


def _draft_key(code_id: str, part: str) -> str:
    return f"code_draft_{part}_{code_id}"


def _typed(code_id: str, part: str, key: str) -> None:
    """Keep what was typed: the widget forgets it when another code is opened."""
    st.session_state[_draft_key(code_id, part)] = st.session_state[key]


def _values(draft: CodeDraft) -> list[Any]:
    """Give a draft as its widgets hold it."""
    values = [getattr(draft, part) for part in PARTS]
    return [list(value) if isinstance(value, tuple) else value for value in values]


def _renew(code_id: str) -> None:
    """Let the widgets of a code start from what is stored."""
    for part in PARTS:
        st.session_state.pop(_draft_key(code_id, part), None)
    revision = f"code_revision_{code_id}"
    st.session_state[revision] = st.session_state.get(revision, 0) + 1


def _follow_store(state: CodebookState, code: Code) -> None:
    """Start anew where what is stored has changed otherwise than by this form; fields typed in keep their words."""
    loaded, stored = f"code_loaded_{code.id}", _values(_stored(state, code))
    before = st.session_state.get(loaded, stored)
    if before != stored:
        drafts = {part: st.session_state.get(_draft_key(code.id, part)) for part in PARTS}
        _renew(code.id)
        for part, was in zip(PARTS, before, strict=True):
            if drafts[part] not in (None, was):
                st.session_state[_draft_key(code.id, part)] = drafts[part]
    st.session_state[loaded] = stored


def _fields(state: CodebookState, code: Code) -> None:
    _follow_store(state, code)
    now = _draft(state, code)

    def kept(part: str) -> dict[str, Any]:
        key = _key(code, part)
        return {"key": key, "disabled": not state.may_edit, "on_change": _typed, "args": (code.id, part, key)}

    st.text_input("Name", now.name, **kept("name"))
    st.text_area("Definition", now.definition, height=116, help=CLASSIC, **kept("definition"))
    use, leave = st.columns(2)
    use.text_area("When to use", now.include, height=92, **kept("include"))
    leave.text_area("When not to use", now.exclude, height=92, **kept("exclude"))
    st.text_area("Examples, one a line", now.examples, height=92, **kept("examples"))
    left, right = st.columns(2, vertical_alignment="bottom")
    used = {other.colour: other.name for other in state.book.live() if other.id != code.id}
    left.selectbox(
        "Colour",
        range(COLOURS),
        index=now.colour,
        format_func=lambda number: _colour_option(number, used),
        **kept("colour"),
    )
    right.checkbox(
        "Mark as a theme",
        now.theme,
        help="A code with codes under it is a theme anyway; mark one that stands alone.",
        **kept("theme"),
    )
    st.segmented_control(
        "Where a remedy sits",
        LEVELS,
        default=now.level or None,
        help="Who could change what this code names: the organisation, the team, or the person. Leave it open where "
        "that does not apply.",
        **kept("level"),
    )
    if len(state.questions) > 1:
        st.multiselect(
            "Applies to",
            list(state.questions),
            default=list(now.questions),
            format_func=lambda question: state.questions[question],
            placeholder="all questions",
            **kept("questions"),
        )


def _colour_option(number: int, used: dict[int, str]) -> str:
    name = code_swatch.colour_name(number)
    return f"{name} (as {used[number]})" if number in used else name


def _draft(state: CodebookState, code: Code) -> CodeDraft:
    """Give what the form says: what was typed, else what is stored."""
    stored = _stored(state, code)
    said = {part: st.session_state.get(_draft_key(code.id, part), getattr(stored, part)) for part in PARTS}
    questions = tuple(question for question in state.questions if question in said["questions"])
    return CodeDraft(**{**said, "questions": questions, "level": said["level"] or ""})


def _stored(state: CodebookState, code: Code) -> CodeDraft:
    """Give what is kept, as far as the form can say it."""
    values = {part: getattr(code, part) for part in PARTS}
    values["questions"] = tuple(question for question in state.questions if question in code.questions)
    return CodeDraft(**{**values, "colour": code.colour % COLOURS})


def _save_row(state: CodebookState, code: Code) -> None:
    changed = _draft(state, code) != _stored(state, code)
    if not state.may_edit:
        st.caption("Only the lead and adjudicators change the codebook.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Save",
            type="primary",
            shortcut="mod+enter",
            **acting.does(f"save_{code.id}", _save, code.id, place=PLACE),
        )
        if changed:
            st.button("Discard", key="discard_code", on_click=_renew, args=(code.id,))
            st.caption("Not saved yet")


def _save(store: Store, project: str, coder: str, code_id: str, *, command_id: str) -> None:
    state = read_codebook(store, project, coder)  # as it stands now, so that only what was typed is changed
    code = state.book.code(code_id)
    # The button's callback may be called before that of the field that was left by the same key.
    for part, was in zip(PARTS, st.session_state[f"code_loaded_{code_id}"], strict=True):
        if st.session_state.get(_key(code, part), was) != was:
            _typed(code_id, part, _key(code, part))
    draft = _draft(state, code)
    command_id = acting.with_content(command_id, draft)
    codebook.save_code(store, project, coder, code.id, draft, command_id=command_id)
    st.session_state[f"code_loaded_{code.id}"] = _values(draft.tidied())
    for part in PARTS:
        st.session_state.pop(_draft_key(code.id, part), None)


def _placing(book: Codebook, code: Code) -> None:
    """Move the code: among its siblings by button, under another one by choosing it."""
    below = book.below(code.id)
    above = [TOP, *(other.id for other in book.live() if other.id != code.id and other.id not in below)]
    key = f"under_{code.id}_{book.parent_of(code)}"
    under, up, down = st.columns([0.56, 0.2, 0.24], vertical_alignment="bottom")
    under.selectbox(
        "Stands under",
        above,
        index=above.index(book.parent_of(code)),
        format_func=lambda parent: book.path(parent) if parent else "top level",
        key=key,
        on_change=feedback.guarded(_move, PLACE),
        args=(code.id, key, book.parent_of(code), session.command_id(key)),
    )
    siblings = [other.id for other in book.children(book.parent_of(code))]
    for column, step, label, end in ((up, "up", "Up", 0), (down, "down", "Down", -1)):
        column.button(
            label,
            disabled=code.id == siblings[end],
            width="stretch",
            **acting.does(f"code_{step}", codebook.shift_code, code.id, step, place=PLACE),
        )


def _move(code_id: str, key: str, before: str, command_id: str) -> None:
    parent = st.session_state[key]
    if parent != before:  # Streamlit also calls when the widget has only come back
        acting.run(key, command_id, codebook.move_code, code_id, parent=parent)


def _ending(state: CodebookState, code: Code) -> None:
    merge, retire = st.columns(2)
    with merge.popover("Merge into…", icon=":material/merge:", width="stretch"):
        _merging(state, code)
    retire.button(
        "Retire",
        icon=":material/archive:",
        help="Its codings stay; it can no longer be applied. Bring it back at the foot of the page.",
        width="stretch",
        **acting.does("retire_code", codebook.retire_code, code.id, place=PLACE),
    )


def _merging(state: CodebookState, code: Code) -> None:
    below = state.book.below(code.id)
    others = [other.id for other in state.book.live() if other.id != code.id and other.id not in below]
    if not others:
        st.caption("There is no other code to merge into.")
        return
    into = st.selectbox(
        f"Merge {page.plain(code.name)} into",
        others,
        index=None,
        placeholder="choose a code",
        format_func=state.book.path,
        key=f"merge_into_{code.id}",
    )
    if into is None:
        return
    with feedback.refusals():
        preview = preview_merge(resources.store(), session.project(), [code.id])
    st.markdown(_moves(preview, code.name, state.book.code(into).name))
    st.button("Merge", type="primary", **acting.does("merge_code", codebook.merge_codes, [code.id], into, place=PLACE))


def _moves(preview: MergePreview, name: str, into: str) -> str:
    """Say what a merge carries over, and how to get it back."""
    name, into = page.plain(name), page.plain(into)
    carried = "It has no codings yet."
    if preview.codings:
        codings = "1 coding" if preview.codings == 1 else f"{preview.codings:,} codings"
        people = "1 person" if preview.respondents == 1 else f"{preview.respondents:,} people"
        carried = f"Its {codings} of {people} will count there."
    sentences = [f"**{name}** becomes another name of **{into}**. {carried}"]
    if preview.waiting:
        sentences.append(f"{preview.waiting:,} proposed passages wait there, not counted.")
    if preview.below:
        sentences.append(f"What stands under it moves along: {page.plain(', '.join(preview.below))}.")
    sentences.append("Every coding keeps the code it was made with; Undo parts the two again.")
    return " ".join(sentences)


def _history(code: Code) -> None:
    with st.expander("Changes of this code", icon=":material/history:"):
        with feedback.refusals():
            entries = trail.code_history(resources.store(), session.project(), code.id, session.coder())
        trail_list.show(entries, head=False)
