"""The log of decisions as the loading scripts see it (`loading/02_reviewed.sql`), and which documents it says something new of.

    decision_log      the decision that counts on each fact
    rejudged          the documents whose decisions are looked at again
    lost_decisions    decisions of the edition before that stand in no line any more (the check `decisions_lost`)
"""
from __future__ import annotations

import json

import duckdb
import pyarrow as pa

from warehouse import decisions, duck

SCHEMA = pa.schema([*((name, pa.string()) for name in ("decision_id", "family", "fact_id", "document_id", "verdict", "corrected", "said", "quote", "version")),
                    *((name, pa.int32()) for name in decisions.PLACE), ("others", pa.list_(pa.string())), ("reviewer", pa.string()),
                    ("decided_at", pa.timestamp("us", tz="UTC")), ("why", pa.string()), ("edition_no", pa.int32())])


def open_all(con: duckdb.DuckDBPyConnection, log: decisions.Log, before: str | None) -> None:
    """All decisions are looked at; `before` names the table of those of the edition before."""
    _open(con, log, before)
    con.execute("CREATE TEMP TABLE rejudged AS SELECT DISTINCT document_id FROM decision_log")


def open_changed(con: duckdb.DuckDBPyConnection, log: decisions.Log) -> None:
    """Those on documents in `affected` are, and on documents that have other decisions now, which become affected if the lake has them: where
    `rejudged` is empty, there is nothing to load."""
    _open(con, log, "decisions")
    con.execute("""
        CREATE TEMP TABLE rejudged AS
        SELECT document_id FROM affected
        UNION SELECT document_id FROM decision_log WHERE decision_id NOT IN (SELECT decision_id FROM decisions WHERE valid_to IS NULL)
        UNION SELECT document_id FROM decisions WHERE valid_to IS NULL AND decision_id NOT IN (SELECT decision_id FROM decision_log)""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE affected AS
        SELECT document_id FROM affected
        UNION SELECT document_id FROM rejudged WHERE document_id IN (SELECT document_id FROM lake_rows WHERE dataset = 'documents')
        ORDER BY document_id""")


def _open(con: duckdb.DuckDBPyConnection, log: decisions.Log, before: str | None) -> None:
    rows = [{"decision_id": one.decision_id, "family": one.family, "fact_id": one.fact_id, "document_id": one.document_id, "verdict": one.verdict,
             "corrected": _json(one.slots) if one.slots else None, "said": _json(one.said), "quote": one.said["quote"], "version": one.said["version"],
             **{name: one.said[name] for name in decisions.PLACE}, "others": list(one.others), "reviewer": one.who, "decided_at": one.when, "why": one.why,
             "edition_no": one.edition} for one in decisions.standing(log.decisions)]
    duck.temporary(con, "decision_log", pa.Table.from_pylist(rows, schema=SCHEMA))
    con.execute("CREATE TEMP TABLE lost_decisions (decision_id VARCHAR, reviewer VARCHAR, fact_id VARCHAR)")
    if before:
        con.execute(f"INSERT INTO lost_decisions SELECT decision_id, reviewer, fact_id FROM {before} WHERE valid_to IS NULL AND NOT list_contains($1, decision_id)", [sorted(log.ids)])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
