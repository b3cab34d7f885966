"""Agreement of a round: which answers count, what is missing, and that nothing that happens later changes it."""

from types import SimpleNamespace

import pytest

from coding.agreement.comparison import JACCARD, compare, gather
from reports.agreement_words import ALPHA, Heading, headline, number
from storage import queries
from storage.errors import RoundNotFound
from storage.store import open_store
from tests.coded_round import Round
from tests.workbench.synthetic_study import Study
from workbench import answers, codebook, deciding, disputes, round_agreement, round_answers
from workbench.errors import NotReady
from workbench.ids import new_id


@pytest.fixture
def team(sqlite_url, tmp_path):
    """A study with codes of a theme, and two coders beside its lead."""
    study = Study(open_store(sqlite_url, tmp_path))
    time = study.add("Time")
    names = {"queue": study.add("Queue", parent=time), "delay": study.add("Delay", parent=time)}
    names["staff"] = study.add("Staff")
    study.do(codebook.publish_version)
    ben, cem = study.join("Ben", "coder"), study.join("Cem", "coder")
    with study.store.reading() as conn:
        every = queries.analysed_answers(conn, study.id)
    first = every["question_id"] == every["question_id"].iloc[0]
    other = every.loc[~first, "question_id"].iloc[0]
    asked = list(every.loc[first, "response_id"])
    return SimpleNamespace(
        study=study, theme=time, ben=ben, cem=cem, answers=asked[:12], later=asked[12:24], other=other, **names
    )


def opened(team, **plan):
    return Round(
        team.study.store, team.study.id, team.study.ana, (team.ben, team.cem), team.answers, codebook_version=1, **plan
    )


def results(team, round_id, level="code", **how):
    return round_agreement.round_results(team.study.store, team.study.id, round_id, team.ben, level, **how)


def coded(team, ben, cem, **plan):
    """A revealed round; each coder's codes as words, a word an answer, '.' for nothing, '?' for unsure."""
    made = opened(team, **plan)
    for coder, words in ((team.ben, ben), (team.cem, cem)):
        given = {}
        for answer, word in zip(team.answers, words.split(), strict=False):
            if word == "?":
                given[answer] = "unsure"
            elif word != ".":
                given[answer] = [getattr(team, code) for code in word.split("+")]
        made.code(coder, given)
    made.submit()
    return made.reveal()


BEN = "queue queue delay staff . queue+staff delay . staff staff queue ."
CEM = "queue delay delay staff . queue delay queue staff . queue ."


def by_hand(team, ben=BEN, cem=CEM, skip=None):
    rows = [
        (answer, coder, "" if code == "." else getattr(team, code))
        for answer, *words in zip(team.answers, ben.split(), cem.split(), strict=True)
        for coder, word in zip(("Ben", "Cem"), words, strict=True)
        for code in word.split("+")
        if (answer, coder) != skip
    ]
    return compare(gather(rows, codes=(team.queue, team.delay, team.staff))).everybody


def test_a_round_is_compared_as_the_same_codings_by_hand(team):
    found = results(team, coded(team, BEN, CEM)).results
    expected = by_hand(team)
    assert found.found.everybody == expected and expected.overall[JACCARD].value is not None
    assert list(found.codes.values()) == ["Queue", "Delay", "Staff"]
    assert found.tables_of_two(team.queue)["Ben", "Cem"] == (3, 1, 1, 7)
    assert found.disagreements(team.queue) == (team.answers[1], team.answers[7])


def test_under_a_theme_different_codes_are_the_same(team):
    found = results(team, coded(team, BEN, CEM), "theme").results
    assert list(found.codes.values()) == ["Time", "Staff"]
    assert found.disagreements(team.theme) == (team.answers[7],)


def test_what_happens_after_the_reveal_changes_no_number(team):
    round_id = coded(team, BEN, CEM)
    before = results(team, round_id)
    study = team.study
    study.do(codebook.merge_codes, [team.delay], team.queue)
    study.do(codebook.retire_code, team.staff)
    study.do(answers.set_dispositions, team.answers[:2], "not_usable")
    entry = {"id": new_id(), "kind": "apply", "response": team.answers[4], "code": team.queue}
    assert deciding.take(study.store, study.id, team.ben, [entry])[0].ok
    after = results(team, round_id)
    assert after.results.found == before.results.found and after.results.codes == before.results.codes
    assert after.study.left_out == {}
    merged = results(team, round_id, follow_merges=True).results
    assert list(merged.codes.values()) == ["Queue", "Staff"] and merged.disagreements(team.queue) == (team.answers[7],)


