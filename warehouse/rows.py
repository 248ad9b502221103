"""What a row of the lake holds: the Parquet schemas, and how Documents and Facts become rows and come back.

Two datasets, one row for each thing that is stored as a whole, so that a killed worker leaves nothing half there:
`documents` (one row a record, that is a version of a document with what was known about it, and what tells its copies) and `facts` (one row for
one record read by one extractor version, its facts as lists). `source_id` and month are the folders' names.
"""
from __future__ import annotations

import hashlib
import json
import math
from bisect import bisect_right
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from extractors.facts import Check, Facts, Metric, Official, Period, Role, Shortcoming
from pipeline import document as documents
from pipeline.document import VIETNAM, Document
from pipeline.duplicates import fingerprint, without
from warehouse import identity
from warehouse.store import LakeError

TIME = pa.timestamp("us", tz="UTC")
BLOCK = pa.struct([("kind", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("level", pa.int8()),
                   ("rows", pa.list_(pa.list_(pa.list_(pa.int64()))))])
EVIDENCE = [("quote", pa.string()), ("start_offset", pa.int64()), ("end_offset", pa.int64())]
CONTEXT = [("context_start", pa.int64()), ("context_end", pa.int64())]
WHY = [("rule", pa.string()), ("trigger", pa.string()), ("confidence", pa.float64())]
METRIC = pa.struct([
    ("metric_id", pa.string()), ("kind", pa.string()), ("value", pa.float64()), ("total", pa.float64()), ("unit", pa.string()),
    ("indicator", pa.string()), ("modality", pa.string()), ("comparator", pa.string()), ("subject", pa.string()),
    ("period_start", pa.date32()), ("period_end", pa.date32()), ("base_start", pa.date32()), ("base_end", pa.date32()),
    *EVIDENCE, *CONTEXT, *WHY])
ROLE = pa.struct([("title", pa.string()), ("office", pa.string()), ("organisation", pa.string()), ("place", pa.string()),
                  ("status", pa.string()), *EVIDENCE])
OFFICIAL = pa.struct([("official_id", pa.string()), ("name", pa.string()), ("actions", pa.list_(pa.string())),
                      ("mentions", pa.list_(pa.struct([*EVIDENCE, *CONTEXT]))), ("roles", pa.list_(ROLE)), *WHY])
CAUSE = pa.struct([("cause_id", pa.string()), ("link", pa.string()), *EVIDENCE])
SHORTCOMING = pa.struct([("shortcoming_id", pa.string()), ("area", pa.string()), ("speaker", pa.string()), *EVIDENCE, *CONTEXT, *WHY, ("causes", pa.list_(CAUSE))])
CHECK = pa.struct([("contradiction_id", pa.string()), ("kind", pa.string()), ("stated", pa.float64()), ("expected", pa.float64()), *EVIDENCE,
                   ("other_quote", pa.string()), ("other_start", pa.int64()), ("other_end", pa.int64()), *CONTEXT])

DOCUMENTS = pa.schema([
    ("record", pa.string()), ("document_id", pa.string()), ("content_hash", pa.string()), ("title", pa.string()), ("url", pa.string()),
    ("path", pa.string()), ("parent_id", pa.string()), ("author", pa.string()), ("province", pa.string()), ("parser", pa.string()),
    ("warnings", pa.list_(pa.string())), ("published_at", TIME), ("published_precision", pa.string()),
    ("published_origin", pa.string()), ("fetched_at", TIME), ("blocks", pa.list_(BLOCK)), ("text", pa.string()), ("print", pa.binary()),
    ("run_id", pa.string()), ("added_at", TIME)])
FACTS = pa.schema([
    ("record", pa.string()), ("document_id", pa.string()), ("content_hash", pa.string()), ("extractor_version", pa.string()),
    ("metrics", pa.list_(METRIC)), ("officials", pa.list_(OFFICIAL)), ("shortcomings", pa.list_(SHORTCOMING)),
    ("checks", pa.list_(CHECK)), ("run_id", pa.string()), ("extracted_at", TIME)])

CLOCKS = ("run_id", "added_at", "extracted_at")     # say when and by whom a row was written, not what it holds
BOUND = 1e18                                        # what DECIMAL(24, 6) holds: a hundred times Vietnam's yearly product in đồng


def document_row(document: Document, run_id: str, added_at: datetime) -> dict[str, Any]:
    """A row of `documents`. Raises LakeError for a time without zone and for text that is not Unicode."""
    row = documents.to_json(document)
    try:
        row["record"] = record(document)
    except UnicodeEncodeError as error:
        raise LakeError(f"{document.name}: the text holds half a character (a lone surrogate) at {error.start}; decode the page again") from error
    for key in ("published_at", "fetched_at"):
        row[key] = _utc(datetime.fromisoformat(row[key]), document, key) if row[key] else None
    furniture = ((block.start, block.end) for block in document.blocks if block.kind == "furniture")
    return row | {"print": fingerprint(without(document.text, furniture)), "run_id": run_id, "added_at": added_at}


def document_of(row: dict[str, Any], source_id: str) -> Document:
    """The Document of a row of `documents`, times in Vietnam's zone."""
    times = {key: row[key].astimezone(VIETNAM).isoformat() if row[key] else None for key in ("published_at", "fetched_at")}
    return documents.from_json(row | times | {"source_id": source_id})


def record(document: Document) -> str:
    """What this Document says, named by 16 hex digits: all but when it was fetched and which parser version read it.

    Two fetches of an unchanged page are one record; the same text with a better date or province is another one,
    because facts depend on those.
    """
    row = documents.to_json(document)
    for key in ("fetched_at", "parser", "warnings"):
        del row[key]
    if document.parent_id is None:      # a record of before there were attachments keeps its name
        del row["parent_id"]
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def facts_row(document: Document, facts: Facts, extractor_version: str, run_id: str, extracted_at: datetime) -> dict[str, Any]:
    """A row of `facts`. Raises LakeError for a fact whose span leaves the text or whose value is no number."""
    text = document.text
    _check(document, facts)

    starts = [block.start for block in document.blocks]

    def context(start: int, end: int) -> dict[str, int]:
        first, last = _sentence(document, starts, start, end)
        return {"context_start": first, "context_end": last}

    def evidence(start: int | None, end: int | None) -> dict[str, Any]:
        quote = None if start is None or end is None else text[start:end]
        return {"quote": quote, "start_offset": start, "end_offset": end}

    def why(fact: Metric | Official | Shortcoming) -> dict[str, Any]:
        return {"rule": fact.rule, "trigger": getattr(fact, "trigger", ""), "confidence": fact.confidence}

    def metric(m: Metric, key: str) -> dict[str, Any]:
        return {"metric_id": key, "kind": m.kind, "value": m.value, "total": m.total, "unit": m.unit, "indicator": m.indicator,
                "modality": m.modality, "comparator": m.comparator, "subject": m.subject, **_days("period", m.period),
                **_days("base", m.base), **evidence(m.start, m.end), **context(m.start, m.end), **why(m)}

    def role(r: Role) -> dict[str, Any]:
        return {"title": r.title, "office": r.office, "organisation": r.organisation, "place": r.place, "status": r.status,
                **evidence(r.start, r.end)}

    def official(o: Official, key: str) -> dict[str, Any]:
        return {"official_id": key, "name": o.name, "actions": list(o.actions), "roles": [role(r) for r in o.roles],
                "mentions": [evidence(s.start, s.end) | context(s.start, s.end) for s in o.mentions], **why(o)}

    def shortcoming(s: Shortcoming, key: str) -> dict[str, Any]:
        causes = [{"cause_id": clauses.get((c.start, c.end)), "link": text[min(s.end, c.end):max(s.start, c.start)], **evidence(c.start, c.end)} for c in s.causes]
        return {"shortcoming_id": key, "area": s.area, "speaker": s.speaker, **evidence(s.start, s.end), **context(s.start, s.end), **why(s), "causes": causes}

    def check(c: Check, key: str) -> dict[str, Any]:
        return {"contradiction_id": key, "kind": c.kind, "stated": c.stated, "expected": c.expected, **evidence(c.start, c.end),
                "other_quote": text[c.other_start:c.other_end], "other_start": c.other_start, "other_end": c.other_end,
                **context(*identity.both(c))}

    name = document.document_id
    shortcomings = list(zip(facts.shortcomings, identity.shortcoming_ids(name, text, facts.shortcomings), strict=True))
    clauses = {(s.start, s.end): key for s, key in shortcomings}
    return {
        "record": record(document), "document_id": name, "content_hash": document.content_hash, "extractor_version": extractor_version,
        "metrics": [metric(*pair) for pair in zip(facts.metrics, identity.metric_ids(name, text, facts.metrics), strict=True)],
        "officials": [official(*pair) for pair in zip(facts.officials, identity.official_ids(name, facts.officials), strict=True)],
        "shortcomings": [shortcoming(*pair) for pair in shortcomings],
        "checks": [check(*pair) for pair in zip(facts.checks, identity.contradiction_ids(name, text, facts.checks), strict=True)],
        "run_id": run_id, "extracted_at": extracted_at}


def _sentence(document: Document, starts: list[int], start: int, end: int) -> tuple[int, int]:
    """The sentence around text[start:end], over the line breaks of a wrapped paragraph (a PDF's, say) but not of a table."""
    text, shift, at = document.text, 0, bisect_right(starts, start) - 1
    if at >= 0 and end <= (block := document.blocks[at]).end and block.kind != "table":
        text, shift = text[block.start:block.end].replace("\n", " "), block.start       # a space for a line break keeps every offset
    first, last = identity.sentence(text, start - shift, end - shift)
    while first < start - shift and _within_word(text, first):      # where a very long sentence was cut
        first += 1
    while last > end - shift and _within_word(text, last):
        last -= 1
    return first + shift, last + shift


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and not text[at - 1].isspace() and not text[at].isspace()


def month(document: Document) -> str:
    """The partition of a document: the month of publication, else of fetching ("2024-05"), else "unknown"."""
    at = document.published.at if document.published else document.fetched_at
    return at.astimezone(VIETNAM).strftime("%Y-%m") if at else "unknown"


def file_name(rows: list[dict[str, Any]], again: str = "") -> str:
    """A file's name from what its rows hold, not from when they were written: the same rows are the same file, unless `again` tells them apart."""
    kept = [{key: value for key, value in row.items() if key not in CLOCKS} for row in rows]
    return hashlib.sha256((json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str) + again).encode()).hexdigest()[:24] + ".parquet"


