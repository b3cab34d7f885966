"""The review page: what a card shows, what each key does, and what is never done unasked."""

import time
from dataclasses import replace

import pytest

from coding.rounds import Assigned, RoundPlan
from storage import jobs as rows
from storage import run_rows
from storage.run_rows import RunRow
from storage.store import open_store
from tests.views.proposals_page import Pages, drawn, press, run, said
from workbench import consent, jobs, projects, review, rounds, waiting
from workbench.ids import new_id


@pytest.fixture
def pages(tmp_path, monkeypatch):
    return Pages(tmp_path, monkeypatch)


def test_a_card_says_who_how_many_how_firmly_and_in_which_words(pages):
    at = pages.open("review_proposals")
    card = pages.study.board.cards[0]
    assert "It becomes a code only if you say so" in said(at)
    assert "**4 proposed · 0 accepted · 4 to look at**" in said(at)
    assert f"{card.people} people" in drawn(at) and f"held together in {card.stability:.0%} of re-runs" in drawn(at)
    assert drawn(at).count("vb-edge-label") == 1 and "Not grouped yet: 5 passages" in at.button(key="tray_turn").label


def test_no_word_of_the_machine_stands_on_the_page(pages):
    at = pages.open("review_proposals", review_panel="passages", tray_open=True)
    words = (said(at) + drawn(at) + " ".join(button.label for button in at.button)).lower()
    assert not [word for word in ("cluster", "embedding", "segment", "dataframe", "null", "nan%") if word in words]


def test_accepting_says_what_waits_and_opens_the_next_theme(pages):
    at = pages.open("review_proposals")
    first, second = pages.study.board.cards[:2]
    press(at, "act_accept")
    waits = len(first.segments)
    assert f"made. {waits} passages wait for you to confirm: one by one, or all after reading them" in said(at)
    assert "**4 proposed · 1 accepted · 3 to look at**" in said(at)
    assert at.subheader[0].value == second.name
    assert pages.study.codings() == [] and list(pages.study.codes().values()) == [first.name]
    press(at, "said_confirm")
    assert pages.went == ["views/confirm_passages.py"]


def test_undo_brings_the_theme_back_that_was_decided(pages):
    at = pages.open("review_proposals")
    name = at.subheader[0].value
    press(press(at, "act_accept"), "act_undo")
    assert at.subheader[0].value == name and "Taken back: accepting a proposed theme" in said(at)
    assert pages.study.codes() == {} and at.button(key="act_undo").disabled
    press(at, "act_redo")
    assert list(pages.study.codes().values()) == [name]


def test_after_an_undo_the_same_theme_can_be_accepted_again(pages):
    at = pages.open("review_proposals")
    for key in ("act_accept", "act_undo", "act_accept"):
        press(at, key)
    assert len(pages.study.codes()) == 1


def test_a_second_press_of_a_key_before_the_page_has_moved_decides_nothing_more(pages):
    at = pages.open("review_proposals")
    command = at.session_state["command_review"]
    press(at, "act_reject")
    review.reject(pages.store, pages.study.reviewing, pages.study.board.cards[0].proposal, command_id=command)
    assert [card.status for card in pages.study.board.cards].count("rejected") == 1


def test_a_name_that_a_code_has_is_refused_beside_the_card(pages):
    study = pages.study
    study.do(review.rename, study.board.cards[1].proposal, study.board.cards[0].name)
    at = press(press(pages.open("review_proposals"), "act_accept"), "act_accept")
    assert "There is already a code named" in at.error[0].value
    assert len(study.codes()) == 1


def test_renaming_then_accepting_makes_a_code_of_that_name(pages):
    at = press(pages.open("review_proposals"), "act_name")
    at.text_input(key="new_name").set_value("Never a moment")
    form = next(button for button in at.button if button.label == "Save name")
    form.click()
    run(at)
    assert at.subheader[0].value == "Never a moment" and "the machine’s words" in drawn(at)
    press(at, "act_accept")
    assert list(pages.study.codes().values()) == ["Never a moment"]


