"""A fetched page becomes a Document: the source's selectors first, trafilatura where there are none or they find nothing."""
from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import lxml.etree

from corpus.places import find_provinces
from pipeline.document import Document, Published, document_id, replace
from pipeline.parse import boilerplate
from pipeline.parse import lines as wording
from pipeline.parse.attachments import Attachment, attachment_kind, read_attachment
from pipeline.parse.boilerplate_outline import Outline
from pipeline.parse.boilerplate_spam import links_of_the_trade
from pipeline.parse.css import Element, Page, fragment, outermost, text_of
from pipeline.parse.dates import STAMP, published_in, read_date
from pipeline.parse.html import Piece, assemble, clean, read_pieces
from pipeline.parse.metadata import Metadata, Selected, read_metadata
from pipeline.parse.page_charset import decode_html
from pipeline.parse.province import province_of
from pipeline.parse.text import is_legacy, parse_text
from pipeline.parse.version import PARSER_VERSION

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.archive import RawPage

COMMON = re.compile("[ạếộệủ]")  # letters that Vietnamese hardly does without, which spares most texts a closer look
SPANS = re.compile(r'\s(?:row|col)span="[^"]*"', re.IGNORECASE)
BESIDE_STAMP = 30  # code points
KEY = 20          # code points by which a paragraph is found again
ENOUGH_STATED = 200  # code points: JSON-LD's articleBody often is a summary only
ENOUGH_BODY = 60  # code points: a selector that yields less has hit something else


def parse_page(page: RawPage, source: Source | None) -> Document:
    """The article of `page`, or the text of a PDF or DOCX. Raises NotAnArticle for what is none, or has none that can be found,
    Unreadable for a file that can't be read."""
    kind = attachment_kind(page.content_type, page.body)
    if kind and page.status < 400:
        return _attachment(page, source, kind)
    markup, warnings = decode_html(page.body, page.content_type)
    boilerplate.refuse_response(page.status, markup, page.url)
    return parse_html(markup, document_id=document_id(page.source_id, page.canonical_url), source=source, source_id=page.source_id,
                      url=page.canonical_url, listing_date=page.listing_date, page=page, warnings=warnings)


def parse_html(markup: str, *, document_id: str, source_id: str, source: Source | None = None, url: str | None = None,
               path: str | None = None, listing_date: str | None = None, page: RawPage | None = None, warnings: tuple[str, ...] = ()) -> Document:
    """The article in `markup`; the text is its title, a blank line, its blocks. `warnings` are those of decoding. Raises NotAnArticle."""
    name = url or path or document_id
    content = Page(markup)
    selected = Selected(source.selectors.title, source.selectors.date, source.selectors.author) if source else Selected()
    metadata = read_metadata(content, selected, listing_date)
    spam = links_of_the_trade(content, source.hosts if source else (urlsplit(url).netloc,) if url else ())
    pieces, found = _pieces(content, markup, source, metadata, name, spam)
    boilerplate.refuse_text(metadata.title, _prose(pieces), name, spam)
    if spam:   # a good article into which somebody put links
        for host in spam:
            content.cut(f'a[href*="//{host}"]')
        pieces, found = _pieces(content, markup, source, metadata, name, ())
        boilerplate.refuse_text(metadata.title, _prose(pieces), name)
        found += ("injected_links",)
    text, blocks = assemble(metadata.title, pieces)
    published = metadata.published or _from_text(text, len(metadata.title or ""))
    author = metadata.author or _signed(pieces) or metadata.owner
    title_span = (0, len(metadata.title)) if metadata.title else None
    return Document(
        document_id=document_id, source_id=source_id, text=text, title=metadata.title, url=url, path=path, blocks=blocks,
        published=published, author=author, fetched_at=page.fetched_at if page else None, parser=PARSER_VERSION,
        warnings=(*warnings, *found, *(("legacy_encoding",) if not COMMON.search(text) and is_legacy(text) else ())),
        province=province_of(text, title_span=title_span, blocks=blocks, on=published.day if published else None,
                             source_province=source.province if source else _site_province(content.tree)))


