"""Reading beside the bare library, in one run: what paragraphs, columns and running heads cost on top of the characters.

    python benchmarks/reading.py

``apart`` is the same file read as every command and page reads it: by a process of its own that waits for the next one.

Makes a .docx of 1,400 paragraphs, and a text PDF and an OFD of 100 pages, of made-up sentences.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from lawgraph.text.formats import read_bytes
from lawgraph.text.formats.apart import Limits, Readers
from papers import ofd, pdf, typeset

SENTENCE = "落实《纸船法》第四条，对下水纸船逐一检查船底和船舷有无漏水，全年检查纸船1200只，发现漏水的30只，都已补好；补不好的收回。"
RUNS = 9


def _words(data: bytes) -> int:
    document = docx.Document(io.BytesIO(data))
    return len("\n".join(paragraph.text for paragraph in document.paragraphs))


def _characters(data: bytes) -> int:
    document, count = pypdfium2.PdfDocument(data), 0
    for page in document:
        count += len(page.get_textpage().get_text_range())
    return count


def _word(paragraphs: int) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    for number in range(paragraphs):
        document.add_paragraph(f"{number}. {SENTENCE}")
    document.save(buffer)
    return buffer.getvalue()


def _seconds(*tasks: Callable[[], object]) -> list[float]:
    """The median time of each task; they take turns, so that what else the machine does meets them all."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(RUNS):
        for taken, task in zip(times, tasks, strict=True):
            begun = time.perf_counter()
            task()
            taken.append(time.perf_counter() - begun)
    return [statistics.median(taken) for taken in times]


def main() -> None:
    """Prints a table."""
    sheets = typeset("\n".join([SENTENCE * 4] * 500), rows=36, head="青屿市船坞管理局文件")[:100]
    word, paper, national = _word(1400), pdf(sheets), ofd(sheets)
    print("| File | lawgraph, s | apart, s | bare library, s | ratio | ratio apart |\n|---|---|---|---|---|---|")
    with Readers(Limits()) as readers:
        for name, data, bare, peer in (
            ("DOCX, 1,400 paragraphs", word, _words, "python-docx"),
            (f"PDF, {len(sheets)} pages", paper, _characters, "pypdfium2"),
        ):
            tasks = (
                lambda data=data: read_bytes(data, "a"),
                lambda data=data: readers.read_bytes(data, "a"),
                lambda data=data, bare=bare: bare(data),
            )
            ours, apart, theirs = _seconds(*tasks)
            print(f"| {name} | {ours:.3f} | {apart:.3f} | {theirs:.3f} ({peer}) | {ours / theirs:.2f} | {apart / theirs:.2f} |")
        ours, apart = _seconds(lambda: read_bytes(national, "a"), lambda: readers.read_bytes(national, "a"))
    print(f"| OFD, {len(sheets)} pages | {ours:.3f} | {apart:.3f} | – | – | – |")


if __name__ == "__main__":
    main()
