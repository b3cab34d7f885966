"""What suggestions are compared with: plain logistic regression on the same vectors or on words, and SetFit."""

from __future__ import annotations

import tempfile
import warnings
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.coded_study import Scores, Study

Rows = NDArray[np.intp]

_STRENGTH = 10.0  # scikit-learn's C, as in the figures that the bars were set by
_SEED = 0


def logistic(study: Study, learned: Rows, asked: Rows) -> Scores:
    """Balanced logistic regression on the answers' vectors, a model a code; shape (asked, codes)."""
    return _one_a_code(study.vectors[learned], study.labels[learned], study.vectors[asked])


def words(study: Study, learned: Rows, asked: Rows) -> Scores:
    """The same on TF-IDF of words and pairs of words, weighed by the answers learned from alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    tfidf = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    seen = tfidf.fit_transform([study.texts[row] for row in learned])
    return _one_a_code(seen, study.labels[learned], tfidf.transform([study.texts[row] for row in asked]))


def _one_a_code(x: Any, labels: NDArray[np.bool_], asked: Any) -> Scores:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    scores = np.zeros((asked.shape[0], labels.shape[1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for code, has in enumerate(labels.T):
            if has.any() and not has.all():
                model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=500).fit(x, has)
                scores[:, code] = model.predict_proba(asked)[:, 1]
    return scores


def setfit_is_installed() -> bool:
    """Whether SetFit is there; it is none of Verbatim's requirements."""
    return find_spec("setfit") is not None and find_spec("datasets") is not None


def setfit(study: Study, learned: Rows, asked: Rows) -> Scores:
    """SetFit (Tunstall et al. 2022) from the packaged model, 20 pairs a text, one head a code."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    from pipelines.models import find_model

    model = SetFitModel.from_pretrained(
        find_model("").source, multi_target_strategy="one-vs-rest", local_files_only=True
    )
    share = study.labels[learned].mean(axis=0)
    has_both = np.flatnonzero((share > 0) & (share < 1))
    labels = study.labels[learned][:, has_both].astype(int)
    texts = [study.texts[row] for row in learned]
    with tempfile.TemporaryDirectory() as scratch:
        Trainer(
            model=model,
            args=TrainingArguments(
                scratch, num_epochs=1, num_iterations=20, batch_size=16, seed=_SEED, save_strategy="no", report_to="none"
            ),
            train_dataset=Dataset.from_dict({"text": texts, "label": labels.tolist()}),
        ).train()
    scores = np.zeros((len(asked), study.labels.shape[1]))
    scores[:, has_both] = np.asarray(model.predict_proba([study.texts[row] for row in asked], as_numpy=True))
    return scores