def test_merging_offers_what_is_close_by_number_and_codes_too(pages):
    at = pages.open("review_proposals")
    card = pages.study.board.cards[0]
    near = [pages.study.board.card(proposal).name for proposal in card.close_to]
    press(at, "act_merge")
    assert [at.button(key=f"merge_{n}").label for n in (1, 2)] == near
    press(at, "merge_1")
    assert at.subheader[0].value == near[0] and len(pages.study.board.cards) == 3
    press(at, "act_accept")
    press(press(at, "act_merge"), "merge_2")
    codes = waiting.counts(pages.store, pages.study.project)
    assert len(codes) == 1 and len(pages.study.board.with_status("accepted")) == 2


def test_merging_into_nothing_is_refused(pages):
    at = press(press(pages.open("review_proposals"), "act_merge"), "merge_go")
    assert "Choose a theme or a code to merge into" in at.error[0].value


def test_a_split_shows_both_sides_before_it_is_done(pages):
    at = pages.open("review_proposals")
    before = len(drawn(at))
    press(at, "act_split")
    assert len(drawn(at)) > before and len(pages.study.board.cards) == 4
    press(at, "split_go")
    assert len(pages.study.board.cards) == 5 and "(a)" in said(at)


def test_passages_are_moved_and_split_off_by_their_numbers(pages):
    at = press(pages.open("review_proposals"), "act_passages")
    card = pages.study.board.cards[0]
    numbers = next(group for group in at.button_group if group.label.startswith("Numbers"))
    numbers.set_value([1, 2])
    run(at)
    press(at, "split_off_go")
    assert "2 passages split off" in said(at)
    parts = [part for part in pages.study.board.cards if part.part_of == card.proposal]
    assert [len(part.segments) for part in parts] == [len(card.segments) - 2, 2]


def test_a_passage_not_grouped_goes_into_its_nearest_theme_and_counts_nowhere(pages):
    at = pages.open("review_proposals", tray_open=True)
    segment = pages.study.board.ungrouped[0]
    nearest = pages.study.board.passages[segment].nearest
    press(at, f"place_{segment}")
    assert segment in pages.study.board.card(nearest).segments and pages.study.codings() == []


def test_where_the_nearest_theme_is_a_code_the_passage_is_coded_by_hand(pages):
    segment = pages.study.board.ungrouped[0]
    pages.study.do(review.accept, pages.study.board.passages[segment].nearest)
    at = pages.open("review_proposals", tray_open=True)
    assert at.button(key=f"place_{segment}").label.startswith("Code as")
    press(at, f"place_{segment}")
    assert [origin for *_, origin in pages.study.codings()] == ["manual"]


def test_a_rejected_theme_is_found_among_the_rejected_and_opened_again(pages):
    at = press(pages.open("review_proposals"), "act_reject")
    rejected = pages.study.board.with_status("rejected")[0]
    show = next(group for group in at.button_group if group.label == "Show")
    show.set_value("rejected")
    run(at)
    press(at, "turn_left") if not at.button(key="turn_left").disabled else press(at, "turn_right")
    assert at.subheader[0].value == rejected.name
    press(at, "act_reopen")
    assert not pages.study.board.with_status("rejected")


