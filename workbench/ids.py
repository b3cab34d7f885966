"""New ids: random, short enough to read aloud, never made from a name."""

import secrets


def new_id(prefix: str = "") -> str:
    """Give a new id.

    Examples
    --------
    >>> new_id("c").startswith("c"), len(new_id())
    (True, 16)
    """
    return prefix + secrets.token_hex(8)
