"""The kinds of answers in words, the same on every page."""

NAMES = {
    "substantive": "says something",
    "nothing_to_report": "nothing to report",
    "not_usable": "not usable",
    "off_topic": "off topic",
    "blank": "blank",
}
MEANINGS = {
    "substantive": "An answer to the question, to be read and coded.",
    "nothing_to_report": "'None', 'no challenges': an answer that says there is nothing.",
    "not_usable": "'.', 'asdf', 'see above': no answer that can be read.",
    "off_topic": "An answer to something else; only a person says so.",
    "blank": "Nothing was written.",
}
