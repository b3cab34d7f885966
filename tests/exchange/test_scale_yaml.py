"""Definitions of scales as YAML: what was written comes back, what is wrong is named with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebooks.scales import CutSet, Level, Norm, Scale, Subscale
from exchange.errors import BrokenLine, WrongFile
from exchange.scale_yaml import read_scale, write_scale

GOOD = """key: calm
name: Calm
items: 4
answers: [0, 3]
columns: [calm]
reversed: [2]
score: mean
subscales:
  - key: day
    name: By day
    items: [1, 2]
  - key: night
    name: By night
    items: [3, 4]
cuts:
  - key: own
    name: our cuts
    levels_of:
      day:
        - name: restless
        - name: calm
          from: 1.5
"""
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def test_a_definition_is_read():
    scale = read_scale(GOOD.encode(), "calm.yaml")
    assert scale.cuts[0].levels == {"day": (Level(name="restless"), Level(name="calm", start=1.5))}
    assert (scale.least, scale.most, scale.reversed, scale.title) == (0, 3, (2,), "Calm")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("items: [3, 4]", "items: [3, 5]", "line 14: item 5 is not one of the items 1 to 4"),
        ("      day:", "      dawn:", "line 19: there is no subscale 'dawn' here; possible are day, night"),
        ("reversed: [2]", "reversed: [2", "line 7: this is not valid YAML"),
        ("score: mean", "score: mode", "line 7: 'mode' is no way to score"),
        ("name: Calm\n", "", "line 1: 'name' is missing or empty"),
        ("answers: [0, 3]", "answers: &a [0, *a]", "an alias"),
        ("items: 4\n", "items: 4\nitems: 5\n", "line 4: 'items' stands twice"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(before, after, said):
    with pytest.raises(BrokenLine, match=r"^mine\.yaml, ") as refusal:
        read_scale(GOOD.replace(before, after).encode(), "mine.yaml")
    assert said in str(refusal.value)


@pytest.mark.parametrize("data", [b"- 1\n- 2\n", b"just words", b"", b"PK\x03\x04"])
def test_another_kind_of_file_is_refused(data):
    with pytest.raises(WrongFile):
        read_scale(data, "mine.yaml")


@given(name=names, source=names, start=st.floats(1, 9, allow_nan=False), sd=st.floats(0.1, 20), inclusive=st.booleans())
def test_what_is_written_comes_back(name, source, start, sd, inclusive):
    levels = (Level(name="low"), Level(name="high", start=start, inclusive=inclusive))
    scale = Scale(
        key="x", name=name, title=name, items=2, least=1, most=5, columns=("x",), source=source, reversed=(2,),
        subscales=(Subscale(key="a", name=name, items=(1,)), Subscale(key="b", name=f"{name} 2", items=(2,))),
        cuts=(CutSet(key="t", name=name, metric="t", levels={"a": levels}, norms={"a": Norm(mean=start, sd=sd)}),),
    )  # fmt: skip
    assert read_scale(write_scale(scale), "x.yaml") == scale
