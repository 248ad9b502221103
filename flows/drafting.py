"""`cchc sources new`: a draft of a source file, printed or written, with what was found out about the site on stderr."""
from __future__ import annotations

import re
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from corpus.sources import SourceError, load_families, load_source
from corpus.sources.writing import to_toml
from flows.errors import USAGE, Problem
from flows.plan import catalogue, need_contact, user_agent
from flows.progress import Progress


def new_source(url: str, progress: Progress, *, output: Path | None, folder: Path | None, sample: bool, contact: str | None) -> tuple[str, Path | None]:
    """The text of the new file, and where it was written. Raises Problem for a page from which no source can be made, or a file that is there already."""
    from pipeline.crawl.address import absolute, netloc
    from pipeline.crawl.failure import FetchFailed
    from pipeline.crawl.fetch import Fetcher
    from pipeline.parse import NotAnArticle
    from pipeline.probe import NoListing, draft

    if absolute(url, "") is None:
        raise Problem(f"{url!r} is no address; write the whole of it: https://…", USAGE)
    given = _given_id(output)
    if not _loopback(url):
        need_contact(contact)
    families = load_families(folder / "families" if folder else None)
    with ExitStack() as stack:
        served = {}
        if sample:
            from corpus.sample.server import serve

            served = stack.enter_context(serve()).connect_to
        fetcher = stack.enter_context(Fetcher(user_agent(contact), connect_to=served))
        try:
            made = draft(url, fetcher, families, source_id=given)
        except FetchFailed as failed:
            raise Problem(f"{url}: {failed.reason}") from None
        except NotAnArticle as refused:
            raise Problem(f"{refused.url or url}: the page is no listing but {refused.kind}: {refused.evidence}") from None
        except NoListing as failed:
            raise Problem(str(failed)) from None
    for source in catalogue(folder).values():
        if netloc(made.source.base_url) in source.hosts:
            progress.say(f"note: {netloc(made.source.base_url)} belongs to the source {source.id} already; a second one would crawl the same articles again")
    text = _checked(to_toml(made.source, families), made.source.id, folder)
    for remark in made.remarks:
        progress.say(remark)
    return text, _written(text, made.source.id, output)


def _given_id(output: Path | None) -> str | None:
    """The id that the file's name says. Raises Problem for a name that is none, or a file that is there."""
    if output is None or output.is_dir():
        return None
    if output.exists():
        raise Problem(f"{output}: is there already; name another file, or delete it first", USAGE)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.toml", output.name):
        raise Problem(f"{output}: the file's name is the source's id: letters a-z and digits joined by \"-\", and .toml", USAGE)
    if not output.parent.is_dir():
        raise Problem(f"{output.parent}: no such folder; make it first", USAGE)
    return output.stem


def _checked(text: str, name: str, folder: Path | None) -> str:
    """The text, once it is sure that it loads."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            load_source(path, load_families(folder / "families" if folder else None))
        except SourceError as error:
            raise Problem(f"the draft is no usable source: {error}; write it by hand from this:\n{text}") from None
    return text


def _written(text: str, name: str, output: Path | None) -> Path | None:
    if output is None:
        return None
    path = output / f"{name}.toml" if output.is_dir() else output
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise Problem(f"{path}: is there already; name another file, or delete it first", USAGE) from None
    return path


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return re.fullmatch(r"localhost|127(\.\d+){3}|::1", host) is not None