def test_codes_merged_into_one_made_after_the_round_count_as_that_one(team):
    round_id = coded(team, BEN, CEM)
    waiting = team.study.add("Waiting")
    team.study.do(codebook.merge_codes, [team.queue, team.delay], waiting)
    found = results(team, round_id, follow_merges=True)
    assert list(found.results.codes.values()) == ["Staff", "Waiting"]
    assert found.results.disagreements(waiting) == (team.answers[7],)
    assert len(round_agreement.over_rounds([found]).codes) == 2


def test_answers_found_not_usable_during_the_round_are_left_out_and_counted(team):
    made = opened(team, kind="main")  # under a seal nothing is said of an answer to all
    team.study.do(answers.set_dispositions, team.answers[:2], "not_usable")
    made.code(team.ben, {team.answers[0]: [team.queue]})
    made.submit()
    found = results(team, made.reveal())
    assert found.study.left_out == {"not usable": 2} and found.results.units == 10
    assert any("Left out once coding had begun: 2 not usable" in note for note in round_agreement.round_notes(found))


def test_unsure_without_a_code_is_missing_and_shown_the_other_way(team):
    found = results(team, coded(team, BEN.replace("staff .", "staff ?", 1), CEM))
    assert found.study.unsure == 1 and found.results.units == 11
    assert found.results.found.everybody == by_hand(team, skip=(team.answers[4], "Ben"))
    other = by_hand(team).overall[JACCARD]
    assert found.results.other_way == by_hand(team)
    cells = next(table for table in round_agreement.tables(found) if table.name == "unsure").row(team.staff).cells
    ways = [by_hand(team, skip=skip).codes[team.staff].coefficients[ALPHA] for skip in ((team.answers[4], "Ben"), None)]
    assert [cells["missing"], cells["none"]] == [one.value for one in ways]
    words = round_agreement.methods_words(team.study.store, team.study.id, found)
    assert f": 1; if they counted as no code, agreement over all codes would be {number(other)}" in words


def test_who_left_midway_counts_with_what_was_decided(team):
    made = opened(team)
    made.code(team.ben, {answer: [team.queue] for answer in team.answers[:6]})
    made.code(team.cem, {answer: [team.staff] for answer in team.answers[:2]} | {team.answers[2]: "no_code"})
    made.submit(team.ben)
    found = results(team, made.reveal(leave=True))
    assert found.results.units == 3 and found.study.left == (team.cem,)
    assert any("Not handed in by Cem" in note for note in round_agreement.round_notes(found))
    words = round_agreement.methods_words(team.study.store, team.study.id, found)
    assert "Two coders coded 12 answers with codebook version 1" in words
    assert "; 3 of them, of 3 respondents, were coded independently by two coders." in words
    assert "One coder had not handed in" in words and "before all had handed in" not in words


def test_unsure_of_one_who_left_midway_is_missing_and_counted(team):
    made = opened(team)
    made.code(team.ben, {answer: [team.queue] for answer in team.answers})
    made.code(team.cem, {team.answers[0]: [team.queue], team.answers[1]: "unsure"})
    made.submit(team.ben)
    round_id = made.reveal(leave=True)
    found = results(team, round_id)
    assert found.study.unsure == 1 and found.results.units == 1
    assert found.results.other_way.overall["percent_agreement"].n_units == 2
    board = disputes.read_board(team.study.store, team.study.id, team.study.ana, round_id)
    unsure = {dispute.response_id for dispute in board.disputes for one in dispute.given if one.unsure}
    assert unsure == {team.answers[1]}


def test_answers_left_out_before_the_round_was_drawn_are_told_with_it(team):
    left = {"left blank": 3, "not usable": 1, "coded, marked, written on or handed out before": 0}
    found = results(team, coded(team, BEN, CEM, plan={"left_out": left, "sampling": "random"}))
    said = "Left out beforehand: 3 left blank, 1 not usable."
    assert said in round_agreement.round_notes(found)
    assert said in round_agreement.methods_words(team.study.store, team.study.id, found)