def _attachment(page: RawPage, source: Source | None, kind: Attachment) -> Document:
    written = read_attachment(page.body, kind, page.url)
    document = parse_text(written.text, document_id=document_id(page.source_id, page.canonical_url), source_id=page.source_id, url=page.canonical_url,
                          source_province=source.province if source else None, parser=PARSER_VERSION, warnings=written.warnings, hints=written.hints)
    return replace(document, fetched_at=page.fetched_at, published=document.published or read_date(page.listing_date, "listing"),
                   parent_id=document_id(page.source_id, page.parent_url) if page.parent_url else None)


def _pieces(content: Page, markup: str, source: Source | None, metadata: Metadata, name: str, spam: Collection[str]) -> tuple[list[Piece], tuple[str, ...]]:
    """The article's blocks and warnings of how they were found. Raises NotAnArticle."""
    pieces = _by_selectors(content, source, metadata, name)
    if pieces:
        return pieces, ()
    stated = _stated(content, metadata)
    if stated:
        return stated, ("body:json-ld",)
    seen = boilerplate.refuse_page(content, markup, metadata, name, spam)
    return _by_trafilatura(content, metadata, seen), ("body:trafilatura",) if source and source.selectors.body else ()


def _signed(pieces: list[Piece]) -> str | None:
    """Who wrote it, as the article says: "Tin, ảnh: Lan Anh" anywhere, a bare name below the text (above it, bodies and places are named)."""
    begun = False
    for piece in pieces:
        if piece.kind == "furniture" and (name := wording.byline(piece.text) or (piece.text if begun and wording.is_bare_name(piece.text) else None)):
            return name
        begun = begun or piece.kind in ("paragraph", "list_item")
    return None


def _prose(pieces: list[Piece]) -> str:
    return "\n".join(p.text for p in pieces if p.kind != "furniture")


def _by_selectors(content: Page, source: Source | None, metadata: Metadata, name: str) -> list[Piece]:
    """The body that the source's selectors name; [] where none finds enough. Cuts what the source removes out of the page."""
    if source is None:
        return []
    for css in source.selectors.remove:
        content.cut(css)
    for css in source.selectors.body:
        bodies = [fragment(node) for node in outermost(content.select(css))]
        pieces = [piece for body in bodies for piece in read_pieces(body, metadata.title)]
        if sum(len(p.text) for p in pieces) >= ENOUGH_BODY:
            for body in bodies:
                boilerplate.refuse_body(body, metadata, name)
            return pieces
    return []


def _stated(content: Page, metadata: Metadata) -> list[Piece]:
    """The text that JSON-LD states, where a script is to draw the page and its markup has none of it."""
    if len(metadata.body) < ENOUGH_STATED or clean(re.sub(r"<[^>]*>", " ", metadata.body))[:KEY] in clean(text_of(content.tree.find("body"))):
        return []
    markup = metadata.body if "<" in metadata.body else "<br>".join(html.escape(line) for line in metadata.body.splitlines())
    body = Page(f"<article>{markup}</article>").first(("article",))
    return read_pieces(fragment(body), metadata.title) if body is not None else []


def _by_trafilatura(content: Page, metadata: Metadata, seen: Outline) -> list[Piece]:
    """Trafilatura says where the article is; the blocks come from the element around it, since it drops headings and captions itself.

    Where the article is short it takes the columns beside it for more of it: what `seen` knows to be other articles' is left out.
    """
    import trafilatura  # a second to import, and a source with selectors never needs it

    try:
        # it takes minutes over spans that don't fit each other, and only where the text stands is asked of it
        xml = trafilatura.extract(SPANS.sub("", content.html), output_format="xml", include_comments=False, include_tables=True, include_formatting=False, favor_recall=True)
    except RecursionError:
        xml = None
    main = next(lxml.etree.fromstring(xml.encode("utf-8"), parser=lxml.etree.XMLParser(huge_tree=True)).iter("main"), None) if xml else None
    pieces = _own(read_pieces(main, metadata.title), seen, metadata.author) if main is not None else []
    own = sum(len(p.text) for p in pieces) - len(metadata.title or "")  # it may keep the headline in the text
    known = [p.text for p in pieces if len(p.text) >= KEY] or seen.under
    lead = seen.under[0] if seen.under else ""   # trafilatura often leaves the summary out, which stands above the body
    for body in (_around(content.tree, known, lead), _around(content.tree, known), _densest(content.tree)):
        whole = _own(read_pieces(body, metadata.title), seen, metadata.author) if body is not None else []
        size = sum(len(p.text) for p in whole)
        if whole and own <= size * 1.2 and (size <= own * 1.6 + 200 or not pieces):
            return whole
    return pieces


