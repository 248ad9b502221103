"""`cchc sources check`: many sources at a time, each host at its own pace; a table, what to correct, and on request what was seen."""
from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from flows.errors import USAGE, Problem
from flows.summary import shorten, table

if TYPE_CHECKING:
    from flows.plan import Plan
    from flows.progress import Progress
    from pipeline.probe import Checked

AT_ONCE = 16   # sources looked at side by side; each host still sees one request at a time


def check_all(plan: Plan, progress: Progress, articles: int) -> list[Checked]:
    """Check every source of the plan; in their order."""
    from pipeline.crawl import Fetcher
    from pipeline.probe import check

    with Fetcher(plan.user_agent, connect_to=plan.connect_to) as fetcher, progress.step("Checking sources", total=len(plan.sources)) as tick, ThreadPoolExecutor(AT_ONCE, "check") as pool:
        jobs = [pool.submit(check, source, fetcher, articles=articles) for source in plan.sources]
        for job in jobs:
            job.add_done_callback(lambda _: tick())
        checks = [job.result() for job in jobs]
    if len(checks) > 1 and all(one.down == "dns" for one in checks):
        progress.say("cchc: not one of these sites has an address: is this machine connected to the internet?")
    return checks


def print_checks(out: Console, checks: Sequence[Checked], *, show: bool) -> None:
    """A row a source, then what to correct in its file; with `show` the articles looked at, as they were read."""
    rows = table("source", "found", "read", "title", "date", "text", "robots", "charset", "TLS", "status",
                 right=("found", "read", "title", "date", "text"))
    for one in checks:
        rows.add_row(one.source.id, str(sum(one.found)), f"{len(one.documents)}/{len(one.looks)}", *(_percent(one.share(part)) for part in ("title", "date", "body")),
                     one.robots, one.charset, one.tls, one.status)
    out.print(rows)
    for one in checks:
        if one.problems or one.notes or show:
            out.print(f"\n{one.source.id}  {one.source.base_url}", markup=False, soft_wrap=True)
        for problem in one.problems:
            out.print(f"  correct {problem}" if problem.key else f"  {problem}", markup=False, soft_wrap=True)
        for note in one.notes:
            out.print(f"  note: {note}", markup=False, soft_wrap=True)
        for look in one.looks if show else ():
            out.print(f"  {look.url}", markup=False, soft_wrap=True)
            out.print(f"    {_seen(look.document) if look.document else f'{look.kind}: {look.reason}'}", markup=False, soft_wrap=True)


def write_checks(path: Path, checks: Sequence[Checked]) -> None:
    """The same as JSON Lines, one object a source; all of it or nothing. Raises OSError."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        stream.writelines(json.dumps(_record(one), ensure_ascii=False) + "\n" for one in checks)
    Path(stream.name).replace(path)


def mark_verified(folder: Path, checks: Sequence[Checked]) -> list[str]:
    """Set `verified = true` in the files of the sources that passed; returns their ids. Raises Problem for a file that has no such line."""
    marked = []
    for one in checks:
        path = folder / f"{one.source.id}.toml"
        if not one.ok or one.source.verified:
            continue
        text = path.read_text(encoding="utf-8")
        if text.count("\nverified = false\n") != 1:
            raise Problem(f"{path}: no single line `verified = false` to change; change it by hand", USAGE)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(text.replace("\nverified = false\n", "\nverified = true\n"), encoding="utf-8")
        fresh.replace(path)
        marked.append(one.source.id)
    return marked


def _seen(document: Any) -> str:
    published = f"{document.published.at:%Y-%m-%d %H:%M} ({document.published.origin})" if document.published else "no date"
    text = " ".join(document.text[len(document.title or ""):].split())
    return f"{published} | {document.title or 'no title'} | {len(document.text)} characters: {shorten(text, 160)}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _record(one: Checked) -> dict[str, Any]:
    return {"source": one.source.id, "status": one.status, "found": list(one.found), "looked_at": len(one.looks), "read": len(one.documents),
            **{part: one.share(part) for part in ("title", "date", "body")}, "robots": one.robots, "charset": one.charset, "tls": one.tls,
            "problems": [{"key": problem.key, "what": problem.what} for problem in one.problems], "notes": one.notes}
