"""'Held together in 62% of re-runs' is what was counted."""

import numpy as np

from pipelines.stability import jaccard_of_best, stability


def test_a_group_that_comes_back_half_the_time_has_stability_one_half():
    labels = np.array([0, 0, 0, 0, 1, 1])
    whole, torn = [0, 0, 0, 0, 1, 1], [0, 1, 2, 3, 4, 4]
    reruns = np.array([whole, torn, whole, torn], dtype=np.int16)
    assert stability(labels, reruns, 2).tolist() == [0.5, 1.0]


def test_a_group_swallowed_by_a_larger_one_did_not_hold_together():
    labels = np.array([0, 0, 1, 1, 1, 1])
    reruns = np.zeros((3, 6), dtype=np.int16)
    assert stability(labels, reruns, 2).tolist() == [0.0, 1.0]


def test_passages_left_out_of_a_run_do_not_count_against_the_group():
    labels = np.array([0, 0, 0, 1])
    reruns = np.array([[5, -1, -1, 2]], dtype=np.int16)
    assert jaccard_of_best(labels, reruns, 2).tolist() == [[1.0, 1.0]]


def test_ungrouped_passages_in_a_runs_group_count_against_it():
    labels = np.array([0, 0, -1, -1])
    reruns = np.zeros((1, 4), dtype=np.int16)
    assert jaccard_of_best(labels, reruns, 1).tolist() == [[0.5]]