def _own(pieces: list[Piece], seen: Outline, author: str | None) -> list[Piece]:
    """Without the section's name above the title, author and date below it, other articles' titles and teasers, and the page's foot."""
    elsewhere = seen.elsewhere
    head = next((n for n, p in enumerate(pieces) if p.text not in seen.above), 0)
    text = next((n for n, p in enumerate(pieces) if len(p.text) >= ENOUGH_BODY), 0)
    foot = next((n for n, p in enumerate(pieces) if n and p.kind != "table" and wording.opens_footer(p.text)), len(pieces))
    return [p for n, p in enumerate(pieces[:foot]) if n >= head and p.text not in elsewhere and not (n < text and p.kind != "furniture" and (p.text == author or _dates(p.text)))]


def _dates(line: str) -> bool:
    """A stamp with little else: a name before it, a button's word behind it."""
    hit = STAMP.search(line)
    return hit is not None and len(line) - len(hit[0]) <= BESIDE_STAMP


def _densest(tree: Element) -> Element | None:
    """The element whose children hold most prose, for short notices and broken markup that trafilatura gives up on."""
    prose: Counter[Element] = Counter()
    for element in tree.iter("p", "div", "td", "span", "font", "li"):
        parent, own = element.getparent(), clean(element.text or "")
        if parent is not None and len(own) >= ENOUGH_BODY // 2:
            prose[parent] += len(own)
    return max(prose, key=lambda element: prose[element], default=None)


def _around(tree: Element, paragraphs: list[str], lead: str = "") -> Element | None:
    """The smallest element that holds nine in ten of the paragraphs, and `lead` if the page has it; told by how they begin, or go on behind a bold word."""
    starts, known = {text[:KEY] for text in (*paragraphs, lead)}, "\n".join((*paragraphs, lead))
    leading: set[Element] = set()
    holders: Counter[Element] = Counter()
    found = 0
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for raw, owner in ((element.text, element), (element.tail, element.getparent())):
            if not raw or owner is None or len(raw) < KEY:
                continue
            key = clean(raw)[:2 * KEY]
            if key[:KEY] in starts or (len(key) == 2 * KEY and key in known):
                found += 1
                holders.update([owner, *owner.iterancestors()])
                if lead and not leading and (key[:KEY] == lead[:KEY] or (len(key) == 2 * KEY and key in lead)):
                    leading.update([owner, *owner.iterancestors()])
    return min((e for e, count in holders.items() if count >= 0.9 * found and (not leading or e in leading)),
               key=lambda e: -sum(1 for _ in e.iterancestors()), default=None)


def _site_province(tree: Element) -> str | None:
    """The province whose site it says to be ("Cổng thông tin điện tử tỉnh Lai Châu"), for pages without a source; None for several."""
    texts = (raw for e in tree.iter() if isinstance(e.tag, str) and e.tag not in ("script", "style") for raw in (e.text, e.tail, e.get("content")))
    names = {mention.province.name for raw in texts if raw and len(raw) < 200 and wording.names_site(line := clean(raw))
             for mention in find_provinces(line) if mention.strength == "strong"}
    return names.pop() if len(names) == 1 else None


def _from_text(text: str, title_end: int) -> Published | None:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    return published_in(text, lines=lines, title_start=title_end)
