"""Antecedents: what a short form, a pronoun or a lone article stands for; and where nobody can say."""

from __future__ import annotations

import pytest

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.models import Resolution
from statutes import AT, TODAY, shelf

SHELF = shelf()
CATALOGUE = Catalogue(SHELF)

# text; for each citation the index of the one it stands for (None: it names its work itself)
ROWS = [
    # declared: in brackets, in quotes, bare
    ("《青屿市养犬管理条例》（以下简称《条例》）实施。《条例》第三条", [None, 0, 0]),
    ("《青屿市养犬管理条例》（以下简称“条例”）实施。条例第三条", [None, 0]),
    ("《青屿市养犬管理条例》（以下简称养犬条例）实施。依照养犬条例第三条", [None, 0]),
    ("《关于规范执法的若干规定》（以下简称《规定》），《规定》要求", [None, 0, 0]),
    # a declared name wins over a nearer title
    ("《甲市禁毒规定》（以下简称《规定》）和《乙市消防规定》。《规定》第三条", [None, 0, None, 0]),
    # a later declaration wins over an earlier one
    ("《甲市禁毒规定》（以下简称《规定》）。《乙市消防规定》（以下简称《规定》）。《规定》第三条", [None, 0, None, 2, 2]),
    # two names declared at once
    ("《甲市禁毒条例》和《乙市消防办法》（以下分别简称《条例》、《办法》）。《办法》和《条例》", [None, None, 0, 1, 1, 0]),
    ("《甲市禁毒条例》、《乙市消防办法》（以下简称《条例》、《办法》）。《办法》和《条例》", [None, None, 0, 1, 1, 0]),
    # the declared name of the same title without its state
    ("《中华人民共和国民法典》（以下简称《民法典》）。《民法典》第九条", [None, 0, 0]),
    # undeclared: the sentence before, then the paragraph, then the only one of the text
    ("推动《甲市消防规定》立法。目前，《规定》已经通过。", [None, 0]),
    ("推动《甲市消防规定》立法。加强宣传。完善制度。《规定》已经通过。", [None, 0]),
    ("推动《甲市消防规定》立法。\n《规定》已经通过。", [None, 0]),
    ("《甲市消防规定（试行）》实施。《规定》明确", [None, 0]),
    ("《甲市消防实施细则》实施。《实施细则》明确", [None, 0]),
    # the nearest sentence decides where it holds one alone
    ("出台《甲市消防规定》。加强宣传。印发《乙市禁毒规定》。《规定》要求", [None, None, 1]),
    # the title line is what the text is about
    ("青屿市养犬管理条例\n《条例》第三条明确。", [None, 0]),
    # first mention, not the nearest repetition
    ("《甲市消防规定》实施。《甲市消防规定》修订。《规定》明确", [None, None, 0]),
    # a place is left out
    ("《云川市消防条例》实施。依照《消防条例》第五条", [None, 0]),
    # other endings and works of the catalogue are not meant
    ("《甲市消防规定》实施。《办法》明确", [None, None]),
    ("《某执业医师法》实施。《医师法》第三条", [None, None]),
    # the end of a law's name, where no work bears it
    ("《甲纠纷调解仲裁法》施行。劳动者依据调解仲裁法第五条", [None, 0]),
    ("《甲调解仲裁法》和《乙调解仲裁法》施行。依据调解仲裁法第五条", [None, None, None]),
    ("《中外合作企业法》施行。依照企业法第五条", [None, None]),
    # lone articles go on from the work named last
    ("《行政处罚法》第三条明确原则。第三十二条规定了减轻。", [None, 0]),
    ("《行政处罚法》第三条。《行政许可法》第四条。第五条规定", [None, None, 1]),
    ("青屿市养犬管理条例\n《条例》第三条明确。\n第三十二条规定，街道参照执行。", [None, 0, 0]),
    ("依照《行政处罚法》第三条处罚。领取《营业执照》。第五条规定", [None, None, 0]),
    # 该法, 同法, 上述规定, 该条
    ("《行政处罚法》施行。该法第九条", [None, 0]),
    ("《行政处罚法》第三条、同法第九条", [None, 0]),
    ("《行政处罚法》第三条和《甲市消防条例》第四条，该法第九条", [None, None, 0]),
    ("《甲市消防规定》第三条。上述规定第九条", [None, 0]),
    ("《行政处罚法》第三十三条第一款。该条第二款", [None, 0]),
    ("《民法典》第九条。该法第十条", [None, 0]),
    # nothing to stand for: no citation, except where brackets say that a title is meant
    ("该法第九条", []),
    ("第三十二条规定了减轻。", []),
    ("《甲市消防规定》实施。上述规定很重要。", [None]),
    ("出台《规定》《办法》", [None, None]),
]


