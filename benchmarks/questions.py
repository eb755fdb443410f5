"""Learns the ranking of what answers a question, and cross-validates it.

    python benchmarks/questions.py QUERIES.jsonl [--at DATE] [--write]

QUERIES and the library as in search.py. Five folds: the weights and the counts of each are learnt on the other four, and the counts that a question is
trained with never hold the question itself. ``--write`` learns on all questions and writes data/ranking/questions.json: what search.py then measures on
the same questions is not independent; this table is.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from search import _ARTICLE, short, start

from lawgraph.services.search.questions import DEPTH, FEATURES, features
from lawgraph.services.search.synonyms import widened
from lawgraph.settings import Settings, data_folder
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.search import ArticleIndex, Filters, IndexHit, Terms, build, open_index, work_number

_FOLDS = 5
_STEPS = 80
_DECAY = 1e-3

Question = tuple[list[IndexHit], np.ndarray, int]
"""The best hits, which of them are right, and how many articles are right in all."""


def read(file: Path, index: ArticleIndex, at: date) -> list[Question]:
    """Each question with what the index answers."""
    found: list[Question] = []
    for line in file.read_text("utf-8").splitlines():
        item = json.loads(line)
        wanted = {(short(_ARTICLE.sub("", title)), start(text)) for title, text in item["relevant"].items()}
        hits = list(index.search(widened(item["query"], Terms.of(item["query"])), Filters(at=at), limit=DEPTH).hits)
        found.append((hits, np.array([(short(hit.title), start(hit.text)) in wanted for hit in hits], float), len(wanted)))
    return found


def asked(questions: Sequence[Question]) -> Counter[str]:
    """How many right articles of each work (by title) the questions have."""
    return Counter(hit.title for hits, right, _ in questions for hit, is_right in zip(hits, right, strict=True) if is_right)


def rows(hits: Sequence[IndexHit], counts: Counter[str]) -> np.ndarray:
    """The features of the hits."""
    works = [work_number(hit.work) for hit in hits]
    told = {work: math.log(1 + counts[hit.title]) for work, hit in zip(works, hits, strict=True) if counts[hit.title]}
    return np.array(features([hit.score for hit in hits], works, [int(hit.jurisdiction == "national") for hit in hits], told))


def learn(questions: Sequence[Question], seed: int) -> np.ndarray:
    """The weights under which right articles stand before wrong ones (listwise softmax, Adam)."""
    folds = np.random.RandomState(seed).randint(0, _FOLDS, len(questions))
    counts = [asked([q for q, fold in zip(questions, folds, strict=True) if fold != f]) for f in range(_FOLDS)]
    usable = [(rows(q[0], counts[fold]), q[1]) for q, fold in zip(questions, folds, strict=True) if q[1].any()]
    spread = np.concatenate([x for x, _ in usable]).std(0) + 1e-9
    weights, mean, square = np.zeros(len(FEATURES)), np.zeros(len(FEATURES)), np.zeros(len(FEATURES))
    weights[0] = 0.5
    for step in range(1, _STEPS + 1):
        slope = _DECAY * weights * len(usable)
        for x, right in usable:
            scores = x / spread @ weights
            chance = np.exp(scores - scores.max())
            slope += (x / spread).T @ (chance / chance.sum() - right / right.sum())
        slope /= len(usable)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights = weights - 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return (weights / spread).round(2)


def figures(right: np.ndarray, count: int) -> tuple[float, float, float]:
    """Recall among ten and a hundred, and the reciprocal rank among ten."""
    first = next((1 / place for place, is_right in enumerate(right[:10], 1) if is_right), 0.0)
    return right[:10].sum() / count, min(1.0, right[:100].sum() / count), first


def main() -> None:
    """Prints the table; with --write, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--at", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 (a day of the reader's calendar)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    library = Library(Database(Settings.from_environment().database_url))
    with tempfile.TemporaryDirectory() as folder:
        build(library.articles(), Path(folder, "index"))
        questions = read(options.questions, open_index(Path(folder, "index")), options.at)
    before = np.mean([figures(right, count) for _, right, count in questions], axis=0)
    folds = np.random.RandomState(0).randint(0, _FOLDS, len(questions))
    after = []
    for fold in range(_FOLDS):
        others = [q for q, f in zip(questions, folds, strict=True) if f != fold]
        weights, counts = learn(others, fold), asked(others)
        for hits, right, count in (q for q, f in zip(questions, folds, strict=True) if f == fold):
            after.append(figures(right[np.argsort(-(rows(hits, counts) @ weights), kind="stable")] if hits else right, count))
    print("| | Recall@10 | Recall@100 | MRR@10 |\n|---|---|---|---|")
    for name, values in (("as the index orders", before), (f"learnt, {_FOLDS} folds", np.mean(after, axis=0))):
        print(f"| {name} | " + " | ".join(f"{value:.4f}" for value in values) + " |")
    if options.write:
        weights = dict(zip(FEATURES, learn(questions, 0).tolist(), strict=True))
        stored = {"weights": weights, "asked": dict(sorted(asked(questions).items()))}
        file = data_folder() / "ranking" / "questions.json"
        file.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
