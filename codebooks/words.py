"""What of the words that people type or bring in can be kept: one rule for every text and every database."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85]")  # as some word processors and slides break a line


def storable(words: str) -> str:
    """Give words as they are kept: Unicode NFC, lines ended by a line feed, no control characters, no half letters.

    Tabs stay. PostgreSQL stores no NUL and no database half a letter of UTF-16; other control characters
    come along when something is pasted, and nobody sees them.

    Examples
    --------
    >>> storable("Long\\r\\n\\x00waits\\x07")
    'Long\\nwaits'
    """
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", words))
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def loses_letters(words: str) -> bool:
    """Whether something of the words cannot be kept; that lines end otherwise does not count.

    Examples
    --------
    >>> loses_letters("one\\r\\ntwo"), loses_letters("one\\x00")
    (False, True)
    """
    return len(storable(words)) < len(_LINE_ENDS.sub("\n", unicodedata.normalize("NFC", words)))
