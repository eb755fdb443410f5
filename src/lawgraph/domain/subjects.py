"""Subjects: the departments of law into which national laws are sorted. Regulations, rules and local law are sorted into none."""

from __future__ import annotations

__all__ = ["SUBJECTS", "subject_of"]

SUBJECTS = ("宪法相关法", "民法商法", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法")
"""As the legal system is presented by the white paper of the Information Office of the State Council, 中国特色社会主义法律体系 (2011), part 2."""

_ALSO = {"民法典": "民法商法"}


def subject_of(written: str) -> str:
    """The subject that a source means by its own word; empty where it means none of them."""
    name = _ALSO.get(written, written)
    return name if name in SUBJECTS else ""
