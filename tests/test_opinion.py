"""The opinion: opened again, every form says what was decided; an office's template stays the office's; hostile words stay words."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.domain.verdicts import Rule, Verdict
from lawgraph.errors import UnknownReview, UsageError
from lawgraph.services.reviews.opinion import opinion
from lawgraph.services.reviews.opinion_files import BLOCKS, FORMATS, WORDS_OF_TEMPLATES, to_opinion
from made_up import REPORT, home_of
from reviewers import ADVISOR, MEMBERS, READER, SECOND, SIGNER, THIRD, add_report, open_boats

HOSTILE = "=1+1 <script>alert(1)</script>\x0b“不对”"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wiring, str]]:
    """A review of three who differ on one link, settle it, replace another, leave a third open, and sign."""
    folder = tmp_path_factory.mktemp("opinion")
    wiring = open_boats(folder, home_of(folder / "home"))
    sessions = wiring.reviewing
    report = add_report(wiring, REPORT.replace("检查力量不足", "=检查力量不足"), "=青屿市.txt")
    review = sessions.open(ADVISOR, [report.id], members=MEMBERS, rule=Rule.TWO_AGREE, title="2021年审核").id
    first, second = [entry for entry in sessions.queue(ADVISOR, review, "cited") if entry.item.label][:2]
    one = sessions.decide(ADVISOR, review, first.item.id, Verdict.CONFIRMED, seen="")
    two = sessions.decide(SECOND, review, first.item.id, Verdict.REJECTED, seen=one.id, reason=HOSTILE)
    sessions.decide(THIRD, review, first.item.id, Verdict.CONFIRMED_IN_PART, seen=two.id, reason="只说到检查")
    three = sessions.decide(ADVISOR, review, second.item.id, Verdict.REPLACED, seen="", replacement=("纸船法", "5"))
    sessions.decide(SECOND, review, second.item.id, Verdict.REPLACED, seen=three.id, replacement=("纸船法", "5"))
    sessions.comment(ADVISOR, review, first.item.id, "请报送单位改写")
    sessions.sign(SIGNER, review, leave_open=True, reason="其余下次再审")
    yield wiring, review
    wiring.database.dispose()


@pytest.fixture(scope="module")
def said(signed: tuple[Wiring, str]) -> dict[str, Any]:
    wiring, review = signed
    return opinion(wiring.reviewing, wiring.audit, ADVISOR, review)


def _texts(form: str, made: bytes) -> str:
    """All words of a file."""
    if form == "docx":
        document = docx.Document(io.BytesIO(made))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row if cell.value is not None)
    return made.decode()


def test_the_object_says_what_was_decided(said: dict[str, Any]) -> None:
    """Who differed, how it was settled, what is open, and on which versions it rests."""
    conflict = said["conflicts"][0]
    assert [vote["office"] for vote in conflict["votes"]] == ["法制支队", "船坞支队", "司法局"]
    assert (conflict["settled"]["verdict"], conflict["settled"]["by_third"]) == ("confirmed_in_part", True)
    replaced = [
        link["decision"]["replacement"]["article"]
        for measure in said["measures"]
        for link in measure["links"]
        if "replacement" in (link["decision"] or {})
    ]
    assert replaced == ["5"]
    assert said["open"]
    assert said["counts"]["measures"] == sum(count for name, count in said["counts"].items() if name != "measures")
    assert [(row["title"], row["then"][-10:]) for row in said["versions"]] == [("中华人民共和国纸船法", "2021-01-22")]
    assert [comment["text"] for measure in said["measures"] for comment in measure["comments"]] == ["请报送单位改写"]


def test_its_anchor_is_found_in_the_chain(signed: tuple[Wiring, str], said: dict[str, Any]) -> None:
    """What is printed can be held against the database years later."""
    assert signed[0].audit.verify(said["signed"]["hash"]) == ()
    assert signed[0].audit.entries(after=said["signed"]["seq"] - 1, limit=1)[0].hash == said["signed"]["hash"]


def test_a_signed_opinion_says_the_same_each_time(signed: tuple[Wiring, str]) -> None:
    """Also years later, when law and library have moved on."""
    wiring, review = signed
    late = Wiring(wiring.settings, today=lambda: date(2031, 1, 1))
    assert opinion(late.reviewing, late.audit, ADVISOR, review) == opinion(wiring.reviewing, wiring.audit, ADVISOR, review)
    late.database.dispose()


def test_no_login_name_stands_in_it(said: dict[str, Any]) -> None:
    """Offices, never persons."""
    text = json.dumps(said, ensure_ascii=False)
    assert [name for name in MEMBERS if f'"{name}"' in text] == []


def test_a_stranger_gets_none(signed: tuple[Wiring, str]) -> None:
    """The opinion is as closed as the review."""
    with pytest.raises(UnknownReview):
        opinion(signed[0].reviewing, signed[0].audit, READER, signed[1])


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_says_what_the_object_says(said: dict[str, Any], form: str) -> None:
    """Opened again with the library of its own."""
    text = _texts(form, to_opinion(form, said, WORDS))
    wanted = ["2021年审核", "法制支队", "司法局", "只说到检查", "纸船法", "2021-01-22", said["signed"]["hash"], "=青屿市.txt"]
    assert [words for words in wanted if words not in text] == []


def test_words_of_a_spreadsheet_are_no_formulas(said: dict[str, Any]) -> None:
    """A reason that begins with = must not run on the reader's machine."""
    book = openpyxl.load_workbook(io.BytesIO(to_opinion("xlsx", said, WORDS)))
    assert {cell.data_type for sheet in book for row in sheet.rows for cell in row if cell.value is not None} == {"s"}
    assert book["意见"]["B3"].value == "=青屿市.txt"


