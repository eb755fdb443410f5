"""Names of persons beside a title, masked sign by sign so that every place in the text stays where it is.

For a public demonstration: offices are shown, persons are not. The patterns are cautious: a surname that is common and no common word, one or two
signs after it, and a title or a form of address right beside it. A name without either is not found.
"""

from __future__ import annotations

import re

__all__ = ["MASK", "count_persons", "mask_persons"]

MASK = "某"

_TITLE = (
    "(?:党组书记|党委书记|副书记|书记|副局长|局长|副市长|市长|副县长|县长|副区长|区长|副镇长|镇长|副乡长|乡长|副主任|主任|副处长|处长|副科长|科长|副支队长|支队长|"
    "副大队长|大队长|副所长|所长|副院长|院长|副检察长|检察长|审判长|审判员|政委|副厅长|厅长|副部长|部长|秘书长)"
)
_ADDRESS = "(?:同志|先生|女士|民警|警官|律师)"
# common surnames that do not begin common words of offices (安全, 高度, 方便, 任组长, 常务, 党委 are none of them)
_SURNAME = "[王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾魏薛叶阎潘杜戴夏钟汪姜范姚谭廖邹熊陆郝孔崔邱秦侯邵孟龙段雷钱汤尹黎贺顾龚]"
_GIVEN = "[\u4e00-\u9fff]{1,2}?"
_END = r"(?=[\s，。、；：,.;:）)（(《<>\"”“]|$)"
_START = r"(?<![\u4e00-\u9fff])"
# 局长王某某，
_AFTER = re.compile(f"({_TITLE})({_SURNAME}{_GIVEN})(?:{_END}|(?={_ADDRESS}))")
# ，王某某局长   ，王某某同志
_BEFORE = re.compile(f"{_START}({_SURNAME}{_GIVEN})(?={_TITLE}|{_ADDRESS})")


def count_persons(text: str) -> int:
    """How many different names ``mask_persons`` masks in the text; two people of one name count once."""
    return len({found[2] for found in _AFTER.finditer(text)} | {found[1] for found in _BEFORE.finditer(text)})


def mask_persons(text: str) -> str:
    """The text with such names in 某, of the same length."""
    text = _AFTER.sub(lambda found: found[1] + MASK * len(found[2]), text)
    return _BEFORE.sub(lambda found: MASK * len(found[1]), text)
