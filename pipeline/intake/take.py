"""Taking in what somebody else fetched or wrote: web archives, saved pages, files and folders of them all go into the archive.

From there they are parsed like crawled pages, and read again by a better parser. What is there already is not stored twice.
"""
from __future__ import annotations

import hashlib
import mimetypes
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from urllib.parse import quote

from corpus.sources import Source
from pipeline.archive import FILE, Archive, RawPage, RecordRef, is_source_id
from pipeline.crawl.address import absolute, canonical
from pipeline.crawl.adopt import adopt
from pipeline.crawl.attached import attachments_of
from pipeline.crawl.state import CrawlState, body_digest
from pipeline.intake.belonging import FILES, UNLISTED, Catalogue, takes, unlisted_identity
from pipeline.intake.warc import Capture, Odd, is_web_archive, read_archive
from pipeline.parse.attachments import attachment_kind
from pipeline.parse.errors import Kind, Unreadable
from pipeline.parse.files import ENDINGS, files_of, read_file, refuse_ending
from pipeline.parse.saved import PAGES, NotSaved, read_saved

DONE = "document"      # what the state says of a record that became a document
SHOWN = 3              # addresses told of each group of records that are passed over
IDENTITIES = 200_000   # attachments of one import whose articles are remembered


@dataclass(frozen=True, slots=True)
class Kept:
    """A page or file that the archive holds now; `new` is False where it did before."""

    source_id: str
    ref: RecordRef
    new: bool


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not taken in. `passed` tells what no document could come of (pictures, redirects) from what went wrong."""

    source_id: str
    name: str
    kind: str
    reason: str
    passed: bool = False


class Intake:
    """Takes in files for one archive and its crawl state; `sources` are those whose pages are known."""

    def __init__(self, archive: Archive, state: CrawlState, sources: Mapping[str, Source]) -> None:
        self.archive, self.state, self.sources = archive, state, sources
        self.catalogue = Catalogue(sources)
        self.now = datetime.now(UTC)
        self._adopted: set[str] = set()
        self._articles: dict[tuple[str, str], str] = {}     # attachment (source, canonical address) → its article

    def take(self, paths: Iterable[str | Path]) -> Iterator[Kept | Left]:
        """Everything in these files and folders, in order; of web archives the pages first, then the files that they link to.

        Raises ArchiveError and StateError, when the disk fails.
        """
        archives: list[Path] = []
        for path in files_of(paths):
            if isinstance(path, Unreadable):
                yield _left(path)
            elif is_web_archive(Path(path)):
                archives.append(Path(path))
            else:
                yield self._file(path)
        yield from self._web_archives(archives)

    # ------------------------------------------------------------ files and saved pages
    def _file(self, path: str) -> Kept | Left:
        ending = Path(path).suffix.lower()
        try:
            if ending not in ENDINGS:
                refuse_ending(path)
            data = read_file(path)
            page = self._saved(data, path) if ending in PAGES else None
        except Unreadable as problem:
            return _left(problem)
        except NotSaved as problem:
            return Left(FILES, path, "damaged", str(problem))
        return self._keep(page or _of_file(data, path, self.now), dated=False)

    def _saved(self, data: bytes, path: str) -> RawPage | None:
        """The page of a known source that a file is; None where it is none, or nobody knows of which address."""
        saved = read_saved(data, path)
        for url, certain in [(saved.stated, True), *((hint, False) for hint in saved.hints)]:
            source = self.catalogue.source_of(url) if url else None
            if url and source and (certain or (takes(source, url) and not (url.endswith(".html") and "htm" not in source.article_pattern))):
                at = saved.at or datetime.fromtimestamp(Path(path).stat().st_mtime, UTC)
                return RawPage(absolute(url, source.base_url) or url, canonical(url, source), source.id, 200, saved.content_type,
                               {"content-type": saved.content_type}, saved.body, min(at, self.now))
        return None

    # ------------------------------------------------------------ web archives
    def _web_archives(self, paths: list[Path]) -> Iterator[Kept | Left]:
        later = _Later()
        for path in paths:
            passed = _Passed(path)
            for found in self._captures(path):
                if isinstance(found, Left):
                    yield found
                elif found.original is not None:
                    later.revisits.append(found)
                elif attachment_kind(found.headers.get("content-type", ""), found.body) and 200 <= found.status < 300:
                    later.attachments += 1
                else:
                    yield from self._page(found, passed)
            yield from passed.told()
        if later:
            yield from self._second_pass(paths, later)

    def _second_pass(self, paths: list[Path], later: _Later) -> Iterator[Kept | Left]:
        """Attachments, whose articles are known by now, and answers that only name the record which has their body."""
        waiting: dict[str, list[Capture]] = {}
        for revisit in later.revisits:
            waiting.setdefault(revisit.digest or f"url:{revisit.original}", []).append(revisit)
        for path in paths:
            passed = _Passed(path)
            for found in self._captures(path, quiet=True):
                if isinstance(found, Left) or found.original is not None:
                    continue
                answers = [found] if attachment_kind(found.headers.get("content-type", ""), found.body) else []
                meant = [*waiting.pop(found.digest, ()), *waiting.pop(f"url:{found.url}", ())]
                answers += [replace(found, url=one.url, at=one.at) for one in meant]
                for answer in answers:
                    yield from self._page(answer, passed)
        for revisit in (one for group in waiting.values() for one in group):
            if not self._known(revisit.url):
                yield Left(UNLISTED, revisit.place, "revisit", f"{revisit.url}: its body stands under {revisit.original} in another file; import that one, too")

    def _captures(self, path: Path, *, quiet: bool = False) -> Iterator[Capture | Left]:
        try:
            for found in read_archive(path):
                if isinstance(found, Capture):
                    yield found
                elif not quiet:
                    yield _odd(found)
        except FileNotFoundError:
            if not quiet:
                yield Left(UNLISTED, str(path), "missing", "there is no such file; check the path")
        except OSError as error:
            if not quiet:
                yield Left(UNLISTED, str(path), "unreadable", f"{error.strerror or error}; check the file's permissions")

    def _page(self, found: Capture, passed: _Passed) -> Iterator[Kept | Left]:
        """One answer goes into the archive, if it is a page or a file that can be read."""
        own = found.fields.get("sourceId", ""), found.fields.get("canonicalUrl", "")
        if is_source_id(own[0]) and own[1]:     # written by this program, wherever it ran
            yield self._keep(_raw(found, *own, found.fields.get("parentUrl")))
            return
        content_type = found.headers.get("content-type", "")
        attached = attachment_kind(content_type, found.body)
        if not 200 <= found.status < 300:
            passed.add("redirect" if 300 <= found.status < 400 else f"http-{found.status}", found.url, str(found.status))
        elif not attached and not _is_markup(content_type, found.body):
            passed.add("not-a-page", found.url, content_type.partition(";")[0] or "no type")
        else:
            source = self.catalogue.source_of(found.url)
            if source and not attached and not takes(source, found.url):
                passed.add("other-page", found.url, f"no article by article_pattern of {source.id}")
                return
            identity = canonical(found.url, source) if source else unlisted_identity(found.url)
            source_id = source.id if source else UNLISTED
            yield self._keep(_raw(found, source_id, identity, self._articles.get((source_id, identity)) if attached else None))

    def _known(self, url: str) -> bool:
        source = self.catalogue.source_of(url)
        return self.state.archived_as(source.id if source else UNLISTED, canonical(url, source) if source else unlisted_identity(url))

    # ------------------------------------------------------------ the archive
    def _keep(self, page: RawPage, *, dated: bool = True) -> Kept:
        source = self.sources.get(page.source_id)
        if page.source_id not in self._adopted:
            adopt(page.source_id, source, self.state, self.archive)
            self._adopted.add(page.source_id)
        if source and len(self._articles) < IDENTITIES:
            for identity, _ in attachments_of(page, source):
                self._articles.setdefault((source.id, identity), page.canonical_url)
        held = self.state.held(page.source_id, page.canonical_url, body_digest(page.body), page.fetched_at if dated else None)
        if held:
            if held[1] != DONE and (page.source_id == FILES or held[1] not in get_args(Kind)):     # a file may be readable now, with a library that was missing
                self.state.read_again([held[0]])
            return Kept(page.source_id, held[0], new=False)
        ref = self.archive.write(page, facts={"importedAt": self.now.isoformat(timespec="seconds")})
        self.state.imported(ref, page, self.now)
        if source:
            self.state.linked(source.id, page.canonical_url, attachments_of(page, source), page.listing_date, self.now)
        return Kept(page.source_id, ref, new=True)


class _Later:
    """What a first pass over web archives leaves for the second."""

    def __init__(self) -> None:
        self.revisits: list[Capture] = []
        self.attachments = 0

    def __bool__(self) -> bool:
        return bool(self.revisits or self.attachments)


class _Passed:
    """Records of one web archive that no document can come of, told by groups: an archive holds thousands of pictures."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kinds: dict[str, Counter[str]] = {}
        self.examples: dict[str, list[str]] = {}

    def add(self, kind: str, url: str, detail: str) -> None:
        self.kinds.setdefault(kind, Counter())[detail] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < SHOWN:
            examples.append(url)

    def told(self) -> Iterator[Left]:
        for kind, details in sorted(self.kinds.items()):
            counted = ", ".join(f"{count} {detail}" for detail, count in details.most_common(6))
            yield Left(UNLISTED, str(self.path), kind, f"{counted}; for instance {' '.join(self.examples[kind])}", passed=True)


def _raw(found: Capture, source_id: str, identity: str, parent: str | None) -> RawPage:
    url = found.url if found.url.startswith(FILE) else absolute(found.url, found.url) or found.url
    return RawPage(url, identity, source_id, found.status, found.fields.get("contentType", found.headers.get("content-type", "")), found.headers, found.body,
                   found.at, found.fields.get("listingDate"), parent)


def _of_file(data: bytes, path: str, now: datetime) -> RawPage:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return RawPage(FILE + quote(path, safe="/"), hashlib.sha256(data).hexdigest(), FILES, 200, kind, {"content-type": kind}, data, now)


def _is_markup(content_type: str, body: bytes) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") or (kind in ("", "application/octet-stream") and body.lstrip()[:1] == b"<")


def _left(problem: Unreadable) -> Left:
    return Left(FILES, problem.path, problem.kind, problem.told)


def _odd(found: Odd) -> Left:
    return Left(UNLISTED, found.place, found.kind, f"{found.url}: {found.reason}" if found.url else found.reason)
