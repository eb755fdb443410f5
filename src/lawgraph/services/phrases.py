"""What a measure is about: its clauses, without the numbers, places, masks and self-praise that say nothing of its legal basis."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lawgraph.store.search import Terms
from lawgraph.store.search.tokens import bigrams, content_words, fold, words

__all__ = ["clauses", "key_terms", "opening", "plain"]

_LEAST = 4
_BREAK = re.compile(r"[，。；：！？,;:!?\s]+")
# 一是, 第二, （三）, 1. at the head of a clause
_COUNT = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}是(?:要)?|第[一二三四五六七八九十]{1,2}(?![条款项章节])"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．])"
)
# xx, XXX, ××, *** stand where a name or a number was taken out
_MASK = re.compile(r"[xX×]{1,6}(?![a-zA-Z])|[*＊○□]{1,6}")
# 1,203人次, 98.5%, 30余万元
_UNIT = "人次|件次|家次|场次|平方公里|公里|万元|亿元|个百分点|[元件次人名个家起份场项条篇期批辆户台套处所天年月日时]"
_FIGURE = re.compile(rf"\d[\d.,]*\s*(?:[%‰]|[万亿余多]*(?:{_UNIT}))?")

# Words with which every report speaks of everything.
_REPORT_SPEECH = frozenset(
    """
    推进 加强 深入 全面 持续 开展 工作 落实 建设 强化 提升 不断 切实 机制 体系 坚持 认真 积极 大力 扎实 有效
    进一步 充分 着力 深化 聚焦 突出 完善 健全 组织 实施 严格 推动 促进 做好 抓好 抓实 抓紧 提高 增强 严厉 常态
    常态化 制度化 创新 打造 优化 确保 力争 实现 达到 累计 共计 完成 取得 形成 构建 筑牢 夯实 树立 牢固 引导 统筹
    协调 部署 安排 研究 探索 全市 全省 全县 全区 全国 全州 全局 全系统 市局 县局 省厅 我市 我省 我县 我区 我局
    我委 我厅 本市 本县 本区 本局 各地 各级 各类 各项 各单位 各部门 全年 今年 去年 明年 本年度 年度 上半年 下半年
    近年来 以来 截至 目前 同时 此外 另外 其中 期间 率先 一系列 多次 多项 先后 陆续 全部 共 均 已 新 好 大 多
    年 月 日 次 件 人次 余 名 家 起 份 场 万 亿元 万元 市 县 区 省 局 能力 水平 力度 成效 效能 质量 作用
    活动 专题 重点 深度 高质量 高水平 高标准 高效 思想 根基 理念 目标 精神 要求 方面 领域 问题 情况 基础 环境
    发展 新时代 新形势 新征程 特色 亮点 品牌 一流 典型 经验 做法 样板 标杆 先进 荣誉 肯定 好评 满意度 获得感
    幸福感 格局 抓手 牵引 引擎 动力 活力 保障 支撑 举措 措施 方式 方法 模式 载体 平台 渠道 途径 力量 队伍 始终
    牢牢 把握 贯彻 意识 观念 氛围 走深 走实 做实 做细 做优 做强 落地 落细 见效 到位 覆盖 全覆盖 全过程 全链条
    全方位 多元 多元化 精准 精细 精细化 规范化 标准化 科学化 现代化 有力 有序 稳步 稳妥
    """.split()
)


def plain(text: str) -> str:
    """``text`` folded, its masks and figures blanked out."""
    return _FIGURE.sub(" ", _MASK.sub(" ", fold(text)))


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a measure in their order, without what counts them (一是, 第二) and without those too short to say anything."""
    parts = (_COUNT.sub("", part) for part in _BREAK.split(fold(text)))
    return tuple(clean for part in parts if len(clean := plain(part).strip()) >= _LEAST)


def opening(text: str) -> tuple[str, ...]:
    """The clauses of the first sentence, which says what the measure is about; of the first two where the first is a mere heading of one clause."""
    sentences = [found for sentence in re.split(r"[。；;\n]", text) if (found := clauses(sentence))]
    return sentences[0] if sentences else ()


def key_terms(texts: Iterable[str]) -> Terms:
    """The terms of clauses: their words without report-speech, and the bigrams inside unbroken runs of such words."""
    found: dict[str, None] = {}
    pairs: dict[str, None] = {}
    for text in texts:
        carrying = {word for word in content_words(text) if len(word) > 1 and word not in _REPORT_SPEECH}
        found |= dict.fromkeys(word for word in content_words(text) if word in carrying)
        run = ""
        for word in (*words(text), ""):
            if word in carrying:
                run += word
                continue
            if run:
                pairs |= dict.fromkeys(bigrams(run))
            run = ""
    return Terms(tuple(found), tuple(pairs))
