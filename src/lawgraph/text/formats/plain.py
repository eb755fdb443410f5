"""Bytes of a .txt or .md file → characters, by a stated ladder of encodings."""

from __future__ import annotations

import codecs
from functools import cache

from lawgraph.errors import DocumentUnreadable

__all__ = ["decode"]

_MARKS = (  # the longer mark first: the one of UTF-32 LE begins with the one of UTF-16 LE
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEAST_COMMON = 0.85
"""Share of common characters among the non-ASCII ones from which a decoding counts as Chinese. Reports in their own encoding reach 0.98;
Big5 read as GB18030, GB18030 read as Big5 and UTF-16 read as either stay below 0.6."""


def decode(data: bytes, name: str, *, declared: str = "") -> tuple[str, str]:
    """The text and the name of the encoding that read it; ``declared`` is the one that the file itself names, where it names one.

    Each step reads the whole file strictly or leaves it to the next:

    1. the encoding of a byte-order mark (UTF-8, UTF-32, UTF-16), the mark dropped;
    2. UTF-8;
    3. the declared one;
    4. GB18030, where most characters are common simplified ones;
    5. Big5, where most characters are common traditional ones;
    6. UTF-16 without a mark, where most characters are ASCII or common ones.

    Raises DocumentUnreadable where no step fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding)
            if text is not None:
                return text, encoding
            break
    else:
        text = _strictly(data, "utf-8")
        if text is not None:
            return text, "utf-8"
        text = _strictly(data, declared) if declared else None
        if text is not None:
            return text, declared
        for encoding in ("gb18030", "big5", "utf-16-le", "utf-16-be"):
            text = _strictly(data, encoding)
            if text is not None and _is_chinese(text, encoding):
                return text, encoding
    raise DocumentUnreadable(
        f"“{name}”不是能识别的文字：既不是 UTF-8、GB18030、Big5，也不是 UTF-16。", "请确认它是文本文件，并另存为 UTF-8 编码的 TXT 或 DOCX。"
    )


def _strictly(data: bytes, encoding: str) -> str | None:
    """The text; None where a byte does not fit or the control characters say that these bytes are no text."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    controls = sum(text.count(chr(code)) for code in range(1, 32) if chr(code) not in "\t\n\v\f\r")
    # A few control characters are left behind by word processors (\x07 ends a table cell); NUL never is.
    return None if "\0" in text or controls * 100 > len(text) else text


def _is_chinese(text: str, encoding: str) -> bool:
    common = _common("big5" if encoding == "big5" else "gb2312")
    if encoding.startswith("utf-16"):
        return sum(sign.isascii() or sign in common or sign in _common("big5") for sign in text) >= _LEAST_COMMON * len(text)
    foreign = [sign for sign in text if not sign.isascii()]
    return sum(sign in common for sign in foreign) >= _LEAST_COMMON * len(foreign)


@cache
def _common(charset: str) -> frozenset[str]:
    """The characters that texts mostly consist of: symbols and the frequent level of the national sets.

    GB 2312-80: rows 1 to 9 (symbols) and 16 to 55 (level 1, 3,755 characters). Big5: A1 to A3 (symbols) and A4 to C6 (level 1, 5,401).
    """
    leads = (*range(0xA1, 0xAA), *range(0xB0, 0xD8)) if charset == "gb2312" else range(0xA1, 0xC7)
    trails = range(0xA1, 0xFF) if charset == "gb2312" else (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    return frozenset("".join(bytes((lead, trail)).decode(charset, "ignore") for lead in leads for trail in trails))
