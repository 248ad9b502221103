"""The run ledger: one JSON file a run, written by the flows, read into tables when an edition is published."""
from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
NUMBERS = ("discovered", "fetched", "unchanged", "skipped", "parsed", "rejected", "failed")
COUNTS = ("documents", "metrics", "officials", "shortcomings")
STATUSES = ("running", "ok", "degraded", "failed")
STAGES = ("fetch", "parse", "extract", "load")

RUNS = pa.schema([("run_id", pa.string()), ("command", pa.string()), ("started_at", TIME), ("finished_at", TIME), ("status", pa.string()),
                  *((name, pa.int64()) for name in COUNTS)])
RUN_SOURCES = pa.schema([("run_id", pa.string()), ("source_id", pa.string()), ("status", pa.string()), *((name, pa.int64()) for name in NUMBERS),
                         ("reasons", pa.list_(pa.string()))])
RUN_FAILURES = pa.schema([(name, pa.string()) for name in ("run_id", "source_id", "name", "stage", "kind", "reason")])


class Ledger(NamedTuple):
    """The runs as tables, named as in the warehouse, and what could not be read, in words."""

    tables: dict[str, pa.Table]
    warnings: tuple[str, ...]


def read(folder: Path) -> Ledger:
    """Every run of a folder; a file that can't be read becomes a warning, the other runs are read all the same."""
    runs: dict[str, list[dict[str, Any]]] = {"runs": [], "run_sources": [], "run_failures": []}
    warnings, seen = [], set()
    for path in sorted(folder.glob("*.json")):
        try:
            run = _run(json.loads(path.read_text(encoding="utf-8")))
            if run["runs"][0]["run_id"] in seen:
                raise ValueError("its run_id stands in another file too")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            warnings.append(f"{path.name}: not a run of the ledger ({what}); left out, delete or repair it")
            continue
        seen.add(run["runs"][0]["run_id"])
        for name, found in run.items():
            runs[name] += found
    schemas = {"runs": RUNS, "run_sources": RUN_SOURCES, "run_failures": RUN_FAILURES}
    return Ledger({name: pa.Table.from_pylist(runs[name], schema=schema) for name, schema in schemas.items()}, tuple(warnings))


def _run(raw: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    run_id = str(raw["run_id"])
    counts = raw.get("counts") or {}
    run = {"run_id": run_id, "command": str(raw["command"]), "started_at": _time(raw["started_at"]),
           "finished_at": _time(raw["finished_at"]) if raw.get("finished_at") else None, "status": _one_of(raw["status"], STATUSES),
           **{name: _number(counts.get(name)) for name in COUNTS}}
    sources = [{"run_id": run_id, "source_id": str(row["source_id"]), "status": _one_of(row["status"], STATUSES),
                **{name: _number(row.get(name)) or 0 for name in NUMBERS}, "reasons": [str(reason) for reason in row.get("reasons") or []]}
               for row in raw.get("sources") or []]
    failures = [{"run_id": run_id, "source_id": row.get("source_id"), "name": str(row["name"]), "stage": _one_of(row["stage"], STAGES),
                 "kind": str(row.get("kind") or ""), "reason": str(row["reason"])} for row in raw.get("failures") or []]
    return {"runs": [run], "run_sources": sources, "run_failures": failures}


def _time(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return at


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _one_of(value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return str(value)