def test_another_grain_is_another_set_and_asked_for_from_here(pages, monkeypatch):
    monkeypatch.setattr(jobs, "ensure_worker", lambda *_: False)
    study = pages.study
    consent.answer(pages.store, study.project, study.ana, consent.OUT, command_id=new_id())
    at = pages.open("review_proposals")
    grain(at).set_value("coarse")
    run(at)
    job = jobs.state(pages.store, study.project, "propose").job
    assert (job.params["granularity"], job.params["questions"]) == ("coarse", ["q1", "q2"])
    assert at.get("progress") and at.subheader[0].value == study.board.cards[0].name, "the cards stay meanwhile"

    coarse = coarse_run(study)
    rows.claim(pages.store, "anna")
    rows.end(pages.store, "anna", job.job_id, "done", result=coarse)
    run(at)
    assert at.session_state["review_run"] == coarse and "**2 proposed" in said(at)
    assert grain(at).value == "coarse"
    grain(at).set_value("fine")
    run(at)
    assert at.session_state["review_run"] == study.run and "**4 proposed" in said(at)


def grain(at):
    return next(group for group in at.button_group if group.label == "Grain")


def coarse_run(study) -> str:
    with study.store.reading() as conn:
        segments = run_rows.segments(conn, study.project, study.run)
        themes = run_rows.themes(conn, study.project, study.run)[:2]
    kept = {theme.theme for theme in themes}
    segments = [replace(s, theme=s.theme if s.theme in kept else "") for s in segments]
    recipe = {"granularity": "coarse", "seed": 0}
    made = RunRow(run_id="rcoarse", questions=("q1", "q2"), recipe=recipe, run={}, n_segments=len(segments))
    run_rows.write(study.store, study.project, made, themes, segments)
    return made.run_id


def test_a_refresh_comes_back_to_the_same_theme(pages):
    at = press(pages.open("review_proposals"), "turn_right")
    address = {key: at.query_params[key] for key in ("run", "theme")}
    address = {key: value if isinstance(value, str) else value[0] for key, value in address.items()}
    name = at.subheader[0].value
    assert pages.open("review_proposals", address).subheader[0].value == name
    assert pages.open("review_proposals").subheader[0].value != name


def test_a_reflexive_project_shows_nothing_until_it_is_switched_on(tmp_path, monkeypatch):
    pages = Pages(tmp_path, monkeypatch, way="reflexive")
    at = pages.open("review_proposals")
    assert "switched off" in said(at) and not at.subheader and pages.links == ["views/change_settings.py"]
    study = pages.study
    projects.change_setting(pages.store, study.project, study.ana, "parts", "proposals", command_id=new_id())
    at = pages.open("review_proposals")
    assert at.subheader and not at.get("vega_lite_chart") and not at.get("arrow_vega_lite_chart")


def test_a_project_without_runs_says_what_will_be_here(tmp_path, monkeypatch):
    pages = Pages(tmp_path, monkeypatch)
    with pages.store.writing() as conn:
        conn.exec_driver_sql("DELETE FROM runs")
    assert "None have been made yet" in said(pages.open("review_proposals"))
    assert pages.links == ["views/propose_themes.py"]


def test_answers_of_ones_own_open_round_are_left_out_and_counted(pages):
    study = pages.study
    handed = (Assigned(study.ana, "p0.q1"),)
    plan = RoundPlan(kind="reliability", name="First", coders=(study.ana,), assignments=handed)
    rounds.open_round(pages.store, study.project, study.ana, plan, command_id=new_id())
    texts = []
    for card in study.board.cards:
        at = pages.open("review_proposals", {"theme": card.proposal}, review_show="all", tray_open=True)
        press(at, "act_passages")
        texts.append(said(at) + drawn(at))
    assert all("1 answer of your open round is left out" in text and "says number 0." not in text for text in texts)
    assert any("says number 1." in text for text in texts)


@pytest.mark.slow
def test_sixty_themes_of_five_thousand_passages_turn_in_half_a_second_of_computing(tmp_path, monkeypatch):
    pages = Pages(tmp_path, monkeypatch, answers=2500, themes=60)
    at = pages.open("review_proposals")
    took = []
    for _ in range(5):
        since = time.process_time()
        press(at, "turn_right")
        took.append(time.process_time() - since)
    assert sorted(took)[2] < 0.5, took
    assert open_store(folder=tmp_path / "data").name == pages.store.name
