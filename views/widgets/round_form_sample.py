"""The part of the form about answers: which question, how they are drawn, and how many."""

from dataclasses import replace

import streamlit as st

from coding.sampling import Way
from workbench.round_material import Material
from workbench.round_samples import BY_QUESTION, Enrich, RoundWish

WAYS: dict[Way, str] = {
    "random": "At random",
    "proportionate": "In proportion",
    "enriched": "Rich in rare codes",
    "every": "All",
}
MEANING = {
    "random": "Every answer has the same chance.",
    "proportionate": "Each group has the share of the sample that it has of all answers.",
    "enriched": "Answers likely to have a rare code are drawn more often. Each keeps its chance, so that what is found "
    "can be weighed back to the study.",
    "every": "",
}
ENRICH: dict[Enrich, str] = {"words": "words in the answer", "value": "a closed question", "code": "codes given so far"}
SIZE = 75


def show(material: Material, wish: RoundWish) -> RoundWish:
    """Draw the choices of the sample, and give the wish with them."""
    if len(material.questions) > 1:
        question = st.selectbox(
            "Answers to", ["", *material.questions], key="round_question",
            format_func=lambda key: material.questions.get(key, "all questions"),
        )  # fmt: skip
        wish = replace(wish, question=str(question))
    usual: Way = "every" if wish.kind == "main" else "random"
    way = st.pills(
        "How they are drawn", list(WAYS), default=usual, format_func=WAYS.__getitem__, required=True, wrap=True,
        key=f"round_way_{usual}",
    )  # fmt: skip
    if MEANING[way]:
        st.caption(MEANING[way])
    wish = replace(wish, way=way)
    if way == "every":
        return wish
    if way == "proportionate":
        wish = _groups(material, wish)
    if way == "enriched":
        wish = _rich(material, wish)
    size = st.number_input("Answers", 1, max(1, len(material.answers)), _size(material), key="round_size", width=160)
    return replace(wish, size=int(size))


def _size(material: Material) -> int:
    return max(1, min(SIZE, len(material.answers)))


def _groups(material: Material, wish: RoundWish) -> RoundWish:
    names = {key: column.wording or column.name for key, column in material.parting.items()}
    if not wish.question and len(material.questions) > 1:
        names = {BY_QUESTION: "what was asked", **names}
    by = st.selectbox("Groups", list(names), key="round_by", format_func=names.__getitem__, width=420)
    return replace(wish, by=str(by or ""))


def _rich(material: Material, wish: RoundWish) -> RoundWish:
    ways = [way for way in ENRICH if way != "value" or material.parting]
    enrich = st.pills(
        "Told by", ways, default=ways[0], format_func=ENRICH.__getitem__, key="round_enrich", required=True, wrap=True
    )
    on: tuple[str, ...] = ()
    by = ""
    if enrich == "code":
        codes = {code.id: code.name for code in material.book.live()}
        on = tuple(st.multiselect("Codes", list(codes), key="round_codes", format_func=codes.__getitem__))
    elif enrich == "words":
        words = st.text_input("Words", key="round_words", help="Several words: all. In quotes: exactly so.")
        on = (words,) if words.strip() else ()
    else:
        names = {key: column.wording or column.name for key, column in material.parting.items()}
        by = str(st.selectbox("Question", list(names), key="round_rich_by", format_func=names.__getitem__))
        levels = material.parting[by].levels
        labels = material.parting[by].labels
        on = tuple(
            st.multiselect(
                "Answers", levels, key=f"round_levels_{by}", format_func=lambda level: labels.get(level, level)
            )
        )  # fmt: skip
    share = st.number_input("Per cent of the sample that is to be of this kind", 1, 99, 50, key="round_share")
    return replace(wish, enrich=enrich, on=on, by=by, share=int(share))