def test_a_round_of_one_coder_says_why_there_is_no_agreement(team):
    study = team.study
    made = Round(study.store, study.id, study.ana, (team.ben,), team.answers)
    made.code(team.ben, {answer: [team.queue] for answer in team.answers})
    made.submit()
    found = results(team, made.reveal())
    assert headline(found.results.found.everybody, Heading(respondents=found.results.respondents)) == (
        "Independent agreement on 0 respondents: not estimable because only one coder coded."
    )
    assert found.results.tables_of_two(team.queue) == {} and found.results.confused.sum() == 0
    assert all(table.rows for table in round_agreement.tables(found))
    assert round_agreement.over_time(found)["Ben"]["last third"].overall[ALPHA].value is None


def test_a_code_for_another_question_is_none_of_this_round(team):
    draft = codebook.CodeDraft(name="Staff", questions=(team.other,))
    team.study.do(codebook.save_code, team.staff, draft)
    found = results(team, coded(team, "queue . . delay . . . . . . . .", "queue . . . . . . . . . . .")).results
    assert list(found.codes.values()) == ["Queue", "Delay"] and list(found.codes) == list(found.found.everybody.codes)
    assert found.code(team.queue).coefficients[ALPHA].n_units == 12
    # Queue, delay and nothing are what a coder could say of these answers: three categories, not four.
    assert found.found.everybody.overall["gwet_ac1"].n_categories == 3


def test_repeated_answers_say_how_far_a_coder_agrees_with_themselves(team):
    made = opened(team, again=team.answers[:4])
    made.code(team.ben, {answer: [team.queue] for answer in team.answers[:4]})
    made.code(team.ben, {answer: [team.queue] for answer in team.answers[:3]}, again=1)
    made.submit()
    found = round_agreement.with_oneself(results(team, made.reveal()))
    assert found["Ben"].overall["exact_set_agreement"].value == 0.75 and found["Ben"].overall[ALPHA].n_units == 4
    assert found["Cem"].overall["exact_set_agreement"].value == 1


def test_under_a_theme_a_coder_who_gave_another_code_of_it_the_second_time_agrees(team):
    made = opened(team, again=team.answers[:4])
    made.code(team.ben, {answer: [team.queue] for answer in team.answers[:4]})
    made.code(team.ben, {answer: [team.delay] for answer in team.answers[:4]}, again=1)
    made.submit()
    round_id = made.reveal()
    exact = [
        round_agreement.with_oneself(results(team, round_id, level))["Ben"].overall["exact_set_agreement"].value
        for level in ("code", "theme")
    ]
    assert exact == [0, 1]


def test_in_a_calibration_coders_are_held_against_the_reference_and_no_agreement_is_claimed(team):
    found = results(team, coded(team, BEN, CEM, kind="calibration", reference=team.ben))
    held = round_agreement.against(found)
    # Ben gave 'queue' to 4 answers, Cem to 3 of them and to one of the other 8.
    one = held["Cem", team.queue]
    assert (one.sensitivity.value, one.specificity.value) == (0.75, 0.875)
    assert found.results.found.everybody.overall[ALPHA].reason == "Not estimable because only one coder coded."
    made = round_agreement.tables(found)
    assert [table.name for table in made] == ["reference"]
    words = round_agreement.methods_words(team.study.store, team.study.id, found)
    assert words.startswith("One coder was held against a reference coder, whose codes were taken for right: 12")
    assert "estimable" not in words and "independently" not in words


def test_over_rounds_only_codes_that_mean_the_same_go_on(team):
    first = results(team, coded(team, BEN, CEM))
    team.study.do(codebook.save_code, team.delay, codebook.CodeDraft(name="Delay", definition="Waiting for news"))
    team.answers = team.later
    second = results(team, coded(team, BEN, CEM))
    lines = round_agreement.over_rounds([first, second]).codes
    assert [joined for _, joined in lines[team.queue][1]] == [False, True]
    assert [joined for _, joined in lines[team.delay][1]] == [False, False]


