"""The Agreement page on rounds of which nothing, or little, can be said: it says why, and nowhere stands NaN."""

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from coding.errors import BadPlan
from coding.rounds import Assigned, RoundPlan
from storage.store import open_store
from tests.coded_round import Round
from tests.workbench.synthetic_study import Study
from views import navigation
from workbench import codebook, round_agreement, rounds

NOT_A_NUMBER = re.compile(r"\b(nan|NaN|inf|Infinity|None)\b")
ANSWERS = tuple(f"p{n}.q1" for n in range(1, 7))


class Team(Study):
    """A project with three codes, in which rounds are coded by two new people each."""

    def __init__(self, store):
        super().__init__(store)
        self.codes = [self.add(name) for name in ("Work", "Rest", "Noise")]
        self.names = 0

    def people(self, count=2):
        self.names += count
        return [self.join(f"Coder {self.names - n}", "coder") for n in range(count)]

    def coded(self, *given, answers=ANSWERS, leave=False):
        """Have each of some people code by a letter an answer: a code's number, '0' none, '?' unsure, '-' nothing."""
        coders = self.people(len(given))
        made = Round(self.store, self.id, self.ana, coders, answers)
        for coder, letters in zip(coders, given, strict=True):
            made.code(
                coder, {a: self.said(letter) for a, letter in zip(answers, letters, strict=True) if letter != "-"}
            )
        made.submit(*(coder for coder, letters in zip(coders, given, strict=True) if not (leave and "-" in letters)))
        return made.reveal(leave=leave)

    def said(self, letter):
        return {"0": "no_code", "?": "unsure"}.get(letter) or [self.codes[int(letter) - 1]]

    def apart(self):
        """A round in which nobody codes an answer of another's."""
        coders = self.people()
        halves = zip(coders, (ANSWERS[:3], ANSWERS[3:]), strict=True)
        handed = tuple(Assigned(coder, answer) for coder, half in halves for answer in half)
        plan = RoundPlan(kind="reliability", name="Apart", coders=tuple(coders), assignments=handed)
        round_id = self.do(rounds.open_round, plan)
        for coder in coders:
            self.do(rounds.submit_round, round_id, coder=coder)
        self.do(rounds.reveal_round, round_id)
        return round_id

    def retired_since(self):
        """A round whose code is retired before the next one, which is coded without it."""
        self.coded("112233", "112233")
        self.do(codebook.retire_code, self.codes[2])
        return self.coded("112211", "112112")


@pytest.fixture
def team(tmp_path, monkeypatch):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    yield Team(open_store(folder=tmp_path / "data"))
    st.cache_resource.clear()


CASES = {
    "one coder": (lambda team: team.coded("112200"), "one coder"),
    "one unit": (lambda team: team.coded("1", "2", answers=ANSWERS[:1]), ""),
    "all the same code": (lambda team: team.coded("111111", "111111"), ""),
    "no code anywhere": (lambda team: team.coded("000000", "000000"), ""),
    "nobody overlapping": (lambda team: team.apart(), ""),
    "all unsure": (lambda team: team.coded("??????", "??????"), ""),
    "one left midway": (lambda team: team.coded("112200", "12----", leave=True), "Not handed in by"),
    "one left before the first": (lambda team: team.coded("112200", "------", leave=True), "Not handed in by"),
    "a code retired between rounds": (lambda team: team.retired_since(), ""),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_estimated_is_said_and_is_no_number(team, case):
    make, expected = CASES[case]
    round_id = make(team)
    at = AppTest.from_file(str(navigation.HERE / "compare_coders.py"), default_timeout=60)
    at.query_params.update({"project": team.id, "coder": team.ana, "round": round_id})
    at.run()
    said = words(at)
    assert expected in said
    more = [group for group in at.get("button_group") if group.key == "more"]
    for part in more[0].options if more else []:
        next(group for group in at.get("button_group") if group.key == "more").set_value(part).run()
        said += words(at)
    found = round_agreement.round_results(team.store, team.id, round_id, team.ana)
    for form in ("csv", "html"):
        text = round_agreement.write_tables(team.store, team.id, found, form, team.ana).decode()
        assert not NOT_A_NUMBER.search(re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)), form
    assert "ot estimable" in said


def words(at):
    """Give everything the page sends to the browser; no exception, no refusal, no NaN among it."""
    assert not at.exception and not at.error
    protos = (getattr(element, "proto", None) for element in at.main)
    said = "\n".join(str(proto) for proto in protos if proto is not None)
    assert not (found := NOT_A_NUMBER.search(said)), said[max(found.start() - 80, 0) : found.end() + 20]
    return said


def test_nobody_stands_in_a_round_twice(team):
    ben, cem = team.people()
    with pytest.raises(BadPlan, match="A coder stands in this round twice"):
        Round(team.store, team.id, team.ana, (ben, cem, ben), ANSWERS[:2])
    with pytest.raises(BadPlan, match="handed to the same coder twice"):
        Round(team.store, team.id, team.ana, (ben, cem), (ANSWERS[0], ANSWERS[0]))
