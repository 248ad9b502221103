"""Search results for people and programs: the best hits of each kind with their excerpts, or JSON."""
from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.text import Text

from corpus import places
from flows.errors import USAGE, Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from warehouse.search import Hit, Result

CALLED = {"document": "Documents", "metric": "Figures", "official": "Officials", "shortcoming": "Shortcomings"}


def find(folder: DataFolder, words: str, *, kinds: Sequence[Any], province: str | None, year: int | None, area: str | None, limit: int, format: str,
         as_of: int | None = None) -> None:
    """Print the hits (in edition `as_of`). Raises Problem: no warehouse, no index, nothing to look for, a province that does not exist."""
    warehouse = folder.need_warehouse()
    from warehouse.query import QueryError
    from warehouse.search import KINDS, Filters, search

    try:
        found = search(warehouse, words, kinds=kinds or KINDS, filters=Filters(_province(province), year, area), limit=limit, as_of=as_of)
    except QueryError as error:
        raise Problem(str(error)) from error
    if format == "json":
        json.dump({"found": found.found, "unknown": found.unknown, "hits": [_plain(hit) for hit in found.hits]}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        show(found, sys.stdout)


def show(found: Result, out: TextIO) -> None:
    """Hits below each other: colours on a terminal, «marks» elsewhere."""
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty())
    shown = {kind: [hit for hit in found.hits if hit.kind == kind] for kind in found.found}
    for kind, hits in shown.items():
        if hits:
            console.print(Text(f"{CALLED[kind]} ({len(hits)} of {found.found[kind]})", style="bold underline"))
            for hit in hits:
                _print(console, hit, colour=out.isatty())
            console.print()
    if not found.hits:
        console.print("Nothing found." + (f" Stands nowhere: {', '.join(found.unknown)}" if found.unknown else ""), markup=False)


def _print(console: Console, hit: Hit, *, colour: bool) -> None:
    when = hit.published_day.isoformat() if hit.published_day else "no date"
    head = Text(f"{hit.rank:>3}  {when}  {hit.province or 'no province'}  ")
    head.append(hit.title or hit.url or hit.document_id, style="bold")
    console.print(head)
    if hit.label:
        console.print(Text(f"     {hit.label}", style="green"))
    console.print(Text("     ").append_text(_marked(hit, colour=colour)))
    accents = "" if hit.exact else "with other accents; "
    console.print(Text(f"     {accents}{hit.url or hit.source_name}", style="dim"))


def _marked(hit: Hit, *, colour: bool) -> Text:
    if colour:
        text = Text(hit.excerpt)
        for start, end in hit.marks:
            text.stylize("bold yellow", start, end)
        return text
    plain = hit.excerpt
    for start, end in reversed(hit.marks):
        plain = f"{plain[:start]}«{plain[start:end]}»{plain[end:]}"
    return Text(plain)


def _plain(hit: Hit) -> dict[str, Any]:
    return asdict(hit) | {"published_day": hit.published_day.isoformat() if hit.published_day else None}


def _province(name: str | None) -> str | None:
    """The province's name as the warehouse has it."""
    if name is None:
        return None
    found = places.province(name)
    if found is None:
        raise Problem(f"no province is called {name!r}; the names are those of corpus/places/provinces.tsv, with or without accents", USAGE)
    return found.name