def test_markup_in_a_reason_stays_words(said: dict[str, Any]) -> None:
    """In the page that is handed on."""
    page = to_opinion("html", said, WORDS).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_unsigned_review_gives_a_draft(signed: tuple[Wiring, str]) -> None:
    """And says so; nothing looks like an anchor."""
    wiring, _ = signed
    review = wiring.reviewing.open(ADVISOR, [add_report(wiring).id]).id
    draft = opinion(wiring.reviewing, wiring.audit, ADVISOR, review)
    assert draft["signed"] is None
    assert "未签发，没有锚点" in _texts("docx", to_opinion("docx", draft, WORDS))


def test_an_office_writes_in_its_own_template(said: dict[str, Any], tmp_path: Path) -> None:
    """Its letterhead and styles stay; words that Word has cut into runs are found; tables stand where it wants them."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "青屿市法制支队　{{签发日}}"
    split = document.add_paragraph()
    for run in ("关于", "{{名", "称}}", "的意见"):
        split.add_run(run)
    document.add_paragraph("一、正文")
    document.add_paragraph("{{举措表}}")
    document.add_paragraph("二、签章　{{签发单位}}")
    document.save(str(tmp_path / "office.docx"))
    made = docx.Document(io.BytesIO(to_opinion("docx", said, WORDS, tmp_path / "office.docx")))
    assert [paragraph.text for paragraph in made.paragraphs] == ["关于2021年审核的意见", "一、正文", "二、签章　青屿市政府办"]
    assert made.sections[0].header.paragraphs[0].text == f"青屿市法制支队　{said['signed']['at'][:10]}"
    body = [element.tag.rsplit("}", 1)[1] for element in made.element.body]
    assert body[:4] == ["p", "p", "tbl", "p"]


def test_a_template_without_tables_gets_them_at_its_end(said: dict[str, Any], tmp_path: Path) -> None:
    """A sheet of letterhead is a template too."""
    docx.Document().save(str(tmp_path / "empty.docx"))
    made = docx.Document(io.BytesIO(to_opinion("docx", said, WORDS, tmp_path / "empty.docx")))
    assert [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Heading 1"] == [block[0] for block in BLOCKS.values()]


def test_a_template_that_is_none_is_said_to_be(said: dict[str, Any], tmp_path: Path) -> None:
    """With the setting to mend."""
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 no")
    for name in ("broken.docx", "missing.docx"):
        with pytest.raises(UsageError, match="LAWGRAPH_OPINION_TEMPLATE"):
            to_opinion("docx", said, WORDS, tmp_path / name)
    with pytest.raises(UsageError):
        to_opinion("pdf", said, WORDS)


def test_the_documentation_names_what_a_template_may_name() -> None:
    """An office copies the names from there."""
    page = (Path(__file__).resolve().parents[1] / "docs/reference/review.md").read_text("utf-8")
    assert [name for name in (*WORDS_OF_TEMPLATES, *BLOCKS) if f"`{{{{{name}}}}}`" not in page] == []
