"""The catalogue of English words is whole, and a page in English holds no Chinese of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog
from flask.testing import FlaskClient

import words
from lawgraph.app import create_app
from lawgraph.app.language.phrases import Phrases
from lawgraph.app.language.templates import CHINESE, OURS, PARAMETER
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import EXAMPLES, WORDS
from lawgraph.domain.models import ForceStatus
from lawgraph.services.fitness import CODES
from made_up import home_of, write_folder
from reviewers import ADMINISTRATOR, ADVISOR, EVERYBODY, MEMBERS, SECOND, THIRD, add_report, give_accounts, open_boats
from test_route_roles import TABLE

HOW = "Run `make words`, write the English of what it lists into web/translations/en/LC_MESSAGES/messages.po, and `make assets` (CONTRIBUTING.md)."


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The catalogue as it is committed."""
    return words.read()


@pytest.fixture(scope="module")
def english(catalogue: Catalog) -> dict[str, str]:
    """Chinese and English."""
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@pytest.fixture(scope="module")
def phrases(english: dict[str, str]) -> Phrases:
    """The same as pages use it."""
    return Phrases(english.items())


# -- the catalogue ----------------------------------------------------------------------------------------------------------------------


def test_every_word_is_in_the_catalogue(english: dict[str, str]) -> None:
    """What is written on a page tomorrow would stay Chinese for readers of English."""
    assert sorted(set(words.messages()) - set(english)) == [], HOW


def test_no_word_is_there_for_nothing(english: dict[str, str]) -> None:
    """What no page says any more is no work for a translator."""
    assert sorted(set(english) - set(words.messages())) == [], HOW


def test_every_word_has_its_english(catalogue: Catalog) -> None:
    """An empty translation shows Chinese."""
    assert words.missing(catalogue) == [], HOW


def test_the_english_has_the_parameters_of_the_chinese(english: dict[str, str]) -> None:
    """A parameter that is lost takes a number or a title with it; one that is misspelt is printed as it stands."""
    wrong = {
        chinese: said
        for chinese, said in english.items()
        if {found[1] for found in PARAMETER.finditer(chinese)} != {found[1] for found in PARAMETER.finditer(said)}
    }
    assert wrong == {}


def test_scripts_hold_no_words() -> None:
    """A script takes its words from the page, which has them in its language."""
    assert [path.name for path in (words.ROOT / "web" / "src").glob("*.ts") if CHINESE.search(path.read_text("utf-8"))] == []


def test_no_word_stands_in_markup_of_python(english: dict[str, str]) -> None:
    """A sentence with tags in it is none: Python that writes mark-up says its words by ``say``."""
    assert [chinese for chinese in english if re.search(r"<\w", chinese)] == []


@pytest.mark.parametrize("group", WORDS)
def test_every_value_of_the_contract_has_a_word(phrases: Phrases, group: str) -> None:
    """Verdicts, states, findings, relations: each by its code."""
    assert [word for word in WORDS[group].values() if word and not phrases.knows(word)] == []


def test_every_finding_and_state_is_named() -> None:
    """A code without a word would be shown as a code."""
    assert (set(CODES) - set(WORDS["finding"]), {state.value for state in ForceStatus} - set(WORDS["state"])) == (set(), set())


def test_what_is_official_fits_no_pattern(phrases: Phrases) -> None:
    """A title of a regulation that fits a pattern of ours would be shown half in English."""
    line = re.compile(r"^\s*(?:- )?(?:title|official_title|short_title): *['\"]?(.+?)['\"]?$", re.MULTILINE)
    titles = {title for path in (words.ROOT / "data" / "regulations").glob("*.yaml") for title in line.findall(path.read_text("utf-8"))}
    assert len(titles) > 100
    assert [title for title in titles if phrases.knows(title)] == []


# -- the pages --------------------------------------------------------------------------------------------------------------------------

_VOID = {"meta", "link", "input", "br", "hr", "img", "use", "rect", "path", "circle", "line"}
_PLAIN = {"title", "text", "option", "textarea"}
_OWN = {"value", "href", "content", "placeholder", "action", "src"} | {"data-citation", "hx-get", "hx-post"}


