"""The map of answers is the same each time, fills its square, and puts like beside like."""

import numpy as np
import pytest

from pipelines.map import map_of_passages
from tests.pipelines.test_clustering import islands


def test_passages_of_a_theme_stand_nearer_to_one_another_than_to_other_themes():
    vectors, truth = islands()
    places = map_of_passages(vectors, truth)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    same = truth[:, None] == truth[None]
    assert apart[same].mean() < 0.5 * apart[~same].mean()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 50])
def test_any_number_of_passages_without_themes_is_laid_out_in_the_unit_square(n):
    vectors = islands()[0][:n]
    places = map_of_passages(vectors, np.full(n, -1))
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= 1)).all()


def test_no_two_passages_stand_on_the_same_spot():
    vectors, truth = islands()
    assert len(np.unique(map_of_passages(vectors, truth).round(6), axis=0)) == len(truth)
