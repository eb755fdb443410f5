"""What character recognition gets wrong, how long a page takes, and whether it knows: on pages that are made, printed and scanned here.

    python benchmarks/recognition.py

Needs the extra ``ocr`` and a Chinese font. The error is that of the characters beside the page's own text, blanks apart.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from lawgraph.domain.models import Reading
from lawgraph.text.formats import read_bytes
from made_up import REPORT
from papers import pictures, typeset

PAGES = (("clean", 190, 8.0, 0.4, 0.0), ("askew by 1.2°", 190, 8.0, 0.4, -1.2), ("poor copy", 110, 20.0, 1.0, 0.0), ("fax", 80, 10.0, 1.0, 0.0))


def main() -> None:
    """Prints a table."""
    sheet = typeset(REPORT * 4, rows=36, numbers=False)[:1]
    true = "".join("".join(placed.text for placed in sheet[0]).split())
    print(
        "| Page | dots an inch | error | processor seconds | characters below 0.8 | of these wrong | wrong above 0.8 |\n|---|---|---|---|---|---|---|"
    )
    for name, dots, noise, blur, askew in PAGES:
        buffer = io.BytesIO()
        pictures(sheet, dots=dots, noise=noise, blur=blur, askew=askew)[0].save(buffer, "PNG")
        begun = time.process_time()
        found = read_bytes(buffer.getvalue(), "a.png")
        taken = time.process_time() - begun
        sure = {offset: score for offset, score in found.reading.doubtful if score < Reading.SURE}
        places = [place for place, sign in enumerate(found.text) if not sign.isspace()]
        said = "".join(found.text[place] for place in places)
        wrong = {places[at] for step in Levenshtein.opcodes(true, said) if step.tag != "equal" for at in range(step.dest_start, step.dest_end)}
        error = Levenshtein.distance(true, said) / len(true)
        print(f"| {name} | {dots} | {error:.2%} | {taken:.1f} | {len(sure)} | {len(wrong & sure.keys())} | {len(wrong - sure.keys())} |")


if __name__ == "__main__":
    main()
