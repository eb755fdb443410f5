"""The words of the screen for the values of the contract: one word a thing."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXAMPLES", "WORDS"]

WORDS: Mapping[str, Mapping[str, str]] = {
    "state": {
        "in_force": "现行有效",
        "amended": "已修改",
        "repealed": "已废止",
        "not_yet_in_force": "尚未施行",
        "pending_approval": "待批准",
        "unknown": "状态不明",
    },
    "origin": {"cited": "原文引用", "suggested": "机器建议", "gap": "缺依据"},
    "coverage": {"cited": "有依据", "suggested": "待审建议", "gap": "缺依据"},
    "resolution": {
        "resolved": "已对应",
        "ambiguous": "有歧义",
        "masked": "脱敏标题",
        "unknown": "未收录",
        "not_a_regulation": "不是法规",
        "self_reference": "指本文件",
    },
    "severity": {"error": "错误", "warning": "注意", "note": "说明"},
    "date_source": {"option": "指定", "text": "取自正文", "file": "取自文件", "none": "没有写明，按今天"},
    "relation": {
        "amends": "修改",
        "replaces": "取代",
        "repeals": "废止",
        "implements": "实施",
        "based_on": "依据",
        "interprets": "解释",
        "cites": "引用",
        "has_basis": "以之为据",
        "part_of": "属于",
        "version_of": "是其版本",
        "issued_by": "由其制定",
    },
    "saying": {
        "cited": "原文引用",
        "suggested": "机器建议",
        "confirmed": "已确认",
        "confirmed_in_part": "部分成立",
        "rejected": "已否决",
        "replaced": "已换依据",
        "based_on": "上位依据",
        "implements": "实施",
        "interprets": "解释",
        "cites": "引用",
        "amends": "修改",
        "repeals": "废止",
        "replaces": "取代",
    },
    "relation_back": {
        "amends": "修改本法规",
        "replaces": "取代本法规",
        "repeals": "废止本法规",
        "implements": "实施本法规",
        "based_on": "以本法规为依据",
        "interprets": "解释本法规",
    },
    "relatives": {
        "higher": "上位法",
        "lower": "下位法",
        "based_on": "其他依据关系",
        "interprets": "解释",
        "amends": "修改",
        "replaces": "取代",
        "repeals": "废止",
    },
    "change": {"same": "未变", "moved": "条号变", "changed": "有修改", "added": "新增", "removed": "删去"},
    "fact": {
        "adopted": "通过",
        "approved": "批准",
        "published": "公布",
        "in_force": "施行",
        "in_force_in_part": "部分施行",
        "repealed": "废止",
        "pending_approval": "待批准",
    },
    "trust": {
        "record": "核实的记录",
        "header": "题注",
        "unverified_record": "未核实的记录",
        "text": "条文",
        "file_name": "文件名",
        "dataset": "数据集",
        "package": "数据包",
    },
    "edge": {"nearest_version": "版本相近", "version_absent": "版本未装", "dangling": "条号不在现有版本", "exact_version": "", "vague": ""},
    "facet": {"level": "效力层级", "issuer": "制定机关", "jurisdiction": "地域"},
}

EXAMPLES = ("首次轻微违法 不予处罚", "行政处罚法 33", "国务院令第713号")
"""Queries that the start page offers."""
