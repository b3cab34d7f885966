"""What happened to the codebook, in words."""

from codebooks import events as codebook
from workbench.sentences.saying import Names, listed, says

CODE_TEXTS = {
    "definition": "the definition",
    "include": "when to use it",
    "exclude": "when not to use it",
    "examples": "the examples",
    "colour": "the colour",
    "questions": "the questions it applies to",
}


@says(codebook.CodeAdded)
def _(event: codebook.CodeAdded, names: Names) -> str:
    under = f" under {names.code(event.parent)}" if event.parent else ""
    words = " in the words of an answer" if event.origin == codebook.IN_VIVO else ""
    return f"added the code {names.text(event.name)}{under}{words}"


@says(codebook.CodeWithdrawn)
def _(event: codebook.CodeWithdrawn, names: Names) -> str:
    return f"withdrew the code {names.text(event.name)} again"


@says(codebook.CodeChanged)
def _(event: codebook.CodeChanged, names: Names) -> str:
    code = names.code(event.code)
    changed = {name: (before, after) for name, before, after in event.changes}
    sentences = []
    if "name" in changed:
        before, after = changed["name"]
        sentences.append(f"renamed the code {names.text(before)} to {names.text(after)}")
    texts = [words for name, words in CODE_TEXTS.items() if name in changed]
    if texts:
        sentences.append(f"changed {listed(texts)} of {code}")
    if "parent" in changed:
        parent = changed["parent"][1]
        sentences.append(f"moved {code} under {names.code(parent)}" if parent else f"moved {code} to the top")
    elif "position" in changed:
        sentences.append(f"put {code} at place {changed['position'][1] + 1} among the codes beside it")
    if "theme" in changed:
        sentences.append(f"marked {code} as a theme" if changed["theme"][1] else f"no longer marked {code} as a theme")
    if "level" in changed:
        level = changed["level"][1]
        sentences.append(
            f"said that the remedy for {code} sits with the {level}" if level else f"took the remedy's level off {code}"
        )
    if "retired" in changed:
        sentences.append(f"retired {code}" if changed["retired"][1] else f"brought {code} back")
    return "; ".join(sentences)


@says(codebook.CodesMerged)
def _(event: codebook.CodesMerged, names: Names) -> str:
    return f"merged {names.codes_of(event.merged)} into {names.code(event.into)}"


@says(codebook.CodesUnmerged)
def _(event: codebook.CodesUnmerged, names: Names) -> str:
    return f"parted {names.codes_of(event.merged)} from {names.code(event.into)} again"


@says(codebook.CodebookPublished)
def _(event: codebook.CodebookPublished, names: Names) -> str:
    codes = "1 code" if event.codes == 1 else f"{event.codes:,} codes"
    return f"published version {event.version} of the codebook with {codes}"
