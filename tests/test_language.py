"""English by choice: who gets it, what it does to a template, and what it makes of the sentences that Python says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.language.phrases import Official, Phrases
from lawgraph.app.language.templates import messages_of_template, translate_template
from lawgraph.app.wiring import Wiring
from made_up import home_of
from reviewers import open_boats

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up library, without accounts."""
    folder = tmp_path_factory.mktemp("language")
    wiring = open_boats(folder, home_of(folder / "home"))
    yield wiring
    wiring.database.dispose()


@pytest.fixture
def client(boats: Wiring) -> FlaskClient:
    """A browser that has chosen nothing."""
    return create_app(boats.settings, wiring=boats).test_client()


def language(client: FlaskClient, path: str = "/", **headers: str) -> str | None:
    """The language that a page says it is in."""
    found = re.search(r'<html lang="([^"]+)"', client.get(path, headers=HTML | headers).get_data(as_text=True))
    return found and found[1]


# -- who gets it ------------------------------------------------------------------------------------------------------------------------


def test_chinese_unless_chosen(client: FlaskClient) -> None:
    """An office's computers may ask for English without anybody having wished it."""
    assert language(client, **{"Accept-Language": "en-GB,en;q=0.9"}) == "zh-CN"


def test_a_choice_is_remembered_until_another(client: FlaskClient) -> None:
    """The link in the header is pressed once, not on every page."""
    assert [language(client, path) for path in ("/?lang=en", "/", "/search", "/?lang=zh", "/search")] == ["en", "en", "en", "zh-CN", "zh-CN"]


def test_what_is_no_language_changes_nothing(client: FlaskClient) -> None:
    """An address may hold anything."""
    answer = client.get("/?lang=xx", headers=HTML)
    assert (language(client), [cookie for cookie in answer.headers.getlist("Set-Cookie") if "language" in cookie]) == ("zh-CN", [])


def test_the_link_leads_to_the_same_page(client: FlaskClient) -> None:
    """Whoever changes the language has not asked to leave."""
    page = client.get("/search?q=漏水&at=2022-01-20", headers=HTML).get_data(as_text=True)
    href = re.search(r'<a [^>]*href="([^"]+)" lang="en" hreflang="en"', page)
    assert href
    assert href[1] == "/search?q=%E6%BC%8F%E6%B0%B4&amp;at=2022-01-20&amp;lang=en"


@pytest.mark.parametrize("path", ["/search.json?q=漏水", "/api/v1/search?q=漏水", "/api/v1/works/没有这部法", "/reports.json"])
def test_data_are_the_same_in_both(client: FlaskClient, path: str) -> None:
    """Programs and stored files rest on the Chinese sentences, whatever a browser has chosen."""
    before = client.get(path).get_data(as_text=True)
    client.get("/?lang=en")
    assert client.get(path).get_data(as_text=True) == before


def test_a_text_is_kept_by_language(client: FlaskClient, boats: Wiring) -> None:
    """The text of a version is rendered once: not in the language of whoever came first."""
    path = boats.library.find("纸船法").id
    pages = {lang: client.get(f"{path}?lang={lang}", headers=HTML).get_data(as_text=True) for lang in ("en", "zh", "en")}
    assert ('aria-label="Paragraph 1"' in pages["en"], 'aria-label="第1款"' in pages["zh"]) == (True, True)


def test_the_command_line_does_not_wait_for_it() -> None:
    """`lawgraph check` starts cold, says Chinese, and needs neither the catalogue nor what reads it."""
    program = "import sys, lawgraph.app.wiring, lawgraph.app.commands.documents; print(sorted({'babel', 'flask_babel', 'flask'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# -- a template -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        ("<p>共 {{ rows|length }} 项</p>", ["共 {rows} 项"]),
        ("<p>按 {{ at }}\n 的文本</p>", ["按 {at} 的文本"]),
        ('<a aria-label="举措 {{ chosen.tag }} 的依据">{{ chosen.text }}</a>', ["举措 {tag} 的依据"]),
        ('{{ "草案" if row.draft else day }}', ["草案"]),
        ('{% for way in ("上一项", "next") %}{{ way }}{% endfor %}', ["上一项"]),
        ("<p>{% if late %}已过期{% else %}未到期{% endif %}</p>", ["已过期", "未到期"]),
        ('{{ icon("search") }}检索', ["检索"]),
        ("{{ one.to }} 至 {{ two.to }} 日", ["{to} 至 {to2} 日"]),
        ('<p>{{ "{:,}".format(found.count) }} 条</p>', ["{count} 条"]),
        ("{# 注释 #}<p>{{ work.title }}</p>", []),
        ('<input value="{{ query }}" pattern="\\d{4}">', []),
    ],
)
def test_messages_of_a_template(source: str, messages: list[str]) -> None:
    """Each stretch of text is one message, whole with its parameters; what is no Chinese is none."""
    assert list(messages_of_template(source)) == messages


