"""One regulation as an office hands it out: title, lines on its making in brackets, perhaps a table of contents, then the text.

中华人民共和国纸船法
（2015年3月1日第一届全国人民代表大会常务委员会第三次会议通过
2021年1月22日第一届全国人民代表大会常务委员会第三十次会议修订）
目　录
第一章 总则
…
第一条 …
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lawgraph.text.making import find_date
from lawgraph.text.statute import normalise

__all__ = ["Official", "split_official"]

_BODY = re.compile(r"^(?:目[ \u3000]*[录次]$|第[一1][章编条](?:[ \u3000]|$)|第一分编|序[ \u3000]*言$|总[ \u3000]*则$|第一条)")
_SIGNED = re.compile(r"^(?:《.+》已|现公布|现予公布|为了|根据|各省)")
_TITLE_END = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则|解释|决定|意见|标准|规范|通知|基准|方案|纲要)(?:（[^（）]*）)?$")
_TITLE = re.compile(r"^[一-鿿][一-鿿0-9、，“”《》〈〉（）()·—－\-]+$")
_LONGEST_TITLE = 4
"""A title may run over this many lines."""


@dataclass(frozen=True, slots=True)
class Official:
    """``title`` without spaces, ``making`` the lines on how it came to be, ``body`` the text from its table of contents or first heading on."""

    title: str
    making: tuple[str, ...]
    body: str


def split_official(text: str) -> Official | None:
    """Takes a regulation's file apart; None where no title can be told from its text."""
    lines = normalise(text).split("\n")
    start = next((place for place, line in enumerate(lines) if _BODY.match(line)), None)
    if start is None:
        start = next((place for place, line in enumerate(lines) if place and (_SIGNED.match(line) or len(line) > 60)), None)
    if not start:
        return None
    head = lines[:start]
    dated = next((place for place, line in enumerate(head) if line.startswith(("（", "(")) or find_date(line)), len(head))
    titles = [line for line in head[:dated] if not re.search(r"令$|第[^，。]{1,12}号$|〔\d{4}〕", line)]
    while titles and not _TITLE_END.search(titles[-1]):
        titles.pop()
    title = re.sub(r"[ \u3000]", "", "".join(titles[-_LONGEST_TITLE:]))
    if not _TITLE.match(title):
        return None
    return Official(title, tuple(line.strip("（）() ") for line in head[dated:]), "\n".join(lines[start:]))
