"""Steps through WordprocessingML by local names: the transitional and the strict form differ in their name spaces alone."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

__all__ = ["attribute", "child", "children", "tag"]


def tag(element: Element) -> str:
    """The element's name without its name space."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element | None, name: str = "val") -> str:
    """The attribute by its local name; "" where the element or the attribute is absent."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that local name; none where the element is absent."""
    return (below for below in element if tag(below) == name) if element is not None else iter(())


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names; None where a step is absent."""
    for step in path:
        element = next(children(element, step), None)
    return element
