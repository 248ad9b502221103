"""Files and folders become Documents, each file by its ending; what can't be read is handed back as Unreadable, never raised over the rest."""
from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.document import Document, document_id
from pipeline.parse.attachments import ENDINGS as ATTACHED
from pipeline.parse.attachments import attachment_kind, read_attachment
from pipeline.parse.errors import NotAnArticle, Unreadable
from pipeline.parse.page import parse_html
from pipeline.parse.page_charset import decode_html
from pipeline.parse.saved import PAGES, NotSaved, read_saved
from pipeline.parse.text import decode, parse_text
from pipeline.parse.version import PARSER_VERSION

TEXT = frozenset({".txt", ".md"})
ENDINGS = TEXT | PAGES | ATTACHED.keys()
LARGEST_FILE = 50_000_000     # bytes; scanned reports reach 40 MB


def parse_file(path: str | os.PathLike[str], *, source_id: str = "files") -> Document:
    """One file as a Document; its id comes from `source_id` and the file's bytes, so a copy elsewhere is the same document.

    Raises Unreadable with the path as given, the reason and the remedy.
    """
    given = os.fspath(path)
    refuse_ending(given)
    return parse_bytes(read_file(given), given, source_id=source_id)


def parse_bytes(data: bytes, path: str, *, source_id: str = "files") -> Document:
    """The content of a file as a Document; `path` tells its kind by the ending. Raises Unreadable."""
    ending = Path(path).suffix.lower()
    identity = document_id(source_id, hashlib.sha256(data).hexdigest())
    if ending in PAGES:
        return _page(data, path, identity, source_id)
    kind = attachment_kind("", data)
    if kind is None and ending in ATTACHED:
        if data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":     # portals hand out pages as "Word" and "Excel" files
            return _page(data, path, identity, source_id)
        kind = ATTACHED[ending]
    if kind and ending not in TEXT:
        written = read_attachment(data, kind, path)
        return parse_text(written.text, document_id=identity, source_id=source_id, path=path, parser=PARSER_VERSION, warnings=written.warnings, hints=written.hints)
    text, warnings = decode(data, path)
    return parse_text(text, document_id=identity, source_id=source_id, path=path, parser=PARSER_VERSION, warnings=warnings)


def parse_paths(paths: Iterable[str | os.PathLike[str]], *, source_id: str = "files") -> Iterator[Document | Unreadable]:
    """Every file of `paths`, folders walked, in sorted order; hidden files are passed over. One that can't be read comes as Unreadable."""
    for file in files_of(paths):
        try:
            yield file if isinstance(file, Unreadable) else parse_file(file, source_id=source_id)
        except Unreadable as problem:
            yield problem


def files_of(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str | Unreadable]:
    """The files themselves and those in folders, in sorted order; hidden ones are passed over, links to folders and closed folders are told."""
    for path in paths:
        yield from _files(os.fspath(path))


def refuse_ending(path: str) -> None:
    """Raises Unreadable for a file of a kind that is not read."""
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise Unreadable(path, f"ending: {ending or 'no ending'} is not read; give {', '.join(sorted(ENDINGS))}, or convert the file to one of them")


def _page(data: bytes, path: str, identity: str, source_id: str) -> Document:
    if not data.strip():
        raise Unreadable(path, "empty: the file holds no text")
    try:
        saved = read_saved(data, path)
        markup, warnings = decode_html(saved.body, saved.content_type)
        return parse_html(markup, document_id=identity, source_id=source_id, path=path, url=saved.stated, warnings=warnings)
    except NotSaved as problem:
        raise Unreadable(path, f"damaged: {problem}") from None
    except NotAnArticle as problem:
        raise Unreadable(path, f"{problem.kind}: the page is not an article ({problem.evidence})") from None


def _files(path: str) -> Iterator[str | Unreadable]:
    if not os.path.isdir(path):  # noqa: PTH112  (Path would rewrite "./a" and the path is kept as given)
        yield path
        return
    closed: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=closed.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in folders:
            link = os.path.join(folder, name)  # noqa: PTH118
            if os.path.islink(link):  # noqa: PTH114
                yield Unreadable(link, "link: links to folders are not followed, since they may lead in circles; name the folder itself")
        for name in sorted(files):
            if not name.startswith("."):
                yield os.path.join(folder, name)  # noqa: PTH118
    for error in closed:
        yield Unreadable(str(error.filename or path), f"unreadable: {error.strerror or error}; check the folder's permissions")


def read_file(path: str) -> bytes:
    """A file's bytes. Raises Unreadable: missing, too large, no file at all, closed."""
    file = Path(path)
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):    # a pipe or device may never end
            raise Unreadable(path, "unreadable: this is no file but a folder, pipe or device; save its content as a file")
        if found.st_size > LARGEST_FILE:
            raise Unreadable(path, f"too_large: {found.st_size / 1e6:.0f} MB, the limit is {LARGEST_FILE / 1e6:.0f} MB; split the file")
        return file.read_bytes()
    except FileNotFoundError:
        raise Unreadable(path, "missing: there is no such file; check the path") from None
    except OSError as error:
        raise Unreadable(path, f"unreadable: {error.strerror or error}; check the file's permissions") from None
