"""What became of each article between two versions: followed by its words, never by its number. All articles are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.text.comparison import compare_articles, word_changes

AIM = "为了让纸船漂流有序，保护水面清洁，制定本法。"
CHECK = "纸船下水前，应当由折船人检查船底和船舷有无漏水，并作记录。"
CHECK_MORE = "纸船下水前，应当由折船人检查船底、船舷和船帆有无漏水，并作书面记录，保存一年。"
FINE = "违反本法规定，让漏水纸船下水的，由船坞管理机构给予警告，可以并处十元以下罚款。"
LAMP = "灯船夜间漂流的，应当点灯，灯光颜色由船坞管理机构规定。"
HARBOUR = "船坞管理机构负责码头的修缮、照明和值班安排。"
FORCE = "本法自公布之日起施行。"


def _said(old: list[str], new: list[str]) -> list[str]:
    """``"1>2 changed"`` for each change; articles are numbered from one."""
    before = [(str(number), text) for number, text in enumerate(old, 1)]
    after = [(str(number), text) for number, text in enumerate(new, 1)]
    return [f"{change.old or '-'}>{change.new or '-'} {change.kind.value}" for change in compare_articles(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ([AIM, CHECK], [AIM, CHECK], ["1>1 same", "2>2 same"]),
        # other punctuation and spaces are no other words
        ([AIM], [AIM.replace("，", ", ") + " "], ["1>1 same"]),
        ([AIM, CHECK, FORCE], [AIM, LAMP, CHECK, FORCE], ["1>1 same", "->2 added", "2>3 moved", "3>4 moved"]),
        ([AIM, LAMP, CHECK], [AIM, CHECK], ["1>1 same", "2>- removed", "3>2 moved"]),
        ([AIM, CHECK], [AIM, CHECK_MORE], ["1>1 same", "2>2 changed"]),
        # swapped: each keeps its words
        ([CHECK, FINE], [FINE, CHECK], ["2>1 moved", "1>2 moved"]),
        # changed and moved at once
        ([AIM, CHECK, FINE], [AIM, FINE, CHECK_MORE], ["1>1 same", "3>2 moved", "2>3 changed"]),
        # split: the greater part is the article, the rest is new
        ([CHECK + LAMP], [CHECK, "灯船的颜色。"], ["1>1 changed", "->2 added"]),
        # joined: one of the two goes on, the other is gone
        ([CHECK, LAMP], [CHECK + LAMP], ["1>1 changed", "2>- removed"]),
        # another rule under the same number is another article
        ([AIM, LAMP], [AIM, HARBOUR], ["1>1 same", "2>- removed", "->2 added"]),
        # two equal articles are paired in order, the third is new
        ([FORCE, FORCE], [FORCE, FORCE, FORCE], ["1>1 same", "2>2 same", "->3 added"]),
        ([], [AIM], ["->1 added"]),
        ([AIM], [], ["1>- removed"]),
        ([], [], []),
    ],
)
def test_what_became_of_each_article(old: list[str], new: list[str], said: list[str]) -> None:
    """A quarter of the articles change their number between two versions: who goes by numbers compares the wrong ones."""
    assert sorted(_said(old, new)) == sorted(said)


def test_changes_stand_in_the_order_of_the_new_text_and_what_is_gone_at_its_old_place() -> None:
    """A reader goes through the new text and meets what is missing where it was."""
    assert _said([AIM, LAMP, CHECK, HARBOUR], [AIM, CHECK]) == ["1>1 same", "2>- removed", "3>2 moved", "4>- removed"]


@pytest.mark.parametrize(
    ("one", "other", "least", "most"), [(CHECK, CHECK, 1.0, 1.0), (CHECK, CHECK_MORE, 0.6, 0.95), (CHECK, CHECK[:-6], 0.8, 0.99)]
)
def test_scores_say_how_much_of_the_words_is_left(one: str, other: str, least: float, most: float) -> None:
    """One is the same words; the score falls with each change."""
    change = compare_articles([("1", one)], [("1", other)])[0]
    assert least <= change.score <= most


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("应当检查。", "应当检查。", (("same", "应当检查。"),)),
        ("应当检查。", "应当检查并记录。", (("same", "应当检查"), ("added", "并记录"), ("same", "。"))),
        ("应当检查并记录。", "应当检查。", (("same", "应当检查"), ("removed", "并记录"), ("same", "。"))),
        ("十元", "百元", (("removed", "十"), ("added", "百"), ("same", "元"))),
        ("", "新", (("added", "新"),)),
        ("旧", "", (("removed", "旧"),)),
        ("", "", ()),
    ],
)
def test_words_that_went_and_came(old: str, new: str, pieces: tuple[tuple[str, str], ...]) -> None:
    """What went stands before what came in its place."""
    assert word_changes(old, new) == pieces


_TEXTS = st.text(alphabet="纸船漂流检查，。第一二\n", max_size=30)


@given(_TEXTS, _TEXTS)
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    """Nothing is lost and nothing made up."""
    pieces = word_changes(old, new)
    assert "".join(words for sort, words in pieces if sort != "added") == old
    assert "".join(words for sort, words in pieces if sort != "removed") == new
    assert all(words for _, words in pieces)


@given(st.lists(_TEXTS, max_size=8), st.lists(_TEXTS, max_size=8))
def test_every_article_of_both_texts_stands_exactly_once(old: list[str], new: list[str]) -> None:
    """No article vanishes, none is paired twice, and the new ones keep their order."""
    before = [(str(number), text) for number, text in enumerate(old)]
    after = [(str(number), text) for number, text in enumerate(new)]
    changes = compare_articles(before, after)
    assert sorted(change.old for change in changes if change.old is not None) == sorted(number for number, _ in before)
    assert [change.new for change in changes if change.new is not None] == [number for number, _ in after]
    assert all((change.old is None) == (change.kind.value == "added") for change in changes)
    assert all((change.new is None) == (change.kind.value == "removed") for change in changes)
    assert all(0 <= change.score <= 1 for change in changes)