@pytest.mark.parametrize(("text", "antecedents"), ROWS)
def test_what_stands_for_what(text: str, antecedents: list[int | None]) -> None:
    """The antecedent is the first citation that names the work in full; a full title has none."""
    assert [c.antecedent for c in find_citations(text, CATALOGUE, at=AT, today=TODAY)] == antecedents


@pytest.mark.parametrize(
    "text",
    [
        "《甲市消防规定》和《乙市禁毒规定》都已出台。《规定》要求从严。",
        "《甲市消防规定》出台。《乙市禁毒规定》出台。加强宣传。完善制度。《规定》要求从严。",
        "《甲市消防规定》出台。\n《乙市禁毒规定》出台。\n加强宣传。\n《规定》要求从严。",
    ],
)
def test_two_possible_antecedents_are_ambiguous(text: str) -> None:
    """Where a reader could not tell, neither do we: no antecedent, and both titles in the reason."""
    last = find_citations(text, CATALOGUE, at=AT, today=TODAY)[-1]
    assert (last.resolution, last.antecedent, last.work) == (Resolution.AMBIGUOUS, None, None)
    assert all(f"《{title}》" in last.reason for title in ("甲市消防规定", "乙市禁毒规定"))


def test_ambiguous_short_forms_list_the_works() -> None:
    """Both works are candidates, in the order in which they were named."""
    text = "《青屿市养犬管理条例》和《云川市养犬管理条例》相互衔接，《条例》明确"
    last = find_citations(text, CATALOGUE, at=AT, today=TODAY)[-1]
    assert [candidate.title for candidate in last.candidates] == ["青屿市养犬管理条例", "云川市养犬管理条例"]


def test_what_it_stands_for_carries_over() -> None:
    """Work, kind and force are the antecedent's; provisions are the mention's own."""
    full, short = find_citations("《行政处罚法》实施。该法第三百条", CATALOGUE, at=AT, today=TODAY)
    assert (short.work, short.kind, short.force) == (full.work, full.kind, full.force)
    assert [(p.label, p.exists) for p in short.pinpoints] == [("300", False)]


SELF = [
    # outside a quotation the text itself, where it rests on itself or names an article
    ("违反本办法第十二条规定", [("本办法第十二条", Resolution.SELF_REFERENCE)]),
    ("依照本办法处理", [("本办法", Resolution.SELF_REFERENCE)]),
    ("制定本办法。本办法自公布之日起施行。本办法所称犬只", []),
    # in a quotation the law that is quoted, where an article is named
    ("《行政处罚法》规定：“违反本法第三条的”", [("《行政处罚法》", Resolution.RESOLVED), ("本法第三条", Resolution.SELF_REFERENCE)]),
    ("《行政处罚法》规定：“可以参照本法执行”", [("《行政处罚法》", Resolution.RESOLVED)]),
]


@pytest.mark.parametrize(("text", "expected"), SELF)
def test_a_text_speaks_of_itself(text: str, expected: list[tuple[str, Resolution]]) -> None:
    """本办法 is a citation where something rests on it, not where it is only mentioned."""
    assert [(c.text, c.resolution) for c in find_citations(text, CATALOGUE, at=AT, today=TODAY)] == expected


def test_the_work_whose_text_is_read_is_known() -> None:
    """Told which statute it reads, the reader resolves 本法 and lone articles to it, and lets another law's list go on."""
    itself = SHELF.id_of("xingzheng-chufa")
    text = "依照本法第九条和第十条。违反第十二条的，依照刑法第二百条、第二百零一条处罚，第二百零五条除外。第十三条另有规定。"
    found = find_citations(text, CATALOGUE, at=AT, today=TODAY, itself=itself)
    assert [(c.text, c.work.id == itself if c.work else None) for c in found] == [
        ("本法第九条和第十条", True),
        ("第十二条", True),
        ("刑法第二百条、第二百零一条", False),
        ("第二百零五条", False),
        ("第十三条", True),
    ]


def test_a_quoted_law_is_what_this_law_means() -> None:
    """本法 inside a quoted provision is the law that is quoted, with its article looked up there."""
    quoted = find_citations("《行政处罚法》第九条：“违反本法第八十七条的”", CATALOGUE, at=AT, today=TODAY)[1]
    assert (quoted.work.title if quoted.work else None, quoted.antecedent) == ("中华人民共和国行政处罚法", 0)
    assert [p.exists for p in quoted.pinpoints] == [False]
