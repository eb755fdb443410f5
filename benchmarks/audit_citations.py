"""An audit by hand of what citing makes of a corpus: draws citations, and counts the verdicts that a person wrote beside them.

    python benchmarks/audit_citations.py draw FOLDER --seed 1     writes benchmarks/audit/citations-1.csv, verdicts empty
    python benchmarks/audit_citations.py count                    prints what the verdicts say
    python benchmarks/audit_citations.py brackets FOLDER          counts every 《 of the corpus against the citations

FOLDER holds texts (.md); the library is that of LAWGRAPH_HOME. Half of the draw are resolved citations, half are not; both in brackets and bare.
A row carries the title and at most twelve characters before and behind it, so that no sentence of an official text is kept.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.models import Citation, Resolution
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library

AT = TODAY = date(2026, 1, 1)
AUDIT = Path(__file__).with_name("audit")
FIELDS = ["id", "place", "before", "text", "after", "outcome", "work", "verdict", "why"]
SHOWN, BESIDE = 60, 12


def cited(folder: Path, catalogue: Catalogue) -> Iterator[tuple[str, str, Citation]]:
    """Path, text and citation, for every file in order of path; the file's own title is no citation."""
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8", errors="replace")
        for citation in find_citations(text, catalogue, at=AT, today=TODAY):
            yield path.stem, text, citation


def draw(folder: Path, catalogue: Catalogue, seed: int, count: int) -> None:
    """``count`` citations that name a work and were resolved, and as many that were not."""
    groups: dict[bool, list[dict[str, str]]] = {True: [], False: []}
    for name, text, citation in cited(folder, catalogue):
        if not citation.title or citation.resolution is Resolution.SELF_REFERENCE:
            continue
        row = {
            "id": citation.id, "place": f"{name}:{citation.start}", "text": _line(citation.text)[:SHOWN],
            "before": _line(text[max(0, citation.start - BESIDE) : citation.start]), "after": _line(text[citation.end : citation.end + BESIDE]),
            "outcome": str(citation.resolution), "work": citation.work.title if citation.work else "", "verdict": "", "why": "",
        }  # fmt: skip
        groups[citation.resolution is Resolution.RESOLVED].append(row)
    chance = random.Random(seed)  # noqa: S311  a draw that anybody can repeat
    AUDIT.mkdir(exist_ok=True)
    with (AUDIT / f"citations-{seed}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        for rows in (groups[True], groups[False]):
            writer.writerows(chance.sample(rows, min(count, len(rows))))
    print(f"seed {seed}: drawn from {len(groups[True]):,} resolved and {len(groups[False]):,} unresolved citations")


def _line(words: str) -> str:
    return " ".join(words.split())


def count() -> None:
    """Precision of what was resolved, and recall of what the library holds: debatable verdicts count as right, and are listed.

    Recall is the careful one: both halves count alike, though three times as many citations are resolved as not.
    """
    print(
        "| draw | resolved | right | debatable | wrong | precision | unresolved | held by the library | recall |\n|---|---|---|---|---|---|---|---|---|"
    )
    for path in sorted(AUDIT.glob("citations-*.csv")):
        with path.open(encoding="utf-8", newline="") as read:
            rows = list(csv.DictReader(read))
        resolved = [row for row in rows if row["outcome"] == "resolved"]
        others = [row for row in rows if row["outcome"] != "resolved"]
        said = Counter(row["verdict"] for row in resolved)
        missed = sum(row["verdict"] == "wrong" and row["why"].startswith("held") for row in others)
        known = said["right"] + said["debatable"]
        print(
            f"| {path.stem} | {len(resolved)} | {said['right']} | {said['debatable']} | {said['wrong']} | {known / len(resolved):.3f} |"
            f" {len(others)} | {missed} | {known / (known + missed):.3f} |"
        )


def brackets(folder: Path, catalogue: Catalogue) -> None:
    """Every 《 of the corpus: inside a citation or not, and what became of those citations."""
    inside = outside = 0
    outcomes: Counter[str] = Counter()
    left: list[str] = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8", errors="replace")
        citations = find_citations(text, catalogue, at=AT, today=TODAY)
        covered = bytearray(len(text) + 1)
        for citation in citations:
            covered[citation.start : citation.end] = b"\1" * (citation.end - citation.start)
            outcomes[str(citation.resolution)] += citation.bracketed
        for place, sign in enumerate(text):
            if sign == "《":
                inside += covered[place]
                outside += not covered[place]
                if not covered[place]:
                    left.append(f"{path.stem}:{place}")
    print(f"《 in the corpus: {inside + outside:,}; inside a citation {inside:,}, outside {outside:,}")
    print("citations in brackets by outcome:", ", ".join(f"{name} {number:,}" for name, number in outcomes.most_common()))
    for where in left:
        print("outside:", where)


def main() -> None:
    """Reads the arguments and does what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["draw", "count", "brackets"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    if options.what == "count":
        return count()
    catalogue = Catalogue(Library(Database(Settings.from_environment().database_url)))
    return draw(options.folder, catalogue, options.seed, options.count) if options.what == "draw" else brackets(options.folder, catalogue)


if __name__ == "__main__":
    main()
