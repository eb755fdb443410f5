"""Places and their codes: provinces by ISO 3166-2:CN, cities below them by the pinyin of their name."""

from __future__ import annotations

import re

__all__ = ["PROVINCES", "place_of", "province_of"]

PROVINCES: dict[str, str] = {
    "北京": "cn-bj", "天津": "cn-tj", "河北": "cn-he", "山西": "cn-sx", "内蒙古": "cn-nm", "辽宁": "cn-ln", "吉林": "cn-jl", "黑龙江": "cn-hl",
    "上海": "cn-sh", "江苏": "cn-js", "浙江": "cn-zj", "安徽": "cn-ah", "福建": "cn-fj", "江西": "cn-jx", "山东": "cn-sd", "河南": "cn-ha",
    "湖北": "cn-hb", "湖南": "cn-hn", "广东": "cn-gd", "广西": "cn-gx", "海南": "cn-hi", "重庆": "cn-cq", "四川": "cn-sc", "贵州": "cn-gz",
    "云南": "cn-yn", "西藏": "cn-xz", "陕西": "cn-sn", "甘肃": "cn-gs", "青海": "cn-qh", "宁夏": "cn-nx", "新疆": "cn-xj", "香港": "cn-hk",
    "澳门": "cn-mo", "台湾": "cn-tw",
}  # fmt: skip
"""Short names of the provinces and their codes in ISO 3166-2:CN, in lower case."""

_PROVINCE = re.compile("^(" + "|".join(PROVINCES) + ")")
_CITY = re.compile(r"^([一-鿿]{2,6}?)(?:市|自治州|盟|地区|经济特区)")


def province_of(words: str) -> str | None:
    """The code of the province whose name opens ``words``; None where none does."""
    match = _PROVINCE.match(words)
    return PROVINCES[match[1]] if match else None


def place_of(title: str) -> str | None:
    """The city (杭州市, 深圳经济特区) whose name opens a title, without 市; None where none does or where it is a province of its own."""
    match = _CITY.match(title)
    return None if match is None or match[1] in PROVINCES else match[1]
