"""Rounds: planned with what they can show beside the form, opened as shown, handed in, revealed with its price."""

from tests.storage.small_study import start_small_study
from workbench import members, projects, rounds
from workbench.ids import new_id

PAGE = "plan_rounds"


def add(seeded, name, role="coder"):
    return members.add_person(
        seeded.store, seeded.coded, seeded.coder, name, role, command_id=new_id()
    )  # fmt: skip


def words(at):
    said = "\n".join(str(element.value) for element in (*at.markdown, *at.caption, *at.warning, *at.error))
    return said.replace("\\", "")


def button(at, label):
    return next(button for button in at.button if button.label == label)


def pills(at, key):
    return next(group for group in at.get("button_group") if group.key == key)


def test_a_round_is_planned_opened_as_shown_handed_in_and_revealed(open_page, seeded):
    ben = add(seeded, "Ben")
    add(seeded, "Eva")
    at = open_page(PAGE, seeded.coded)
    assert not at.exception and pills(at, "round_kind").value == "calibration"  # first
    pills(at, "round_kind").set_value("reliability")
    pills(at, "round_coders").set_value([seeded.coder, ben])
    at.number_input(key="round_size").set_value(12).run()
    assert "12 of " in words(at) and "each by 2" in words(at)
    assert "12 answers coded by two are too few to certify any code at an alpha of .667" in words(at)
    assert "Ana: 12 answers" in words(at) and "Left out:" in words(at)
    at.number_input(key="round_size").set_value(100).run()
    assert "certify codes given to at least" in words(at)
    at.number_input(key="round_size").set_value(12).run()
    at.button(key="open_round").click().run()
    assert not at.exception and not at.error
    (row,) = rounds.list_rounds(seeded.store, seeded.coded)
    assert set(row.coders) == {seeded.coder, ben} and row.plan["sampling"] == "random"
    assert "Code your part: 0 of 12 answers decided" in words(at)
    assert "12 answers are left without a decision" in words(at)
    assert "Not handed in: " in words(at) and "Ben" in words(at)
    button(at, "Hand in my part").click().run()
    assert "Waits for Ben to hand in" in words(at)
    assert not [b for b in at.button if b.label == "Withdraw the round"]

    theirs = open_page(PAGE, seeded.coded, ben)
    assert not theirs.exception and not [b for b in theirs.button if b.label.startswith("Reveal")]
    assert "Ana: 12 answers, handed in" in words(theirs)
    assert "decided" not in words(theirs).replace("Code your part: 0 of 12 answers decided", "")
    button(theirs, "Hand in my part").click().run()

    at = open_page(PAGE, seeded.coded)
    assert "Everybody has handed in" in words(at) and "Not handed in" not in words(at)
    button(at, "Reveal the round").click().run()
    assert not at.exception and not at.error
    assert rounds.list_rounds(seeded.store, seeded.coded)[0].state == "revealed"
    assert at.button(key="plan_round").label == "Plan a round"
    at.button(key="plan_round").click().run()
    assert pills(at, "round_kind").value == "reliability"
    assert "coded, marked, written on or handed out before" in words(at) and not at.exception


def test_what_cannot_be_coded_is_said_beside_the_form_and_a_coder_plans_nothing(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    pills(at, "round_coders").set_value([seeded.coder]).run()
    assert "One coder alone cannot be compared with anybody" in at.warning[0].value
    assert not [b for b in at.button if b.key == "open_round"] and not at.exception
    ben = add(seeded, "Ben")
    at = open_page(PAGE, seeded.coded, ben)
    assert "The lead of the project opens them" in words(at) and not at.number_input
    projects.change_setting(
        seeded.store, seeded.coded, seeded.coder, "way", "reflexive", command_id=new_id()
    )  # fmt: skip
    at = open_page("see_overview", seeded.coded)
    assert "Rounds" not in [link.label for link in at.sidebar.get("page_link")]


def test_alone_one_is_led_to_the_people_a_small_team_is_chosen_whole_and_the_codebook_published_in_place(
    open_page, seeded
):
    own, _ = start_small_study(seeded.store)
    at = open_page(PAGE, own)
    assert "One coder alone cannot be compared with anybody" in at.warning[0].value
    assert "Add people in the settings" in [link.label for link in at.main.get("page_link")]
    team = [members.add_person(seeded.store, own, seeded.coder, name, "coder", command_id=new_id()) for name in "BC"]
    at = open_page(PAGE, own)
    assert set(pills(at, "round_coders").value) == {seeded.coder, *team}
    pills(at, "round_kind").set_value("main").run()
    assert "was never published" in at.warning[0].value
    at.button(key="round_publish").click().run()
    assert not at.exception and not at.error and not at.warning
    assert pills(at, "round_kind").value == "main" and at.button(key="open_round")


def test_every_way_to_draw_and_every_rule_stands_in_the_form(open_page, seeded):
    ben, eva = add(seeded, "Ben"), add(seeded, "Eva")
    at = open_page(PAGE, seeded.coded)
    pills(at, "round_kind").set_value("reliability")
    pills(at, "round_coders").set_value([seeded.coder, ben, eva]).run()
    at.selectbox(key="round_each_3").set_value(2)
    pills(at, "round_way_random").set_value("enriched").run()
    assert "Choose the rare codes" in at.warning[0].value
    pills(at, "round_enrich").set_value("words").run()
    at.text_input(key="round_words").set_value("waiting")
    at.number_input(key="round_again").set_value(10)
    at.number_input(key="round_size").set_value(60).run()
    assert not at.exception and not at.warning
    assert "likely to have a rare code: 30 of " in words(at) and "of them a second time" in words(at)
    assert "Any two of them have 20 answers in common" in words(at)
    pills(at, "round_way_random").set_value("proportionate").run()
    assert not at.exception
    pills(at, "round_kind").set_value("main").run()
    assert "No answer is left to draw from: " in words(at) and "coded already" in words(at) and not at.exception
