"""The words of a template: found for the catalogue, and put into English where a template is compiled for readers of English.

A template is written in Chinese and marks nothing. Its messages are its stretches of text: what stands between two tags of HTML or two statements of
Jinja, an attribute's value, or a string within an expression. An expression within a stretch is a parameter, named for the last word in it:

    <p>共 {{ rows|length }} 项</p>          →  共 {rows} 项
    aria-label="举措 {{ chosen.tag }} 的依据"  →  举措 {tag} 的依据
    {{ "草案" if row.draft else day }}      →  草案
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from jinja2.ext import Extension
from markupsafe import escape

if TYPE_CHECKING:
    from jinja2 import Environment

    from lawgraph.app.language.phrases import Phrases

__all__ = ["OURS", "EnglishTemplates", "parameter_name", "translate_template"]

OURS = re.compile(r"[　、。㐀-䶿一-鿿！（），：；？～]")
"""What an English page holds in official titles and texts alone: Chinese characters, and the punctuation that comes with them."""
CHINESE = re.compile(r"[㐀-鿿]+")
PARAMETER = re.compile(r"\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}")
"""``{count}``, or in English ``{count:measure|measures}``: the word for one and for several."""

_JINJA = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\})", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')
_TAG = re.compile(r"</?([A-Za-z][\w-]*)|<!")
_WORD = re.compile(r"[A-Za-z_]\w*")
_NO_NAME = frozenset("if else or and not in is none true false loop format length self join str len isoformat".split())
_CALL = re.compile(r"[a-z_]\w*\(")
_PLAIN_TAGS = frozenset({"option", "textarea", "title", "text", "tspan"})
"""Elements that hold text alone: a title within has no mark-up to say that it is Chinese."""
_BARE_VALUE = re.compile(r'[\w-]="[^"<>]*$')

Translator = Callable[[str], str]


def parameter_name(expression: str) -> str:
    """The name of an expression as a parameter: its last word that is none of the language's."""
    head = _STRING.sub("", re.split(r"(?<!\|)\|(?!\|)", expression)[0])
    words = [word for word in _WORD.findall(head) if word.lower() not in _NO_NAME]
    return words[-1].strip("_") or "value" if words else "value"


@dataclass(slots=True)
class _Run:
    """A stretch of text: words, and expressions as (source, what stands within)."""

    parts: list[str | tuple[str, str]] = field(default_factory=list)
    plain: bool = False

    def words(self) -> str:
        return "".join(part for part in self.parts if isinstance(part, str))

    def message(self) -> tuple[str, dict[str, str]]:
        """The stretch as a message, and its parameters' expressions."""
        named: dict[str, str] = {}
        text = ""
        for part in self.parts:
            if isinstance(part, str):
                text += part
                continue
            name = first = parameter_name(part[1])
            number = 2
            while named.get(name, part[1]) != part[1]:
                name, number = f"{first}{number}", number + 1
            named[name] = part[1]
            text += f"{{{name}}}"
        return text, named


