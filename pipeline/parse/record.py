"""What the archive holds becomes a Document: a page by its source's selectors, an attachment or an imported file by its kind."""
from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.document import Document
from pipeline.parse.attachments import attachment_kind
from pipeline.parse.errors import Unreadable
from pipeline.parse.files import parse_bytes
from pipeline.parse.page import parse_page

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.archive import RawPage

FILE = "file:"     # how the archive writes the address of an imported file


def parse_record(page: RawPage, source: Source | None) -> Document:
    """The document that an archived record holds; `source` is None for files and for pages of no known source.

    Raises NotAnArticle for a page that is none, Unreadable for a file that can't be read.
    """
    if page.url.startswith(FILE):
        return parse_bytes(page.body, unquote(page.url.removeprefix(FILE)), source_id=page.source_id)
    if page.parent_url is not None and attachment_kind(page.content_type, page.body) is None:
        raise Unreadable(page.url, f"no_file: the link to a file of {page.parent_url} leads to {page.content_type.partition(';')[0] or 'something else'}; look at it in a browser")
    return parse_page(page, source)
