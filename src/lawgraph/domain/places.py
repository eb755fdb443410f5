"""Places and their codes: provinces by ISO 3166-2:CN, cities below them by the pinyin of their name."""

from __future__ import annotations

import re

__all__ = ["PROVINCES", "place_of", "province_of", "province_that_acted"]

PROVINCES: dict[str, str] = {
    "北京": "cn-bj", "天津": "cn-tj", "河北": "cn-he", "山西": "cn-sx", "内蒙古": "cn-nm", "辽宁": "cn-ln", "吉林": "cn-jl", "黑龙江": "cn-hl",
    "上海": "cn-sh", "江苏": "cn-js", "浙江": "cn-zj", "安徽": "cn-ah", "福建": "cn-fj", "江西": "cn-jx", "山东": "cn-sd", "河南": "cn-ha",
    "湖北": "cn-hb", "湖南": "cn-hn", "广东": "cn-gd", "广西": "cn-gx", "海南": "cn-hi", "重庆": "cn-cq", "四川": "cn-sc", "贵州": "cn-gz",
    "云南": "cn-yn", "西藏": "cn-xz", "陕西": "cn-sn", "甘肃": "cn-gs", "青海": "cn-qh", "宁夏": "cn-nx", "新疆": "cn-xj", "香港": "cn-hk",
    "澳门": "cn-mo", "台湾": "cn-tw",
}  # fmt: skip
"""Short names of the provinces and their codes in ISO 3166-2:CN, in lower case."""

_NAMES = "|".join(PROVINCES)
_PROVINCE = re.compile(f"^({_NAMES})")
# 浙江省杭州市…   广西壮族自治区桂林市…
_OF_PROVINCE = re.compile(f"^(?:{_NAMES})(?:省|(?:壮族|回族|维吾尔)?自治区)")
_ASSEMBLY = re.compile(f"({_NAMES})(?:省|(?:壮族|回族|维吾尔)?自治区)(?:第[一二三四五六七八九十]+届)?人民(?:代表大会|政府)")
# 海南藏族自治州 lies in 青海, 河南蒙古族自治县 too
_NAMESAKE = re.compile(f"^(?:{_NAMES})(?!省|[一-鿿]{{0,3}}自治区)[一-鿿]{{1,8}}族自治[州县旗]")
_MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆", "香港", "澳门"})

# 杭州市   延边朝鲜族自治州   景宁畲族自治县   锡林郭勒盟   大兴安岭地区   深圳经济特区; but not 房地产市场, 荣誉市民
_CITY = re.compile(r"^(?:(?P<named>[一-鿿]{2,16}?)自治[州县旗]|(?P<city>[一-鿿]{2,6}?)(?:市(?!场|民(?![用办事族营政间主俗宿兵]))|盟|地区|经济特区))")
_PEOPLES = re.compile(
    "(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|"
    "阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各)族|哈萨克|蒙古|柯尔克孜)+$"
)
# words that end in a sign of a place and are none: 城市, 大型超市, 农村集市, 公司上市, 县级市, 同盟, 民族地区
_NO_PLACE = re.compile(
    r"^(?:关于|国家|全国|城|中小|小城|大城|特大|农村|房地产|设区|直辖|省辖|县级|地级|副省级|少数|民族|贫困|边远|边境|革命|高寒|干旱|沿海|西部)"
    r"|(?:超|夜|集|早|菜|股|楼|上|级|辖|各|本|全|的|联|同|机场)$"
)
_LONG_CITY = re.compile(r"^([一-鿿]{2,4})[城都]$")


def province_of(words: str) -> str | None:
    """The code of the province whose name opens ``words``; None where none does."""
    match = None if _NAMESAKE.match(words) else _PROVINCE.match(words)
    return PROVINCES[match[1]] if match else None


def province_that_acted(words: str) -> str | None:
    """The code of the province whose assembly or government is named in ``words`` (浙江省第十三届人民代表大会常务委员会…批准); None where none is."""
    match = _ASSEMBLY.search(words)
    return PROVINCES[match[1]] if match else None


def place_of(title: str) -> str | None:
    """The city, prefecture or autonomous county whose name opens a title, alone or after its province's.

    杭州 for 杭州市…, 深圳 for 深圳经济特区…, 延边 for 延边朝鲜族自治州…. None where none does, or where it is a province of its own: 北京市, 海南经济特区;
    吉林市 is a city.
    """
    rest = title if _NAMESAKE.match(title) else _OF_PROVINCE.sub("", title)
    match = _CITY.match(rest)
    if match is None:
        return None
    if match["named"]:
        return _PEOPLES.sub("", match["named"]) or None
    # 杭州城市管理 speaks of 杭州; 盐城 and 成都 bear such names
    name = longer[1] if len(match["city"]) > 2 and (longer := _LONG_CITY.match(match["city"])) else match["city"]
    zone = match[0].endswith("经济特区")
    return None if name in _MUNICIPALITIES or (zone and name in PROVINCES) or _NO_PLACE.search(name) else name
