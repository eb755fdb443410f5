"""Which language a page is in: Chinese, unless this browser has chosen English (``?lang=en``, kept in a cookie)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import read_mo
from flask import Flask, Response, current_app, has_request_context, request
from flask.templating import Environment
from flask_babel import Babel, get_locale
from jinja2 import Template

from lawgraph.app.language.phrases import Official, Phrases, plural
from lawgraph.app.language.templates import EnglishTemplates
from lawgraph.app.service.query import address
from lawgraph.errors import LawgraphError

__all__ = ["COOKIE", "BilingualEnvironment", "add_languages", "in_english", "say"]

COOKIE = "lawgraph-language"
_CHINESE, _ENGLISH = "zh", "en"
_TAGS = {_CHINESE: "zh-CN", _ENGLISH: "en"}
_NAMES = {_CHINESE: "中文", _ENGLISH: "English"}
_YEAR = 365 * 24 * 3600


class BilingualEnvironment(Environment):
    """The templates as they are written, and compiled beside them the same in English: a page in Chinese pays nothing for the choice."""

    english: BilingualEnvironment | None = None

    def get_or_select_template(self, *asked: Any, **more: Any) -> Template:
        """The template in the language of the request. A template that it extends or includes comes from the same side."""
        if self.english is not None and in_english():
            return self.english.get_or_select_template(*asked, **more)
        return super().get_or_select_template(*asked, **more)


def add_languages(app: Flask, web: Path) -> None:
    """Lets a reader choose; call once every filter and global of the templates stands. Raises LawgraphError where the catalogue was not compiled."""
    folder = web / "translations"
    try:
        with (folder / _ENGLISH / "LC_MESSAGES" / "messages.mo").open("rb") as file:
            catalogue = read_mo(file)
    except OSError as error:
        raise LawgraphError("英文的词条还没有编译。", "请运行 pip install -e . 重新安装。") from error
    phrases = Phrases((str(message.id), str(message.string)) for message in catalogue if message.id)
    Babel(
        app,
        default_locale="zh_Hans_CN",
        default_translation_directories=str(folder),
        locale_selector=lambda: "en" if _chosen() == _ENGLISH else "zh_Hans_CN",
        configure_jinja=False,
    )
    app.extensions["lawgraph-phrases"] = phrases
    plain = app.jinja_env
    plain.filters.update(said=phrases.said, plainly=phrases.plainly, plural=plural, zh=_official)
    plain.globals["phrases"] = phrases
    if isinstance(plain, BilingualEnvironment):
        plain.english = plain.overlay(extensions=[EnglishTemplates])
        plain.english.bytecode_cache = None  # keeps templates by name and source, which are the same on both sides

    @app.context_processor
    def add_language() -> dict[str, Any]:
        own = _chosen()
        other = _CHINESE if own == _ENGLISH else _ENGLISH
        here = request.path if request.method in {"GET", "HEAD"} else "/"
        return {
            "language": _TAGS[own],
            "other_language": _TAGS[other],
            "other_name": _NAMES[other],
            "other_href": address(here, **(request.args.to_dict() | {"lang": other})),
        }

    @app.after_request
    def remember(response: Response) -> Response:
        if request.args.get("lang") in _TAGS:
            response.set_cookie(COOKIE, _chosen(), max_age=_YEAR, httponly=True, samesite="Lax", path="/")
        return response


def _chosen() -> str:
    for said in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if said in _TAGS:
            return said
    return _CHINESE


def in_english() -> bool:
    """Whether the request that is answered asks for English; False where none is."""
    if not has_request_context():
        return False
    locale = get_locale()
    return locale is not None and locale.language == _ENGLISH


def say(text: str) -> str:
    """A text of ours in the language of the request: for what is put into mark-up by Python and not by a template."""
    if not in_english():
        return text
    phrases: Phrases = current_app.extensions["lawgraph-phrases"]
    return phrases.plain(text)


def _official(value: Any) -> Any:
    """``|zh``: an official title or text. In an English page it is marked as Chinese, and never taken for words of ours."""
    return Official(value) if type(value) is str else value
