"""Which place a title speaks of: hits beside what only sounds like one."""

from __future__ import annotations

import pytest

from lawgraph.domain.places import place_of, province_of, province_that_acted


@pytest.mark.parametrize(
    ("title", "city", "province"),
    [
        ("杭州市大型活动规定", "杭州", None),
        ("浙江省杭州市大型活动规定", "杭州", "cn-zj"),
        ("广西壮族自治区桂林市漓江条例", "桂林", "cn-gx"),
        # a province that is a city, and a city that is called like its province
        ("北京市养犬条例", None, "cn-bj"),
        ("重庆市城市管理条例", None, "cn-cq"),
        ("吉林市城市供水条例", "吉林", "cn-jl"),
        ("吉林省城市供水条例", None, "cn-jl"),
        # special zones: four cities and one province
        ("深圳经济特区道路条例", "深圳", None),
        ("海南经济特区道路条例", None, "cn-hi"),
        # prefectures, leagues and autonomous counties; one of them is called like another province
        ("延边朝鲜族自治州城镇条例", "延边", None),
        ("黔东南苗族侗族自治州城镇条例", "黔东南", None),
        ("伊犁哈萨克自治州城镇条例", "伊犁", None),
        ("景宁畲族自治县自治条例", "景宁", None),
        ("海南藏族自治州自治条例", "海南", None),
        ("浙江省景宁畲族自治县自治条例", "景宁", "cn-zj"),
        ("内蒙古自治区鄂伦春自治旗条例", "鄂伦春", "cn-nm"),
        ("锡林郭勒盟草原办法", "锡林郭勒", None),
        ("大兴安岭地区林业办法", "大兴安岭", None),
        # cities whose names end like 城市 and 都市, and cities that are named without 市
        ("盐城市黄海湿地条例", "盐城", None),
        ("成都市养犬条例", "成都", None),
        ("海门市办法", "海门", None),
        ("杭州城市道路条例", "杭州", None),
        ("杭州市市政设施条例", "杭州", None),
        ("青岛市价格条例", "青岛", None),
        ("宁波市民用建筑条例", "宁波", None),
        ("上海市民用机场地区条例", None, "cn-sh"),
        # no places
        ("城市供水条例", None, None),
        ("城市市容条例", None, None),
        ("浙江省城市市容条例", None, "cn-zj"),
        ("浙江省小城市培育办法", None, "cn-zj"),
        ("大型超市管理办法", None, None),
        ("农村集市管理办法", None, None),
        ("房地产市场管理办法", None, None),
        ("浙江省蔬菜批发市场管理办法", None, "cn-zj"),
        ("公司上市办法", None, None),
        ("县级市设立标准", None, None),
        ("授予荣誉市民称号规定", None, None),
        ("民族地区教育条例", None, None),
        ("行业联盟管理办法", None, None),
        ("市政设施管理条例", None, None),
        ("纸船法", None, None),
        ("", None, None),
    ],
)
def test_places_in_titles(title: str, city: str | None, province: str | None) -> None:
    """A work's identifier holds its place: a wrong one stays for good."""
    assert (place_of(title), province_of(title)) == (city, province)


@pytest.mark.parametrize(
    ("words", "province"),
    [
        ("2022年3月18日浙江省第十三届人民代表大会常务委员会第三十五次会议批准", "cn-zj"),
        ("广西壮族自治区人民政府公布", "cn-gx"),
        ("青屿市人民代表大会常务委员会通过", None),
        ("浙江省青屿市通过", None),
    ],
)
def test_the_province_that_acted(words: str, province: str | None) -> None:
    """Who approved a city's regulation says where the city lies."""
    assert province_that_acted(words) == province
