"""A reviewer at the command line: one decision on one fact, shown before and after; and the list of all."""
from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from flows.errors import USAGE, Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from warehouse.deciding import Found

PART = re.compile(r"(\d{4})-(?=Q[1-4]|H[12])([QH])(\d)")
SPANS = ("period", "base")
"""What `--set` takes beside slots, as years, months or days: both days of it at once."""


def decide(folder: DataFolder, fact_id: str, verdict: str, settings: Sequence[str], *, who: str, why: str) -> None:
    """Write the decision to the log and say what it is on and what it changes. Raises Problem."""
    warehouse = folder.need_warehouse()
    from warehouse import deciding

    with _told():
        found = deciding.look_up(warehouse, fact_id)
        given = _slots(found.family, settings)
        _show(found)
        done = deciding.decide(warehouse, found, verdict, given, who=who, why=why)
    for name, value in done.after.items():
        if value != done.before.get(name):
            print(f"  {name}: {deciding.plain(done.before.get(name))} → {deciding.plain(value)}")
    if done.decision.verdict != verdict:
        print("  what was corrected before stays")
    print(f"{done.decision.verdict}: decision {done.decision.decision_id} by {done.decision.who} in {done.path}")
    print("The next `cchc publish` folds it in.", file=sys.stderr)


def show_decisions(folder: DataFolder, format: Literal["table", "csv", "json"], state: str | None = None) -> None:
    """Print the decisions that count (of one state). Raises Problem."""
    warehouse = folder.need_warehouse()
    import pyarrow as pa

    from warehouse import deciding, query

    with _told():
        rows = [row for row in deciding.listed(warehouse) if state in (None, row["state"])]
    columns = ("decided", "state", "verdict", "fact", "quote", "changes", "reviewer", "why", "title")
    shown = [{name: row[name] for name in columns} for row in rows] if format == "table" else rows
    if not rows:
        print(f"no decisions{f' that are {state}' if state else ''} yet; `cchc decide --help` says how to make one", file=sys.stderr)
    query.render(pa.Table.from_pylist(shown, schema=pa.schema([(name, pa.string()) for name in (shown[0] if shown else columns)])), format, sys.stdout)


def _show(found: Found) -> None:
    from warehouse.deciding import plain

    print(f"{found.family} {found.fact_id}  {found.title or found.document_id}")
    if found.url:
        print(f"  {found.url}")
    first, last = (found.said[name] - found.said["context_start"] for name in ("start_offset", "end_offset"))
    context = found.context or found.said["quote"]
    print("  " + " ".join((f"{context[:first]}«{context[first:last]}»{context[last:]}" if found.context else context).split()))
    print(f"  {found.said['kind']}, " if found.family == "metric" else "  ", end="")
    print(", ".join(f"{name}: {plain(value)}" for name, value in found.shown.items() if value is not None))
    if found.standing and found.standing.verdict != "withdraw":
        print(f"  decided before: {found.standing.verdict} by {found.standing.who} ({' '.join(found.standing.why.split())})")


def _slots(family: str, settings: Sequence[str]) -> dict[str, Any]:
    from flows.gold import days
    from warehouse import slots

    given: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise Problem(f"--set {setting}: write SLOT=VALUE, as in --set value=97.7", USAGE)
        if name in SPANS and family == "metric":
            try:
                given |= dict(zip((f"{name}_start", f"{name}_end"), days(_months(text.strip())) or (None, None), strict=True))
            except ValueError as error:
                raise Problem(f"--set {setting}: {name} is a year, month or day, or two of them: 2023, 2023-Q1, 2023-H2, 2023-01/2023-10, 2023-11-04", USAGE) from error
        else:
            given[name] = slots.from_text(family, name, text)
    return given


def _months(period: str) -> str:
    """Quarters and halves, as periods.period_id has them, as months."""
    part = PART.fullmatch(period)
    if not part:
        return period
    months = 3 if part[2] == "Q" else 6
    return f"{part[1]}-{int(part[3]) * months - months + 1:02}/{part[1]}-{int(part[3]) * months:02}"


@contextmanager
def _told() -> Iterator[None]:
    from warehouse.decisions import DecisionError
    from warehouse.query import QueryError

    try:
        yield
    except DecisionError as error:
        raise Problem(str(error), USAGE) from error
    except QueryError as error:
        raise Problem(str(error)) from error
