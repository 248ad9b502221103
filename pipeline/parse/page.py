"""A fetched page becomes a Document: the source's selectors first, trafilatura where there are none or they find nothing."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

import charset_normalizer
import lxml.etree
import lxml.html

from pipeline.document import Document, Published, document_id
from pipeline.parse import boilerplate
from pipeline.parse import lines as wording
from pipeline.parse.css import Element, select
from pipeline.parse.dates import published_in
from pipeline.parse.errors import NotAnArticle
from pipeline.parse.html import Piece, assemble, read_pieces
from pipeline.parse.metadata import Metadata, Selected, read_metadata
from pipeline.parse.province import province_of
from pipeline.parse.version import PARSER_VERSION

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.archive import RawPage

ENOUGH_BODY = 80  # code points: a selector that yields less has hit something else


def parse_page(page: RawPage, source: Source | None) -> Document:
    """The article of `page`. Raises NotAnArticle for what is none, or has none that can be found."""
    text = decode_html(page.body, page.content_type)
    boilerplate.refuse_response(page.status, text, page.url)
    return parse_html(text, document_id=document_id(page.source_id, page.canonical_url), source=source, source_id=page.source_id,
                      url=page.canonical_url, listing_date=page.listing_date, page=page)


def parse_html(markup: str, *, document_id: str, source_id: str, source: Source | None = None, url: str | None = None,
               path: str | None = None, listing_date: str | None = None, page: RawPage | None = None) -> Document:
    """The article in `markup`; the text is its title, a blank line, its blocks. Raises NotAnArticle."""
    name = url or path or document_id
    tree = _tree(markup)
    if tree is None:
        raise NotAnArticle("empty", "no markup could be read", name)
    selected = Selected(source.selectors.title, source.selectors.date, source.selectors.author) if source else Selected()
    metadata = read_metadata(tree, selected, listing_date)
    pieces = _by_selectors(tree, source, metadata)
    warnings: tuple[str, ...] = ()
    if not pieces:
        boilerplate.refuse_page(tree, name)
        boilerplate.refuse_listing(tree, name)
        pieces = _by_trafilatura(markup, metadata)
        warnings = ("body:trafilatura",) if source and source.selectors.body else ()
    boilerplate.refuse_text(metadata.title, "\n".join(p.text for p in pieces if p.kind != "furniture"), name)
    text, blocks = assemble(metadata.title, pieces)
    published = metadata.published or _from_text(text, len(metadata.title or ""))
    author = metadata.author or next((a for p in pieces if p.kind == "furniture" and (a := wording.byline(p.text) or p.text)), None)
    title_span = (0, len(metadata.title)) if metadata.title else None
    return Document(
        document_id=document_id, source_id=source_id, text=text, title=metadata.title, url=url, path=path, blocks=blocks,
        published=published, author=author, fetched_at=page.fetched_at if page else None, parser=PARSER_VERSION, warnings=warnings,
        province=province_of(text, title_span=title_span, blocks=blocks, on=published.day if published else None,
                             source_province=source.province if source else None))


def decode_html(body: bytes, content_type: str = "") -> str:
    """By BOM, then UTF-8 if it is that, then what the header or the page's own meta claims, then what it looks like."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    claimed = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, re.IGNORECASE) \
        or re.search(r"charset\s*=\s*[\"']?([\w-]+)", body[:2048].decode("ascii", "ignore"), re.IGNORECASE)
    if claimed:
        try:
            # a page that claims UTF-8 and has a stray byte is still UTF-8
            return body.decode(claimed[1], "replace")
        except LookupError:
            pass
    best = charset_normalizer.from_bytes(body[:100_000]).best()
    return body.decode(best.encoding if best else "utf-8", "replace")


def _tree(markup: str) -> Element | None:
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    try:
        return lxml.html.document_fromstring(markup, parser=lxml.html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True))
    except (lxml.etree.ParserError, ValueError):
        return None


def _by_selectors(tree: Element, source: Source | None, metadata: Metadata) -> list[Piece]:
    """The body that the source's selectors name; [] where none finds enough. Cuts what the source removes out of `tree`."""
    if source is None:
        return []
    for css in source.selectors.remove:
        for element in select(tree, css):
            _cut(element)
    for css in source.selectors.body:
        found = select(tree, css)
        outer = [e for e in found if not any(parent in found for parent in e.iterancestors())] if len(found) > 1 else found
        pieces = [piece for element in outer for piece in read_pieces(element, metadata.title)]
        if sum(len(p.text) for p in pieces) >= ENOUGH_BODY:
            return pieces
    return []


def _cut(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _by_trafilatura(markup: str, metadata: Metadata) -> list[Piece]:
    import trafilatura  # a second to import, and a source with selectors never needs it

    xml = trafilatura.extract(markup, output_format="xml", include_comments=False, include_tables=True, include_formatting=False, favor_recall=True)
    if not xml:
        return []
    main = next(lxml.etree.fromstring(xml.encode("utf-8"), parser=lxml.etree.XMLParser(huge_tree=True)).iter("main"), None)
    return read_pieces(main, metadata.title) if main is not None else []


def _from_text(text: str, title_end: int) -> Published | None:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    return published_in(text, lines=lines, title_start=title_end)