class _Scanner:
    """Goes through a template once; ``made`` is the template in the other language."""

    def __init__(self, translate: Translator) -> None:
        self._translate = translate
        self._run = _Run()
        self._mode = "text"  # or "tag", or the quotation mark that ends an attribute's value
        self._plain_within = ""
        self._tag = ""
        self.made: list[str] = []

    def scan(self, source: str) -> str:
        for piece in _JINJA.split(source):
            if piece.startswith("{{"):
                self._expression(piece)
            elif piece.startswith("{%"):
                self._flush()
                self._statement(piece)
            elif piece.startswith("{#"):
                self.made.append(piece)
            else:
                self._data(piece)
        self._flush()
        return "".join(self.made)

    def _statement(self, piece: str) -> None:
        if re.match(r"\{%-? *block title\b", piece):
            self._plain_within = "block"
        elif re.match(r"\{%-? *endblock\b", piece) and self._plain_within == "block":
            self._plain_within = ""
        self.made.append(self._strings(piece))

    def _expression(self, piece: str) -> None:
        inner = piece[2:-2].strip("-+ \n")
        if self._mode == "tag":
            self.made.append(self._strings(piece))
        elif self._mode == "text" and _CALL.match(inner) and not self._plain:
            self._flush()  # a macro: mark-up, as a tag is
            self.made.append(f"{{{{ ({self._strings(inner)})|said }}}}")
        else:
            self._run.plain = self._run.plain or self._plain
            self._run.parts.append((piece, inner))

    def _data(self, text: str) -> None:
        while text:
            text = {"text": self._in_text, "tag": self._in_tag}.get(self._mode, self._in_value)(text)

    def _in_text(self, text: str) -> str:
        found = _TAG.search(text)
        if found is None:
            self._run.parts.append(text)
            return ""
        self._run.parts.append(text[: found.start()])
        self._flush()
        self.made.append(found[0])
        self._mode, self._tag = "tag", found[0][1:]
        return text[found.end() :]

    def _in_tag(self, text: str) -> str:
        found = re.search(r"=([\"'])|>", text)
        if found is None:
            self.made.append(text)
            return ""
        self.made.append(text[: found.end()])
        if found[1]:
            self._mode = found[1]
        else:
            self._mode = "text"
            if self._tag in _PLAIN_TAGS:
                self._plain_within = self._tag
            elif self._tag == "/" + self._plain_within:
                self._plain_within = ""
        return text[found.end() :]

    def _in_value(self, text: str) -> str:
        inside, mark, rest = text.partition(self._mode)
        self._run.parts.append(inside)
        if mark:
            self._flush()
            self.made.append(mark)
            self._mode = "tag"
        return rest

    @property
    def _plain(self) -> bool:
        """Whether there is no room for mark-up here."""
        return self._mode != "text" or bool(self._plain_within) or _BARE_VALUE.search(self._run.words()) is not None

    def _flush(self) -> None:
        run, self._run = self._run, _Run()
        if not any(run.parts):
            return
        plain = run.plain
        text, named = run.message()
        core = " ".join(text.split())
        if not OURS.search(run.words()):
            self.made += [part if isinstance(part, str) else self._printed(part[1], plain=plain) for part in run.parts]
            return
        before, after = (edge.replace("　", " ") for edge in (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]))
        self.made.append(before)
        self.made += self._filled(self._translate(core), named, plain=plain)
        self.made.append(after)

    def _filled(self, message: str, named: dict[str, str], *, plain: bool) -> Iterator[str]:
        at = 0
        for found in PARAMETER.finditer(message):
            yield self._words(message[at : found.start()], plain=plain)
            at = found.end()
            if found[1] not in named:
                yield found[0]
            elif found[2] is not None:
                yield f'{{{{ ({named[found[1]]})|plural("{found[2]}", "{found[3]}") }}}}'
            else:
                yield self._printed(named[found[1]], plain=plain)
        yield self._words(message[at:], plain=plain)

    def _words(self, words: str, *, plain: bool) -> str:
        """Words as mark-up; a Chinese example among English words is marked as such."""
        html = str(escape(words))
        return html if plain or not re.search(r"[A-Za-z]{2}", words) else CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', html)

    def _printed(self, inner: str, *, plain: bool) -> str:
        return f"{{{{ ({self._strings(inner)})|{'plainly' if plain else 'said'} }}}}"

    def _strings(self, code: str) -> str:
        """Code with its Chinese strings in the other language."""

        def put(found: re.Match[str]) -> str:
            words = found[1] if found[1] is not None else found[2]
            if not OURS.search(words):
                return found[0]
            core = words.strip(" ")
            said = self._translate(core)
            return found[0].replace(core, said.replace("\\", "\\\\").replace(found[0][0], "\\" + found[0][0]))

        return _STRING.sub(put, code)


def translate_template(source: str, translate: Translator) -> str:
    """A template's source with each message as ``translate`` gives it; what expressions print goes through the filters of ``add_languages``."""
    return _Scanner(translate).scan(source)


class EnglishTemplates(Extension):
    """Templates compiled for readers of English: the words of a template once, when it is compiled; what it prints, when it is printed."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.phrases = cast("Phrases", environment.globals["phrases"])

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 (Jinja's way of calling)
        """The source in English."""
        return translate_template(source, self.phrases.of_template)


def messages_of_template(source: str) -> Sequence[str]:
    """The messages of a template, in order."""
    found: list[str] = []

    def keep(message: str) -> str:
        found.append(message)
        return message

    translate_template(source, keep)
    return found