def test_over_rounds_a_code_redefined_while_it_was_coded_goes_on_from_nothing_and_is_named(team):
    made = opened(team, kind="calibration")
    made.code(team.ben, {answer: [team.delay, team.queue] for answer in team.answers[:4]})
    for definition in ("Waiting for news", ""):  # at the reveal it says again what it said at first
        team.study.do(codebook.save_code, team.delay, codebook.CodeDraft(name="Delay", definition=definition))
    made.code(team.cem, {answer: [team.delay, team.queue] for answer in team.answers[:4]})
    made.submit()
    first = results(team, made.reveal())
    team.answers = team.later
    second = results(team, coded(team, BEN, CEM))
    lines = round_agreement.over_rounds([first, second]).codes
    assert [joined for _, joined in lines[team.queue][1]] == [False, True]
    assert [joined for _, joined in lines[team.delay][1]] == [False, False]
    said = "Redefined while the round was coded, so that its codings are of more than one definition: Delay."
    assert said in round_agreement.round_notes(first) and said not in round_agreement.round_notes(second)
    assert said in round_agreement.methods_words(team.study.store, team.study.id, first)


def test_over_rounds_alpha_of_all_codes_is_one_measure(team):
    first = results(team, coded(team, BEN, CEM))  # an answer has two codes
    team.answers = team.later
    one_each = [BEN.replace("queue+staff", "queue"), CEM]
    second = results(team, coded(team, *one_each))
    made = round_agreement.over_rounds([first, second])
    assert made.kind == JACCARD and second.results.found.everybody.overall[ALPHA].value is not None
    assert [one.n_units for one in made.overall] == [12, 12]
    assert made.overall == tuple(found.results.found.everybody.overall[JACCARD] for found in (first, second))


def test_parts_of_a_round_are_compared_by_question_and_over_time(team):
    found = results(team, coded(team, BEN, CEM))
    questions = round_agreement.by_question(team.study.store, team.study.id, found)
    assert [group.overall[JACCARD].n_units for group in questions.values()] == [12]
    thirds = round_agreement.over_time(found)["Ben"]
    assert [group.overall["exact_set_agreement"].value for group in thirds.values()] == [0.75, 0.5, 0.75]


@pytest.mark.parametrize("form", ["xlsx", "docx", "tex", "csv", "html"])
def test_tables_are_written_with_the_paragraph_for_the_methods_section(team, form):
    found = results(team, coded(team, BEN, CEM))
    store, project = team.study.store, team.study.id
    assert round_agreement.write_tables(store, project, found, form)
    words = round_agreement.methods_words(store, project, found)
    assert words.startswith("Two coders independently coded 12 answers of 12 respondents with codebook version 1")
    assert "(3 codes, round 1, reliability)" in words and "was .667 for Krippendorff's alpha" in words


def test_the_answers_behind_a_number_are_read_with_every_coders_codes(team):
    found = results(team, coded(team, BEN, CEM))
    store, project = team.study.store, team.study.id
    read = round_answers.read_answers(store, project, team.ben, found, found.results.disagreements(team.queue))
    assert [answer.given for answer in read] == [
        (("Ben", "Queue"), ("Cem", "Delay")),
        (("Ben", "no code"), ("Cem", "Queue")),
    ]
    assert read[0].text.startswith("Shifts are long") and "P2" in read[0].about


def test_hidden_names_stay_hidden_and_fresh_answers_fresh(team):
    found = results(team, coded(team, BEN, CEM, names_hidden=True))
    store, project = team.study.store, team.study.id
    asked = found.results.disagreements(team.queue)
    read = round_answers.read_answers(store, project, team.ben, found, asked)
    assert {coder for answer in read for coder, _ in answer.given} == {"One coder"}
    Round(store, project, team.study.ana, (team.study.ana,), asked[:1], codebook_version=1)
    kept = round_answers.read_answers(store, project, team.study.ana, found, asked)
    assert [answer.unit for answer in kept] == [asked[1]]


def test_a_round_still_being_coded_shows_nothing(team):
    made = opened(team)
    with pytest.raises(NotReady, match="still being coded"):
        results(team, made.id)
    with pytest.raises(RoundNotFound):
        results(team, "r-unknown")
