"""What kind of answer it is, proposed by rule; a person has the last word.

blank              nothing, or only spaces
nothing_to_report  an answer that says there is nothing: 'None', 'no challenges', 'N/A'
not_usable         no answer that can be read: '.', 'asdf', 'see above'
off_topic          never proposed by rule: whether an answer misses the question is a person's judgement
substantive        everything else
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pandas as pd

Disposition = Literal["blank", "nothing_to_report", "not_usable", "off_topic", "substantive"]

_LONGEST_RULED = 80  # letters; a longer answer has something in it
_NOTHING = re.compile(
    r"""(?x)
    (no|none|nope|nothing|nil|null|zero|nought|nowt|non|not\ any|not\ really|nothing\ really|no\ really|
     no\ thank(s|\ you)|no\ not\ really|no\ nothing|no\ none|none\ known|not\ applicable|na|n\ a|
     none\ applicable|not\ relevant|not\ a\ thing|(there\ )?(isnt|isn\ t)\ any|
     i\ (have|ve|had|can\ see|see|found|know\ of)\ (none|nothing|no\ (NOUNS))|
     (i\ )?(can\ ?not|cant|can\ t|could\ not|couldnt|couldn\ t)\ think\ of\ (any|anything|any\ thing|one|any\ (NOUNS))|
     (there\ (is|are|was|were)\ )?(nothing|none|no\ (NOUNS)|not\ any\ (NOUNS))|
     no\ (further|other|additional|more|particular|specific|major|real|big|significant)\ (NOUNS)|
     (nothing|no\ (NOUNS))\ (comes|springs|came)\ to\ mind|
     dont\ know|don\ t\ know|do\ not\ know|i\ dont\ know|i\ don\ t\ know|i\ do\ not\ know|dunno|idk|dk|
     not\ sure|unsure|im\ not\ sure|i\ m\ not\ sure|i\ am\ (not\ sure|unsure)|no\ idea|no\ opinion|
     no\ suggestions?|nada|ninguno|ninguna|no\ se|rien|aucun|aucune|nichts|keine|nessuno|niente)
    (\ (TAIL))*
    """.replace(
        "NOUNS",
        r"comments?|challenges?|problems?|issues?|complaints?|concerns?|suggestions?|difficult(y|ies)|barriers?|"
        r"changes?|improvements?|recommendations?|ideas?|worries|obstacles?|feedback|questions?|thoughts?|"
        r"negatives?|dislikes?|drawbacks?|needs?|opinions?|answers?|responses?|things?|examples?|additions?",
    ).replace(
        "TAIL",
        r"at\ all|at\ the\ moment|at\ present|at\ this\ (time|point|stage)|at\ this\ moment|right\ now|now|today|"
        r"so\ far|"
        r"yet|currently|really|whatsoever|else|more|further|in\ particular|particularly|specific(ally)?|much|"
        r"(that\ )?i\ can\ think\ of|(that\ )?comes\ to\ mind|that\ i\ know\ of|as\ far\ as\ i\ know|to\ add|"
        r"to\ report|"
        r"to\ say|to\ mention|to\ suggest|to\ improve|to\ change|to\ complain\ about|to\ declare|needed|"
        r"needs\ (improving|changing)|thanks?|thank\ you|sorry|i\ think|for\ me|from\ me|personally|of\ note|needed",
    )
)
_NOT_USABLE = re.compile(
    r"""(?x)
    (please\ )?(see|as|refer\ to|same\ as|as\ per)\ (the\ )?(above|below|before|previous|earlier|last)
        (\ (answer|answers|comment|comments|question|response))?|
    same|same\ again|same\ as\ (above|before|previous|last)(\ .*)?|ditto|idem|already\ (said|answered|stated)|
    as\ (i\ )?(said|mentioned|stated)(\ (above|before|earlier|previously))?|
    test|testing|test\ test|did\ not\ answer|unreadable|illegible|inaudible|no\ answer\ given|
    not\ answered|no\ response|skip|skipped|pass|refused|
    prefer\ not\ to\ (say|answer)|rather\ not\ say|blah(\ blah)*|lorem\ ipsum(\ .*)?|hgf|jkl|sdf|asd|qwe
    """
)
_YES = re.compile(r"(yes|yeah|yep|yup|y|sure|si|oui|ja)")
_ASKS_FOR_ANY = re.compile(r"\b(any|anything|else|other|further|additional|comments?|add)\b", re.IGNORECASE)
_YES_OR_NO = re.compile(
    r"^\W*(do|does|did|is|are|was|were|have|has|had|can|could|would|will|should)\b(?!.*\b(what|why|how)\b)",
    re.IGNORECASE,
)
_ASKS_FOR_NUMBER = re.compile(
    r"\b(how (many|much|long|often|old)|number of|what (age|year|percentage)|when)\b", re.IGNORECASE
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))


def propose_disposition(text: str, question: str = "") -> Disposition:
    """Propose what kind of answer a text is.

    Parameters
    ----------
    text : str
        The answer as it was read.
    question : str
        The question as it was asked; it tells whether 'No' is an answer ('Did you feel safe?') or says that there is
        nothing ('Is there anything else?'), and whether a bare number answers it.

    Returns
    -------
    Disposition
        Never 'off_topic'.

    Examples
    --------
    >>> [propose_disposition(text) for text in ("  ", "N/A", "see above", "None of my managers listen")]
    ['blank', 'nothing_to_report', 'not_usable', 'substantive']
    >>> propose_disposition("No", "Did you feel safe?"), propose_disposition("No", "Anything else?")
    ('substantive', 'nothing_to_report')
    """
    visible = text.translate(_INVISIBLE).strip()
    if not visible:
        return "blank"
    if len(visible) > _LONGEST_RULED:
        return "substantive" if any(map(str.isalnum, visible)) else "not_usable"
    words = _words(visible)
    if not words:
        return "not_usable"
    yes_or_no = bool(_YES_OR_NO.search(question)) and not _ASKS_FOR_ANY.search(question)
    if yes_or_no and words in ("no", "nope", "not really", "no not really"):
        return "substantive"
    if _NOTHING.fullmatch(words):
        return "nothing_to_report"
    if _NOT_USABLE.fullmatch(words) or _is_mash(words, visible):
        return "not_usable"
    if question and not yes_or_no and _YES.fullmatch(words):
        return "not_usable"
    if words.replace(" ", "").isdigit() and not _ASKS_FOR_NUMBER.search(question):
        return "not_usable"
    return "substantive"


def propose_dispositions(texts: pd.Series, question: str = "") -> pd.Series:
    """`propose_disposition` for a column of answers to one question; equal texts are judged once.

    Parameters
    ----------
    texts : Series of str
    question : str

    Returns
    -------
    Series of str
        With the index of `texts`.

    Examples
    --------
    >>> propose_dispositions(pd.Series(["", "Nil", "More staff"])).tolist()
    ['blank', 'nothing_to_report', 'substantive']
    """
    codes, distinct = pd.factorize(texts)
    proposed = pd.array([propose_disposition(str(text), question) for text in distinct], dtype="str")
    return pd.Series(proposed.take(codes), index=texts.index, name="disposition")


def _words(text: str) -> str:
    """Lower-case letters, digits and picture signs with single spaces; '' where only punctuation is left."""
    if text.isascii():
        return _NOT_LETTERS.sub(" ", text.lower()).strip()
    kept = [
        character
        if unicodedata.category(character)[0] in "LNS" and unicodedata.category(character) not in _MARKS
        else " "
        for character in unicodedata.normalize("NFKC", text.replace("’", "'")).casefold()
    ]
    return " ".join("".join(kept).split())


_MARKS = frozenset(("Sk", "Sm", "Sc"))  # ^ + = $: not a picture sign, which is an answer


def _is_mash(words: str, visible: str) -> bool:
    """Keys hit at random: 'x', 'aaaa', 'asdf', 'sdfgh'; abbreviations in capitals are words."""
    letters = words.replace(" ", "")
    if not letters.isascii() or not letters.isalpha():
        return False
    if len(letters) == 1:
        return visible.rstrip(".!? ").casefold() == letters  # not 'C++'
    if (len(set(letters)) == 1 and len(letters) > 2) or letters in ("xx", "zz"):
        return True
    if " " in words or len(letters) < 4:
        return False
    run = letters[: max(4, len(letters) // 2)]
    if any(run in row or run in row[::-1] for row in _KEYBOARD_ROWS):
        return True
    return len(letters) >= 5 and not set(letters) & set("aeiouy") and not visible.isupper()
