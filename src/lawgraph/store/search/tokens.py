"""From text to tokens: the words of the dictionary and the pairs of neighbouring characters (bigrams).

Both see the text folded: full-width figures and letters become half-width, letters small, and what is neither letter, figure nor
Chinese character parts the text into runs. Folding keeps every offset, so that a token's span is a span of the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import rjieba

__all__ = ["bigrams", "content_words", "fold", "is_plain", "runs", "spans", "words"]

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | {code: code + 32 for code in range(0x41, 0x5B)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
# half of a pair of surrogates is no character: neither the dictionary nor the engine takes it
_FOLD |= dict.fromkeys(range(0xD800, 0xE000), 0x20)
_ASCII = re.compile(r"[\x00-\x7f]")
_RUN = re.compile(r"[^\W_]+")

# Words of grammar: they stand in nearly every article and say nothing of what it is about.
_GRAMMAR = frozenset(
    """
    的 了 和 与 或 或者 及 以及 并 并且 而 而且 但 但是 对 对于 于 在 从 自 向 由 为 以 按 按照 依 依照
    依据 根据 是 有 没有 不 也 都 就 还 又 再 被 把 将 使 让 给 等 之 其 该 本 此 这 那 个 一 一个 上
    下 中 内 外 前 后 时 所 各 每 应 应当 可 可以 能 能够 会 要 需 需要 必须 吗 呢 吧 啊 么 什么 怎么
    怎样 怎么办 如何 哪些 哪 谁 多少 为什么 是否 我 你 他 她 它 我们 他们 您 自己 如果 因为 所以 因此 通过
    进行 有关 相关 关于 其他 情况 请问 想 问
    """.split()
)


def fold(text: str) -> str:
    """``text`` with full-width signs made half-width and letters made small; of the same length."""
    return text.translate(_FOLD)


def runs(text: str) -> Iterator[tuple[int, str]]:
    """The unbroken runs of letters, figures and characters of ``text``, folded, each with its offset."""
    for match in _RUN.finditer(fold(text)):
        yield match.start(), match.group()


def words(text: str) -> list[str]:
    """The words of ``text`` in their order, folded, punctuation left out."""
    return [word for _, run in runs(text) for word in rjieba.cut(run)]


def bigrams(text: str) -> list[str]:
    """Each pair of neighbouring characters inside the runs of ``text``; a run of one character stands for itself."""
    found: list[str] = []
    for _, run in runs(text):
        found.extend(map(str.__add__, run, run[1:]) if len(run) > 1 else (run,))
    return found


@lru_cache(maxsize=4096)
def content_words(text: str) -> tuple[str, ...]:
    """The words of ``text`` that carry its meaning: words of grammar and single figures or letters left out, each once, in their order."""
    return tuple(dict.fromkeys(word for word in words(text) if word not in _GRAMMAR and not (len(word) == 1 and word.isascii())))


def is_plain(text: str) -> bool:
    """Whether no word of grammar stands in ``text``: keywords are written so, a question is not."""
    return not any(word in _GRAMMAR for word in words(text))


def spans(text: str, sought: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where ``sought`` strings (folded, none empty) stand in ``text``: spans in their order, overlapping and touching ones joined."""
    sought = tuple(sought)
    # folding touches no Chinese character and makes none: what is sought in Chinese alone stands in the text as it is
    folded = fold(text) if _ASCII.search("".join(sought)) else text
    found: list[tuple[int, int]] = []
    for wanted in sought:
        start = folded.find(wanted)
        while start >= 0:
            found.append((start, start + len(wanted)))
            start = folded.find(wanted, start + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
