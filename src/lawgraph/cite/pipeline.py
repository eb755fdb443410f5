"""The whole way of a text: clean, find, antecedents, resolve."""

from __future__ import annotations

from datetime import date

from lawgraph.cite.antecedents import stands
from lawgraph.cite.catalogue import Catalogue, title_key
from lawgraph.cite.find import Form, Found, find
from lawgraph.cite.pinpoints import ARTICLE_START
from lawgraph.cite.resolve import Answer, Resolver, council_kind
from lawgraph.domain.ids import citation_id, document_id
from lawgraph.domain.levels import Kind, is_local
from lawgraph.domain.models import Citation
from lawgraph.text.cleaning import clean

__all__ = ["find_citations", "resolve_title"]


def find_citations(
    text: str, catalogue: Catalogue, *, at: date, today: date, document: str | None = None, itself: str | None = None
) -> tuple[Citation, ...]:
    """Every citation of ``text`` in order of place, each with what became of it.

    ``at`` is the text's date, ``today`` the day on which somebody asks; ``document`` the identifier of the text (default: made from it);
    ``itself`` the work whose text this is, for 本法 and the like. Spans count characters of ``text`` as given: ``text[c.start:c.end] == c.text``.
    Never raises for any text.
    """
    cleaned = clean(text)
    found = find(cleaned.text, catalogue)
    answers = stands(cleaned.text, found, catalogue, itself=itself)
    resolver = Resolver(catalogue, at=at, today=today, itself=itself)
    name = document if document is not None else document_id(text)
    resolved: list[Answer | None] = []
    for mention, stand in zip(found.mentions, answers, strict=True):
        if stand.dropped:
            resolved.append(None)
        elif stand.of or stand.own:
            meant = [(found.mentions[index], answer) for index in stand.of if (answer := resolved[index]) is not None]
            resolved.append(resolver.standing(mention, stand, meant) if meant or stand.own else None)
        else:
            resolved.append(resolver.named(cleaned.text, mention))
    kinds = _kinds_by_context(cleaned.text, found, [stand.of for stand in answers], resolved)
    places: dict[int, int] = {}
    citations: list[Citation] = []
    for index, (mention, stand, answer) in enumerate(zip(found.mentions, answers, resolved, strict=True)):
        if answer is None:
            continue
        places[index] = len(citations)
        start, end = cleaned.span(mention.start, mention.end)
        said = text[start:end]
        antecedent = places.get(stand.of[0]) if len(stand.of) == 1 else None
        citations.append(
            Citation(
                citation_id(name, start, end, said), start, end, said, mention.title, mention.form is Form.BRACKETED, answer.masked,
                resolver.pinpoints(mention, stand, answer), kinds.get(index, answer.kind), antecedent, answer.resolution, answer.reason,
                answer.work, answer.candidates, answer.force, answer.force_today,
            )
        )  # fmt: skip
    return tuple(citations)


def resolve_title(title: str, catalogue: Catalogue, *, at: date, today: date) -> Citation | None:
    """What ``title`` names: a title with or without 《》, a version and an article behind it, or a document number.

    The citation's span counts the words as they would stand in a text: where ``title`` alone would be no citation, its name stands in 《》 there.
    None where the words hold no name.
    """
    said = title.strip()
    for text in (said, _bracketed(said)):
        found = find_citations(text, catalogue, at=at, today=today)
        if found and (found[0].start, found[0].end) == (0, len(text)):
            return found[0]
    return None


def _bracketed(said: str) -> str:
    article = ARTICLE_START.search(said)
    name = said[: article.start()].rstrip() if article else said
    return f"《{name}》{said[len(name) :].lstrip()}" if "《" not in said else said


def _kinds_by_context(text: str, found: Found, of: list[tuple[int, ...]], resolved: list[Answer | None]) -> dict[int, Kind]:
    """Kinds that the words around a masked or unknown title of a place speak for: around it, and around what stands for it."""
    kinds: dict[int, Kind] = {}
    same: dict[str, list[int]] = {}
    for index, stands_for in enumerate(of):
        for first in stands_for or (index,):
            same.setdefault(title_key(found.mentions[first].title), []).append(index)
    for index, answer in enumerate(resolved):
        mention = found.mentions[index]
        if answer is None or of[index] or answer.work is not None or answer.kind is not Kind.LOCAL_RULE or not is_local(mention.title):
            continue
        group = same.pop(title_key(mention.title), [])
        kind = council_kind(text, [(found.mentions[n].start, found.mentions[n].end) for n in group], answer.kind)
        if kind is not answer.kind:
            kinds.update(dict.fromkeys(group, kind))
    return kinds