class Chinese(HTMLParser):
    """The Chinese of a page: what is marked as such, and what is not."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[str] = []
        self.bare: list[str] = []
        self.values: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.values += [value for name, value in attrs if value and name not in _OWN and OURS.search(value)]
        if tag not in _VOID:
            self._open.append((tag, found.get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while tag not in _VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if OURS.search(data):
            language = next((language for _, language in reversed(self._open) if language), "")
            plain = bool(self._open) and self._open[-1][0] in _PLAIN
            (self.marked if language.startswith("zh") or plain else self.bare).append(data)


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up library, a report, and everybody's account."""
    folder = tmp_path_factory.mktemp("words")
    wiring = open_boats(folder, home_of(folder / "home"))
    add_report(wiring)
    give_accounts(wiring)
    yield wiring
    wiring.database.dispose()


@pytest.fixture(scope="module")
def data(boats: Wiring, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything Chinese that is not ours: texts, titles, the report, offices, what a reader asks for."""
    laws = "".join(path.read_text("utf-8") for path in write_folder(tmp_path_factory.mktemp("laws")).rglob("*") if path.is_file())
    works = "".join(f"{work.title}{work.issuer or ''}{''.join(work.short_titles)}" for work in boats.library.works())
    report = boats.reports.get(boats.reports.list()[0].id)
    offices = "".join(person.office for person in (*EVERYBODY, SECOND, THIRD))
    asked = "漏水行政处罚法依照《行政处罚法》第三十三条办理中文没有这部法没有这样的话本法" + "".join(EXAMPLES)
    return re.sub(r"\s", "", laws + works + report.text + report.name + offices + asked)


@pytest.fixture(scope="module")
def browsers(boats: Wiring) -> tuple[FlaskClient, ...]:
    """An advisor's and an administrator's browser, in which English is chosen."""
    application = create_app(boats.settings, wiring=boats)
    clients = tuple(application.test_client() for _ in range(2))
    for client, person in zip(clients, (ADVISOR, ADMINISTRATOR), strict=True):
        client.set_cookie("lawgraph-session", boats.accounts.open_session(boats.accounts.get(person.name)), domain="localhost")
        client.set_cookie("lawgraph-language", "en", domain="localhost")
    return clients


@pytest.fixture(scope="module")
def known(boats: Wiring) -> dict[str, str]:
    """What stands in addresses: a report, a review of it and its first item, a work."""
    review = boats.reviewing.open(ADVISOR, [boats.reports.list()[0].id], members=MEMBERS)
    entry = boats.reviewing.next(ADVISOR, review.id)
    assert entry is not None
    work = boats.library.find("纸船法").id
    return {"report": review.reports[0].report, "review": review.id, "item": entry.item.id, "work": work, "decision": "none"}


_LABEL = re.compile(r"第[一二三四五六七八九十百]+[条款项](?:第[一二三四五六七八九十]+[款项])*")
MORE = ("/search?q=漏水&at=2015-01-01", "/search?q=没有这样的话", "/search?in=reports&q=检查", "{work}?at=2010-01-01", "{work}/2021-01-22/art_4", "/graph",
        "/graph?node={report}", "/impact?work=纸船法", "/sparql?query=x", "/reports/{report}?show=gap", "/nowhere", "/works/没有这部法", "/api/v1/")  # fmt: skip


@pytest.mark.parametrize("path", [*dict.fromkeys(path for name, (path, *_) in TABLE.items() if name.startswith("GET /")), *MORE])
def test_a_page_in_english_holds_no_chinese_of_ours(browsers: tuple[FlaskClient, ...], known: dict[str, str], data: str, path: str) -> None:
    """What is Chinese in it is a title, a text or a name, and is marked as Chinese; all else is English."""
    found = Chinese()
    for client in browsers:
        answer = client.get(path.format(**known), headers={"Accept": "text/html"}, follow_redirects=True)
        found.feed(answer.get_data(as_text=True) if answer.mimetype == "text/html" and "/export." not in path else "")
        answer.close()
    assert (found.bare, sorted({text for text in found.marked + found.values if not _is_data(text, data)})) == ([], []), HOW


def _is_data(text: str, data: str) -> bool:
    """Whether each stretch of Chinese stands in the data, or is the number of an article."""
    return all(run in data or _LABEL.sub("", run) in data for run in re.findall(r"[㐀-鿿]+", re.sub(r"\s", "", text)))
