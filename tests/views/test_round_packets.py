"""A round by file on the pages: the packet goes out, is opened on the start page, and the return comes in."""

import pytest

from coding.rounds import Assigned, RoundPlan
from storage import queries
from workbench import deciding, members, packet_projects, packets, round_desk, rounds
from workbench.ids import new_id

PAGE, START = "plan_rounds", "open_project"


@pytest.fixture
def sealed(seeded):
    """Open a round of Ben's in the coded example; give the round and Ben."""
    ben = members.add_person(seeded.store, seeded.coded, seeded.coder, "Ben", "coder", command_id=new_id())
    with seeded.store.reading() as conn:
        answers = queries.analysed_answers(conn, seeded.coded)["response_id"].tolist()[:3]
    handed = tuple(Assigned(ben, answer) for answer in answers)
    plan = RoundPlan(kind="reliability", name="First", coders=(ben,), assignments=handed, codebook_version=1)
    return rounds.open_round(seeded.store, seeded.coded, seeded.coder, plan, command_id=new_id()), ben


def words(at):
    assert not at.exception
    shown = (*at.markdown, *at.caption, *at.success, *at.error)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def labels(at):
    return {button.label for button in (*at.button, *at.get("download_button"))}


def upload(at, key, name, data, button):
    at.file_uploader(key=key).upload(name, data, "application/octet-stream")
    next(each for each in at.button if each.label == button).click().run()
    return words(at)


def test_a_packet_goes_out_is_opened_and_coded_and_comes_back(open_page, seeded, sealed):
    round_id, ben = sealed
    at = open_page(PAGE, seeded.coded)
    assert "Save the packet for Ben" not in labels(at)
    at.button(key=f"make_packet_{round_id}").click().run()
    assert "The passphrase is shown only now" in words(at) and "Save the packet for Ben" in labels(at)
    passphrase = at.code[0].value
    lead = seeded.store, seeded.coded, seeded.coder
    made = packets.make_packet(*lead, round_id, ben, command_id=new_id())  # the same again, as the page has made it
    data = packets.packet_file(*lead, made, passphrase)

    at = open_page(START, coder=ben)
    assert "Choose the packet first" in words_after(at, "Open the packet")
    at.text_input(key="packet_passphrase").set_value("abcde")
    said = upload(at, "packet_file", "ben.vbpacket", data, "Open the packet")
    assert "The passphrase does not open ben.vbpacket" in said
    at.text_input(key="packet_passphrase").set_value(passphrase)
    said = upload(at, "packet_file", "ben.vbpacket", data, "Open the packet")
    assert "Code your part: 0 of 3 answers decided" in said
    assert not labels(at) & {"Plan a round", "Reveal the round", "Make the packet", "Save the return file"}
    project = at.session_state["project"]
    at = open_page(PAGE, project, ben)
    assert "Handed in. Save the return file and send it to the lead." in words_after(at, "Hand in my part")
    assert "Save the return file" in labels(at)

    assert "Round 1 is handed in. Save the return file and send it to the lead." in words(open_page(START, coder=ben))

    returned = packet_projects.make_return(seeded.store, project, ben).data
    at = open_page(PAGE, seeded.coded)
    key = f"return_file_{round_id}"
    assert "Choose a return file first" in words_after(at, "Take it in")
    assert "does not begin with VBRETURN" in upload(at, key, "ben.vbreturn", data, "Take it in")
    assert "Ben’s part of round 1 is in: 3 answers." in upload(at, key, "ben.vbreturn", returned, "Take it in")
    assert "Everybody has handed in" in words(at) and "Make the packet" not in labels(at)
    assert "came in before; nothing was changed" in upload(at, key, "ben.vbreturn", returned, "Take it in")


def test_who_has_begun_to_code_here_is_sent_no_packet_and_named(open_page, seeded):
    store, project, lead = seeded.store, seeded.coded, seeded.coder
    people = [members.add_person(store, project, lead, name, "coder", command_id=new_id()) for name in ("Ben", "Cem")]
    with store.reading() as conn:
        answer = queries.analysed_answers(conn, project)["response_id"].tolist()[0]
    handed = tuple(Assigned(coder, answer) for coder in people)
    plan = RoundPlan(kind="reliability", name="First", coders=tuple(people), assignments=handed, codebook_version=1)
    round_id = rounds.open_round(store, project, lead, plan, command_id=new_id())
    for coder, left in zip(people, (["Cem · 1 answer"], None), strict=True):
        entry = {"id": new_id(), "kind": "no_code", "on": True, "response": round_desk.item_id(round_id, 1)}
        assert deciding.take(store, project, coder, [entry], round_id=round_id)[0].ok
        at = open_page(PAGE, project)
        offered = [box.options for box in at.selectbox if box.label == "Packet for"]
        assert offered == ([left] if left else [])
    assert "Ben and Cem have begun to code here: those parts are coded here, not by file." in words(at)
    assert "Make the packet" not in labels(at) and "Take it in" in labels(at)


def words_after(at, button):
    next(each for each in at.button if each.label == button).click().run()
    return words(at)
