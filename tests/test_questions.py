"""The learnt ranking of what answers a question: small numbers over columns, the same for both engines."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Work
from lawgraph.services.search.questions import FEATURES, QuestionRanking, features, load_ranking
from lawgraph.settings import data_folder
from lawgraph.store.search import Filters, Terms, build, open_index, work_number
from test_search import LOCAL, OLD, TODAY


def test_features_are_shares_of_the_best() -> None:
    """Score and logarithm relative to the first, articles of the same work, reach, and how often questions are about the work."""
    first, second = features([8.0, 4.0], [7, 7], [1, 0], {7: 1.5})
    assert first == (0.0, 1.0, math.log(3), 1.0, 1.5)
    assert second == (pytest.approx(math.log(0.5)), 0.5, math.log(3), 0.0, 1.5)


def test_a_score_of_zero_is_no_error() -> None:
    """A word that stands in every article scores next to nothing."""
    assert [row[1] for row in features([0.0, 0.0], [1, 2], [1, 1], {})] == pytest.approx([0.0, 0.0], abs=1e-5)
    assert features([], [], [], {}) == []


@pytest.mark.parametrize(
    ("weights", "scores", "works", "national", "order"),
    [
        ((1, 0, 0, 0, 0), [3.0, 2.0, 1.0], [1, 2, 3], [1, 1, 1], [0, 1, 2]),
        ((1, 0, 0, 5, 0), [3.0, 2.0, 1.0], [1, 2, 3], [0, 1, 0], [1, 0, 2]),
        ((1, 0, 0, 0, 5), [3.0, 2.0, 1.0], [1, 2, 3], [1, 1, 1], [2, 0, 1]),
        ((1, 0, 5, 0, 0), [3.0, 2.0, 1.9], [1, 2, 2], [1, 1, 1], [1, 2, 0]),
    ],
)
def test_each_feature_moves_what_it_should(
    weights: tuple[float, ...], scores: list[float], works: list[int], national: list[int], order: list[int]
) -> None:
    """A work that questions are often about is work 3."""
    new = QuestionRanking(weights, {3: 1.0})(scores, works, national)
    assert sorted(range(3), key=lambda place: -new[place]) == order
    assert all(score > 0 for score in new)


@given(
    st.lists(st.tuples(st.floats(0.1, 90), st.integers(1, 5), st.integers(0, 1)), min_size=1, max_size=200),
    st.tuples(*[st.floats(-3, 3)] * 5),
)
def test_the_ranking_is_the_weighted_sum_of_the_features(rows: list[tuple[float, int, int]], weights: tuple[float, ...]) -> None:
    """What is learnt is what is used, though it is counted in a quicker way."""
    scores, works, national = (list(column) for column in zip(*sorted(rows, reverse=True), strict=True))
    asked = {2: 0.7, 3: 1.9}
    expected = [math.exp(sum(w * v for w, v in zip(weights, row, strict=True))) for row in features(scores, works, national, asked)]
    assert QuestionRanking(weights, asked)(scores, works, national) == pytest.approx(expected, rel=1e-6)


def test_the_stored_weights_fit_the_code() -> None:
    """One weight a feature, each helping; a work that the library lacks is passed over."""
    work = Work("/eli/cn/national/law/2020/minfa-dian", "中华人民共和国民法典", Kind.LAW)
    ranking = load_ranking(data_folder() / "ranking" / "questions.json", [work])
    assert len(ranking.weights) == len(FEATURES)
    assert all(weight > 0 for weight in ranking.weights)
    assert set(ranking.asked) == {work_number(work.id)}


def test_the_stored_counts_name_works_alone() -> None:
    """Titles and numbers: no question and no article is kept."""
    stored = json.loads((data_folder() / "ranking" / "questions.json").read_text("utf-8"))
    assert set(stored) == {"weights", "asked"}
    assert all(isinstance(count, int) and len(title) < 60 for title, count in stored["asked"].items())


class Backwards:
    """Turns the best three around."""

    depth = 3

    def __call__(self, scores: Sequence[float], works: Sequence[int], national: Sequence[int]) -> list[float]:
        assert len(scores) == len(works) == len(national) <= self.depth
        return [1.0 + place for place in range(len(scores))]


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize("limit", [1, 3, 6])
def test_the_index_lets_the_best_be_ordered_anew(engine: str, limit: int, tmp_path: Path) -> None:
    """The best three turn around, the rest follows as it stood, whatever page is asked for."""
    rows = [replace(OLD if n % 2 else LOCAL, number=str(n), text="检查漏水。" + "纸船下水。" * n, starts=None, ends=None) for n in range(6)]
    build(rows, tmp_path / "search", engine=engine)
    index = open_index(tmp_path / "search")
    plain = [hit.number for hit in index.search(Terms.of("检查漏水"), Filters(at=TODAY), limit=6).hits]
    turned = index.search(Terms.of("检查漏水"), Filters(at=TODAY), limit=limit, rerank=Backwards()).hits
    assert [hit.number for hit in turned] == [*reversed(plain[:3]), *plain[3:]][:limit]
    assert [hit.score for hit in turned] == sorted((hit.score for hit in turned), reverse=True)
    offset = index.search(Terms.of("检查漏水"), Filters(at=TODAY), limit=2, offset=2, rerank=Backwards()).hits
    assert [hit.number for hit in offset] == [plain[0], plain[3]]
