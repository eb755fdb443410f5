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
    "relation": {"amends": "修改", "replaces": "取代", "repeals": "废止", "implements": "实施", "based_on": "依据", "interprets": "解释"},
    "edge": {"nearest_version": "版本相近", "version_absent": "版本未装", "dangling": "条号不在现有版本", "exact_version": "", "vague": ""},
    "facet": {"level": "效力层级", "issuer": "制定机关", "jurisdiction": "地域"},
}

EXAMPLES = ("首次轻微违法 不予处罚", "行政处罚法 33", "国务院令第713号")
"""Queries that the start page offers."""
