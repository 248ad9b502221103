"""CSS selectors on a parsed page: plain ones as XPath in C, all others through soupsieve.

Sources write CSS. A page of 33 KB takes lxml 2 ms and Beautiful Soup 40 ms, so tags, classes, ids, attributes, descendants and
children become XPath; whatever else CSS can say (":has()", ":not()", "+", "~") is answered by Beautiful Soup on the same page.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import lxml.etree
from bs4 import BeautifulSoup, Tag

Element = Any  # lxml.etree._Element: lxml has no types of its own

NAME = r"-?[A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*"
PART = re.compile(rf"""(?P<tag>{NAME}|\*)|\#(?P<id>{NAME})|\.(?P<cls>{NAME})|
    \[\s*(?P<attr>{NAME})\s*(?:(?P<op>[~^$*]?=)\s*(?P<q>["']?)(?P<value>[^"'\]]*)(?P=q)\s*)?\]""", re.VERBOSE)
COMBINATOR = re.compile(r"\s*(>)\s*|\s+")
MARK = "data-cchc-node"


def select(root: Element, css: str) -> list[Element]:
    """The elements below `root` that match, in document order. Raises soupsieve.SelectorSyntaxError for what is no CSS."""
    path = _compiled(css)
    if path is not None:
        return list(path(root))
    return _by_soup(root, css)


def text_of(element: Element) -> str:
    """All text inside, as it stands."""
    return "".join(element.itertext())


def first(root: Element, selectors: tuple[str, ...]) -> Element | None:
    """The first match of the first selector that has one."""
    return next((found[0] for css in selectors if (found := select(root, css))), None)


@cache
def _compiled(css: str) -> Any | None:
    path = _xpath(css)
    return lxml.etree.XPath(path) if path else None


def _xpath(css: str) -> str | None:
    """None where the selector says more than tags, ids, classes, attributes, " " and ">"."""
    paths = []
    for alternative in css.split(","):
        path = "".join(_steps(alternative.strip())) if alternative.strip() else ""
        if not path or path.endswith("?"):
            return None
        paths.append(path)
    return " | ".join(paths)


def _steps(css: str) -> Iterator[str]:
    at, axis = 0, ".//"
    while at < len(css):
        tag, tests = "*", []
        start = at
        while part := PART.match(css, at):
            if part["tag"] and at != start:
                break
            tag = part["tag"].lower() if part["tag"] else tag
            test = _test(part)
            if test is None:
                yield "?"
                return
            tests.append(test)
            at = part.end()
        if at == start:
            yield "?"
            return
        yield axis + tag + "".join(tests)
        combinator = COMBINATOR.match(css, at)
        if combinator is None:
            if at < len(css):
                yield "?"
            return
        axis = "/" if combinator[1] else "//"
        at = combinator.end()


def _test(part: re.Match[str]) -> str | None:
    if part["tag"]:
        return ""
    if part["id"]:
        return f'[@id="{part["id"]}"]'
    if part["cls"]:
        return f'[contains(concat(" ",normalize-space(@class)," ")," {part["cls"]} ")]'
    name, value = part["attr"].lower(), part["value"]
    if not part["op"]:
        return f"[@{name}]"
    if not value:
        return None
    return {"=": f'[@{name}="{value}"]', "^=": f'[starts-with(@{name},"{value}")]', "*=": f'[contains(@{name},"{value}")]',
            "~=": f'[contains(concat(" ",normalize-space(@{name})," ")," {value} ")]'}.get(part["op"])


def _by_soup(root: Element, css: str) -> list[Element]:
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    for number, element in enumerate(elements):
        element.set(MARK, str(number))
    try:
        soup = BeautifulSoup(lxml.etree.tostring(root, encoding="unicode", method="html"), "lxml")
        found = [int(str(tag[MARK])) for tag in soup.select(css) if isinstance(tag, Tag) and tag.has_attr(MARK)]
    finally:
        for element in elements:
            del element.attrib[MARK]
    return [elements[number] for number in found if number]
