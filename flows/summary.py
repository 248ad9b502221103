"""What a run tells the person who started it: per source, facts found, where the results lie, one question to try."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from flows.folder import DataFolder
from flows.ledger import Failure, Run
from flows.parsing import REFUSALS

if TYPE_CHECKING:
    from corpus.sources import Source
    from warehouse.load import Edition

NUMBERS = ("discovered", "fetched", "unchanged", "parsed", "rejected", "failed")
SHOWN = 10
"""Failures listed one by one; the ledger has them all."""

TRY = "SELECT province, year, rank, total, change, title FROM v_rankings WHERE indicator = 'PAR_INDEX' ORDER BY year DESC, rank LIMIT 5"


def print_sources(out: Console, sources: Mapping[str, Source]) -> None:
    """The catalogue as a table."""
    rows = table("id", "name", "kind", "province", "family", "address", "verified")
    for source in sources.values():
        rows.add_row(source.id, source.name, source.kind, source.province or "", source.family, source.base_url, "yes" if source.verified else "no")
    out.print(rows)


def print_run(out: Console, folder: DataFolder, run: Run) -> None:
    """What the run did with each source, what failed, what it found."""
    if run.sources:
        rows = table("source", *NUMBERS, "status", right=NUMBERS)
        for source in run.sources.values():
            rows.add_row(source.source_id, *(str(getattr(source, name)) for name in NUMBERS), source.status)
        out.print(rows)
    for source in run.sources.values():
        for reason in source.reasons:
            out.print(f"{source.source_id}: {reason}", markup=False, soft_wrap=True)
    _print_failures(out, folder, run)
    out.print(f"\nRun {run.run_id}: {run.status}", markup=False)
    out.print("New in it: " + ", ".join(f"{count} {name}" for name, count in run.counts.items()), markup=False)


def print_edition(out: Console, folder: DataFolder, edition: Edition) -> None:
    """What the published edition holds and where it lies."""
    for warning in edition.warnings:
        out.print(f"warning: {warning}", markup=False, soft_wrap=True)
    held = ", ".join(f"{edition.counts.get(name, 0)} {name}" for name in ("documents", "metrics", "officials", "shortcomings"))
    for label, value in (("Edition", f"{edition.id} ({held})"), ("Warehouse", folder.warehouse), ("Report", folder.report)):
        out.print(f"{label:10} {value}", markup=False, soft_wrap=True)


def print_try(out: Console, folder: DataFolder) -> None:
    """One question to the warehouse, with its answer: a start for one's own."""
    from flows.asking import ask

    out.print(f"\nTry: cchc sql{'' if folder.root == Path('data') else f' --data {folder.root}'} \"{TRY}\"", markup=False, soft_wrap=True)
    ask(folder, TRY, "table")


def _print_failures(out: Console, folder: DataFolder, run: Run) -> None:
    if not run.failures:
        return
    kinds = Counter(failure.kind for failure in run.failures)
    out.print(f"\nNot taken in: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}", markup=False, soft_wrap=True)
    for line in refused_by_host(run.failures):
        out.print(f"  {line}", markup=False, soft_wrap=True)
    for failure in run.failures[:SHOWN]:
        out.print(shorten(f"  {failure.name}: {failure.kind}: {failure.reason}", 200), markup=False, soft_wrap=True)
    if len(run.failures) > SHOWN:
        out.print(f"  and {len(run.failures) - SHOWN} more, all in {folder.runs / run.run_id}.json", markup=False, soft_wrap=True)


def refused_by_host(failures: Sequence[Failure]) -> list[str]:
    """How many pages of each host are no articles, by kind: "soldnv.mau.gov.vn: 2 spam, 1 login"; hosts that hijackers use come first and say so."""
    hosts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for failure in failures:
        host = urlsplit(failure.name).netloc.lower() if failure.name.startswith(("http://", "https://")) else ""
        if host and failure.stage == "parse" and failure.kind in REFUSALS:
            hosts[host][failure.kind] += 1
    lines = []
    for host, kinds in sorted(hosts.items(), key=lambda item: (-item[1]["spam"], item[0])):
        told = " (somebody puts adverts on this host: tell those who run it)" if kinds["spam"] else ""
        lines.append(f"{host}: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()) if count)}{told}")
    return lines


def shorten(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it is longer than `most`."""
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """An empty table with these columns, without lines; those in `right` hold numbers."""
    made = Table(box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made