ENGLISH = {
    "共 {rows} 项": "{rows} {rows:measure|measures}",
    "举措 {tag} 的依据": "Basis of “{tag}” & more",
    "草案": 'a "draft"',
    "{title}的{place}": "{place} of {title}",
}


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("<p> 共 {{ rows|length }} 项</p>", '<p> {{ (rows|length)|said }} {{ (rows|length)|plural("measure", "measures") }}</p>'),
        ('<a title="举措 {{ a.tag }} 的依据">', '<a title="Basis of “{{ (a.tag)|plainly }}” &amp; more">'),
        ("{{ '草案' if draft }}", "{{ ('a \"draft\"' if draft)|said }}"),
        ('{{ "草案" if draft }}', '{{ ("a \\"draft\\"" if draft)|said }}'),
        ("<b>{{ title }}的{{ place }}</b>", "<b>{{ (place)|said }} of {{ (title)|said }}</b>"),
        ("<option>{{ title }}</option><b>{{ title }}</b>", "<option>{{ (title)|plainly }}</option><b>{{ (title)|said }}</b>"),
        ("{% block title %}{{ title }}{% endblock %}", "{% block title %}{{ (title)|plainly }}{% endblock %}"),
        ('{% macro go(to) %}href="{{ to }}"{% endmacro %}', '{% macro go(to) %}href="{{ (to)|plainly }}"{% endmacro %}'),
        ("<a {{ go(to) }}>没有词条</a>", "<a {{ go(to) }}>没有词条</a>"),
    ],
)
def test_a_template_in_english(source: str, made: str) -> None:
    """Words become English where they stand, and are escaped; mark-up goes only where mark-up may stand; an unknown message stays."""
    assert translate_template(source, lambda message: ENGLISH.get(message, message)) == made


# -- what Python says -------------------------------------------------------------------------------------------------------------------

PHRASES = Phrases(
    {
        "已废止": "Repealed",
        "处罚": "a penalty",
        "许可": "a permit",
        "《{title}》在报告日已经废止{force}。": "《{title}》 had been repealed{force}.",
        "，由{replaced_by}代替": ", replaced by {replaced_by}",
        "没有写理由。": "No reason is given.",
        "请写短一些。": "Make it shorter.",
        "{count} 条": "{count} {count:article|articles}",
        "{kind}不得设定{what}。": "{kind}: may not create {what}.",
        "{name}：": "{name}: ",
    }.items()
)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("已废止", "Repealed"),
        ("2022-01-20", "2022-01-20"),
        ("1 条", "1 article"),
        ("20 条", "20 articles"),
        ("《纸船法》在报告日已经废止。", "《<zh>纸船法</zh>》 had been repealed."),
        ("《纸船法》在报告日已经废止，由《木船法》代替。", "《<zh>纸船法</zh>》 had been repealed, replaced by <zh>《木船法》</zh>."),
        ("没有写理由。请写短一些。", "No reason is given. Make it shorter."),
        ("处罚、许可", "a penalty, a permit"),
        ("通知不得设定处罚、许可。", "<zh>通知</zh>: may not create a penalty, a permit."),
        ("第三十四条第一款第二项", "Article 34, paragraph 1, item 2"),
        ("第一百二十条之一", "Article 120-1"),
        ("第2款", "Paragraph 2"),
        ("处罚、拘留", "<zh>处罚、拘留</zh>"),
        ("<处罚>", "<zh>&lt;处罚&gt;</zh>"),
        ("纸船法：", "<zh>纸船法：</zh>"),
        ("第三十四条和", "<zh>第三十四条和</zh>"),
    ],
)
def test_a_sentence_in_english(text: str, english: str) -> None:
    """A sentence of ours is found by its pattern, its parameters in it; of anything else not one character is changed."""
    html = str(PHRASES.said(text)).replace('<span lang="zh-Hans">', "<zh>").replace("</span>", "</zh>")
    assert html == english


def test_what_is_official_is_never_ours() -> None:
    """A heading of a report may read like a word of the screen."""
    assert str(PHRASES.said(Official("已废止"))) == '<span lang="zh-Hans">已废止</span>'