def _days(name: str, period: Period | None) -> dict[str, Any]:
    return {f"{name}_start": period.start if period else None, f"{name}_end": period.end if period else None}


def _utc(at: datetime, document: Document, key: str) -> datetime:
    if at.tzinfo is None:
        raise LakeError(f"{document.name}: {key} {at.isoformat()} has no time zone; the parser must say which (Asia/Ho_Chi_Minh)")
    return at.astimezone(UTC)


def _check(document: Document, facts: Facts) -> None:
    length = len(document.text)
    spans = [("metric", m.start, m.end) for m in facts.metrics] + [("shortcoming", s.start, s.end) for s in facts.shortcomings]
    spans += [("cause of a shortcoming", c.start, c.end) for s in facts.shortcomings for c in s.causes]
    spans += [(f"mention of {o.name}", s.start, s.end) for o in facts.officials for s in o.mentions]
    spans += [(f"role {r.title!r}", r.start, r.end) for o in facts.officials for r in o.roles if r.start is not None and r.end is not None]
    spans += [("check", start, end) for c in facts.checks for start, end in ((c.start, c.end), (c.other_start, c.other_end))]
    for what, start, end in spans:
        if not 0 <= start < end <= length:
            raise LakeError(f"{document.name}: {what} at {start}-{end} leaves the text (0-{length}) or is empty; the extractor read another text")
    numbers = [(m.start, m.end, number) for m in facts.metrics for number in (m.value, m.total or 0.0)]
    numbers += [(c.start, c.end, number) for c in facts.checks for number in (c.stated, c.expected)]
    for start, end, number in numbers:
        if not (math.isfinite(number) and abs(number) < BOUND):
            raise LakeError(f"{document.name}: {document.text[start:end]!r} at {start} has the value {number}; the warehouse holds numbers below {BOUND:.0e}")
