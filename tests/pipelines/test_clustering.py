"""Groups are those that many runs agree on; what belongs nowhere is left out."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pipelines import clustering
from pipelines.clustering import ConsensusGroups
from pipelines.regrouping import unit_rows

SIZES = (40, 30, 20, 15)


def islands(seed: int = 0, spread: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """Points around four directions, and which direction each belongs to."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(SIZES)), SIZES)
    centres = np.linalg.qr(random.normal(size=(64, len(SIZES))))[0].T
    return unit_rows((centres[truth] + spread * random.normal(size=(len(truth), 64))).astype(np.float32)), truth


def same_groups(labels: np.ndarray, truth: np.ndarray) -> bool:
    return len(set(zip(labels.tolist(), truth.tolist(), strict=True))) == len(set(truth.tolist()))


def test_clear_groups_are_found_whole_and_held_together_in_nearly_every_rerun():
    vectors, truth = islands()
    found = ConsensusGroups(n_groups=4).fit(vectors)
    assert same_groups(found.labels_, truth)
    assert found.stability_.min() >= 0.95


def test_asking_for_twice_the_groups_lowers_the_stability_that_is_told():
    vectors, _ = islands()
    found = ConsensusGroups(n_groups=12, min_stability=0.0).fit(vectors)
    assert found.stability_.min() < 0.7


def test_points_in_no_group_are_left_ungrouped_rather_than_forced():
    random = np.random.default_rng(1)
    scattered = unit_rows(random.normal(size=(120, 64)).astype(np.float32))
    found = ConsensusGroups(n_groups=12, min_stability=0.5).fit(scattered)
    assert (found.labels_ == -1).mean() > 0.5


def test_a_group_that_seldom_comes_back_is_not_proposed():
    random = np.random.default_rng(1)
    scattered = unit_rows(random.normal(size=(120, 64)).astype(np.float32))
    assert (ConsensusGroups(n_groups=12, min_stability=0.6).fit(scattered).stability_ >= 0.6).all()


def test_a_group_needs_the_answers_asked_for_and_copies_count_as_answers():
    vectors, truth = islands()
    weights = np.where(truth == 3, 1, 10)
    found = ConsensusGroups(n_groups=4, weights=weights, min_answers=100).fit(vectors)
    assert (found.labels_[truth == 3] == -1).all()
    assert found.closeness_.shape[1] == 3


def test_an_executor_changes_nothing():
    vectors, _ = islands(spread=0.4)
    alone = ConsensusGroups(n_groups=6).fit(vectors)
    with ThreadPoolExecutor(3) as executor:
        together = ConsensusGroups(n_groups=6, executor=executor).fit(vectors)
    assert np.array_equal(alone.closeness_, together.closeness_)
    assert np.array_equal(alone.stability_, together.stability_)


def test_the_seed_is_all_that_chance_hangs_on():
    vectors, _ = islands(spread=0.5)
    one, same, other = (ConsensusGroups(n_groups=8, random_state=seed).fit(vectors).closeness_ for seed in (0, 0, 1))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_points_beyond_the_core_join_the_group_of_their_neighbours(monkeypatch):
    vectors, truth = islands()
    order = np.random.default_rng(0).permutation(len(truth))
    monkeypatch.setattr(clustering, "MAX_CORE", 80)
    found = ConsensusGroups(n_groups=4).fit(vectors[order])
    assert same_groups(found.labels_, truth[order])


def test_a_run_can_be_stopped_between_two_groupings():
    def stop(done: int, total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ConsensusGroups(n_groups=4, on_run=stop).fit(islands()[0])
