"""What a run is about: which sources, which data folder, how to introduce ourselves, and how to reach the embedded sample."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.sources import HERE as SHIPPED
from corpus.sources import Source, SourceError, load_sources
from flows.errors import USAGE, Problem
from flows.folder import DataFolder

AT_ONCE = 64
"""Sources crawled side by side, one thread each: a crawl mostly waits for its site's pause between two requests."""

if TYPE_CHECKING:
    from pipeline.crawl import Fetcher


@dataclass(frozen=True, slots=True)
class Plan:
    """`connect_to` maps netlocs in addresses to the "host:port" really dialled; `limit` is the most pages fetched from a source, `since` the day
    back to which listings are read, once (None: only what is new)."""

    folder: DataFolder
    sources: tuple[Source, ...]
    user_agent: str
    connect_to: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None
    since: date | None = None

    @contextmanager
    def fetching(self) -> Iterator[Fetcher]:
        """One fetcher for all sources of the plan: it keeps one clock per host."""
        from pipeline.crawl import Fetcher

        with closing(Fetcher(self.user_agent, connect_to=self.connect_to, folder=self.folder.root)) as fetcher:
            yield fetcher


@contextmanager
def planned(folder: DataFolder, ids: Sequence[str] = (), *, sample: bool, sources: Path | None = None, contact: str | None = None,
            limit: int | None = None, since: str | None = None, unverified: bool = False) -> Iterator[Plan]:
    """The embedded sample while it is served, or real sources; where none is named the verified ones, with `unverified` all.
    Raises Problem for what can't be crawled, before anything is written."""
    if sample:
        with sample_plan(folder, ids, limit) as plan:
            yield replace(plan, since=first_day(since))
    else:
        yield replace(real_plan(folder, ids, sources=sources, contact=contact, limit=limit, unverified=unverified), since=first_day(since))


@contextmanager
def sample_plan(folder: DataFolder, ids: Sequence[str] = (), limit: int | None = None) -> Iterator[Plan]:
    """The embedded portals, served on the loopback interface while the block runs. Raises Problem for an unknown id."""
    from corpus.sample.server import serve

    with serve() as server:
        yield Plan(folder, chosen(server.sources, ids), user_agent(None), server.connect_to, limit)


def real_plan(folder: DataFolder, ids: Sequence[str], *, sources: Path | None = None, contact: str | None = None, limit: int | None = None,
              unverified: bool = False) -> Plan:
    """The named sources, or where none is named the verified ones (with `unverified` all). Raises Problem for an unknown id, an unusable
    source file, a missing contact, or where no source is verified yet."""
    picked = chosen(catalogue(sources), ids)
    if not ids and not unverified:
        picked = tuple(source for source in picked if source.verified)
        if not picked:
            raise Problem("none of these sources is verified yet: name those to crawl, or look at them with `cchc sources check --show` and let it mark what passes (--mark)", USAGE)
    if not all(source.allow_private for source in picked):
        need_contact(contact)
    return Plan(folder, picked, user_agent(contact), limit=limit)


def source_folder(folder: Path | None = None) -> Path:
    """Where the source files stand: the given folder, or the one that ships."""
    return SHIPPED if folder is None else folder


def first_day(since: str | None) -> date | None:
    """The day that "2019", "2019-05" or "2019-05-21" begins with. Raises Problem for what is none of these, or lies ahead."""
    if since is None:
        return None
    parts = [*since.split("-"), "1", "1"][:max(3, since.count("-") + 1)]
    try:
        year, month, day = map(int, parts)
        found = date(year, month, day)
    except ValueError:
        raise Problem(f"--since {since}: write a year, a month or a day: 2019, 2019-05 or 2019-05-21", USAGE) from None
    if not date(1997, 1, 1) <= found <= date.today():   # Vietnam went online in 1997
        raise Problem(f"--since {since}: must lie between 1997 and today", USAGE)
    return found


def catalogue(folder: Path | None = None) -> dict[str, Source]:
    """The sources shipped with the project, or those of a folder. Raises Problem for a file that can't be used."""
    try:
        return load_sources(folder)
    except SourceError as error:
        raise Problem(str(error), USAGE) from error


def known_to(folder: DataFolder, sources: Path | None = None) -> dict[str, Source]:
    """The sources that a warehouse on this data folder should describe: the catalogue, and the sample's where they were crawled."""
    from corpus.sample import SOURCES

    sample = {name: source for name, source in catalogue(SOURCES).items() if (folder.archive / name).exists()}
    return catalogue(sources) | sample


def chosen(sources: Mapping[str, Source], ids: Sequence[str]) -> tuple[Source, ...]:
    """The sources with these ids, or all of them. Raises Problem naming the unknown id and the nearest known ones."""
    from difflib import get_close_matches

    if not sources:
        raise Problem("there are no sources to crawl: add a TOML file, see corpus/sources", USAGE)
    for name in ids:
        if name not in sources:
            near = get_close_matches(name, sources, n=3) or (list(sources) if len(sources) <= 5 else [])
            meant = f"; did you mean {', '.join(near)}?" if near else ";"
            raise Problem(f"no source is called {name!r}{meant} `cchc sources` lists them all", USAGE)
    return tuple(sources[name] for name in dict.fromkeys(ids)) if ids else tuple(sources.values())


def need_contact(contact: str | None) -> None:
    """Raises Problem where nobody is named who can be written to."""
    if not contact:
        raise Problem("say how the people who run these sites can reach you: --contact you@example.org or CCHC_CONTACT; "
                      "it is sent along with every request", USAGE)


def user_agent(contact: str | None) -> str:
    """How we introduce ourselves: name, version, and whom to write to."""
    return f"cchc/{version('cchc')}" + (f" (+{contact})" if contact else "")
