"""The Suggestions page is there once suggestions were met, and compares nothing before enough is known."""

import json

from workbench import desk
from workbench.ids import new_id

PAGE = "report_suggestions"


def meet(seeded, answers):
    """Code some answers as somebody who was shown one suggestion and took it."""
    with seeded.store.reading() as conn:
        order = desk.desk_order(conn, seeded.coded)[:answers]
    code = desk.window(seeded.store, seeded.coded, seeded.coder).codes[1].code_id
    shown = [{"code": code, "p": "0.6", "shown": True, "taken": True}]
    met = {"moment": "after", "model": "m", "codes": shown, "held": []}
    for response in order:
        said = [{"kind": "apply", "code": code, "suggested": True}, {"kind": "met", "met": met}]
        entries = [{"id": new_id(), "response": response, **entry} for entry in said]
        assert all(answer.ok for answer in desk.take(seeded.store, seeded.coded, seeded.coder, entries))


def cells(at, key):
    component = next(element for element in at.main if getattr(element, "key", "") == key)
    return [[" ".join(cell) for cell in row["cells"]] for row in json.loads(component.proto.json)["rows"]]


def test_what_became_of_suggestions_is_counted_once_there_are_any(open_page, seeded):
    meet(seeded, 24)
    at = open_page(PAGE, seeded.coded)
    assert not at.exception and not at.error
    assert cells(at, "taken")[0] == ["Suggestions shown that were taken", "24", "24", "100.0", "[86.2, 100.0]"]
    assert any("so far 0 showed suggestions and 0 showed none" in caption.value for caption in at.caption)
