"""What a page consists of, seen from afar: headings, prose of its own, links that are titles of articles, teasers below such links.

A list of articles and an article with many related links hold the same things in another order: there every paragraph
follows a link and tells what it leads to, here prose follows prose under a heading. So the order is what is read.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import iterwalk

from pipeline.parse import lines as wording
from pipeline.parse.boilerplate_words import is_like, limit
from pipeline.parse.css import Element
from pipeline.parse.html import HIDDEN, INLINE, clean

OUTSIDE = frozenset(["script", "style", "noscript", "template", "iframe", "svg", "select", "option", "textarea", "button", "nav", "footer", "head", "object", "video", "audio", "canvas"])
HEADINGS = frozenset(["h1", "h2", "h3"])
FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|odt|ods|rtf|zip|rar)(?:[?#]|$)", re.IGNORECASE)   # a link to one is the article's own


@dataclass(slots=True)
class Outline:
    """Amounts are in code points. `own` is prose that no link announces, `teased` the paragraphs right below a title link,
    `links` the title links, `more` the links "xem chi tiết". `headed`: own prose stands under a heading long enough to be an
    article's. `lines` are the headings and short texts outside of links, in order."""

    own: int = 0
    paragraphs: int = 0
    headed: bool = False
    teased: int = 0
    links: int = 0
    more: int = 0
    lines: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)        # all paragraphs
    under: list[str] = field(default_factory=list)        # own prose under the article's heading
    announced: set[str] = field(default_factory=set)      # title links, and teasers in columns of them
    above: set[str] = field(default_factory=set)          # everything above the title, where that is found

    @property
    def elsewhere(self) -> set[str]:
        """Texts that belong to other articles. Known only where this one's own prose is; a list of the newest may quote that, too."""
        return self.announced.difference(self.under) if self.headed else set()


def outline(root: Element, title: str | None, *, body: bool = False) -> Outline:
    """The outline of a page, or of a `body` known to be an article's place, which needs no heading."""
    reader = _Reader((title or "").casefold(), body)
    walker = iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag not in INLINE:
                reader.flush()
                reader.open.append(tag)
            if tag in OUTSIDE or not tag or element.get("hidden") is not None or HIDDEN.search(element.get("style") or ""):
                walker.skip_subtree()
                continue
            reader.linked += tag == "a" and not FILE.search(element.get("href") or "")
            reader.add(element.text)
        else:
            if tag not in INLINE:
                reader.flush()
                reader.open.pop()
            elif tag == "a" and reader.linked and not FILE.search(element.get("href") or ""):
                reader.linked -= 1
            if element is not root:
                reader.add(element.tail)
    reader.flush()
    reader.end_group()
    return reader.found


def _is_sentence(text: str) -> bool:
    """Some systems make the summary a heading."""
    return (len(text) >= limit("prose") and text.rstrip('”"').endswith((".", "…"))) or len(text) >= wording.LONGEST_FURNITURE


class _Reader:
    def __init__(self, title: str, body: bool) -> None:
        self.found = Outline()
        self.open: list[str] = []      # blocks around the place
        self.linked = 0                # links around the place
        self.title = title
        self.texts: list[str] = []
        self.in_links = 0
        self.under_heading = body      # an article's heading, and no link since
        self.after_link = False
        self.seen: list[str] = []
        self.group: list[str] = []     # title links, and teasers below them, since the last thing of another kind
        self.grouped_links = 0

    def add(self, text: str | None) -> None:
        if text:
            self.texts.append(text)
            self.in_links += len(text.strip()) if self.linked else 0

    def flush(self) -> None:
        text, in_links = clean("".join(self.texts)), self.in_links
        self.texts, self.in_links = [], 0
        if not text:
            return
        self.seen.append(text)
        if text.casefold() == self.title and not self.found.above:
            self.found.above.update(self.seen)
        if in_links >= 0.7 * len(text):
            self._link(text)
        elif text.casefold() == self.title or (self.open and self.open[-1] in HEADINGS and not _is_sentence(text)):
            self.end_group()
            self.found.lines.append(text)
            self.under_heading = len(text) >= limit("heading")
            self.after_link = False
        elif wording.opens_footer(text) or wording.names_site(text) or wording.is_furniture(text):
            pass
        elif len(text) >= limit("prose"):
            self._prose(text)
        else:
            self.found.lines.append(text)
            if self.under_heading:
                self.found.own += len(text)
                if len(text) >= limit("heading") and text.endswith("."):   # a summary may be short
                    self.found.under.append(text)

    def _link(self, text: str) -> None:
        if len(text) >= limit("title_link"):
            self.found.links += 1
            self.found.announced.add(text)
            self.group.append(text)
            self.grouped_links += 1
            self.under_heading, self.after_link = False, True
        elif is_like("more", text):
            self.found.more += 1

    def _prose(self, text: str) -> None:
        self.found.prose.append(text)
        if len(text) < limit("line"):
            self.found.lines.append(text)
        if self.after_link:
            self.found.teased += 1
            self.group.append(text)
        else:
            self.end_group(to_prose=True)
            if self.under_heading:
                self.found.under.append(text)
            self.found.own += len(text)
            self.found.paragraphs += 1
            self.found.headed = self.found.headed or self.under_heading
        self.after_link = False

    def end_group(self, *, to_prose: bool = False) -> None:
        """A few links in a row are other articles'; a single one with prose around it is the article's own."""
        if to_prose and self.group and self.found.prose[-2:-1] == self.group[-1:]:
            self.group.pop()   # the paragraph below the last link goes on, so it is no teaser
        if self.grouped_links >= limit("links_together"):
            self.found.announced.update(self.group)
        self.group, self.grouped_links = [], 0
