"""Copies: fills document_prints and document_copies of the edition that is built. What makes a copy is told in pipeline/duplicates.py."""
from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from pipeline.duplicates import compare, fingerprint

BATCH = 500     # texts held in memory


def load(con: duckdb.DuckDBPyConnection) -> None:
    """Read the texts that have no print yet, and compare all documents anew: a new document may be the first of an old one's group."""
    con.execute("DELETE FROM document_prints WHERE (document_id, version) NOT IN (SELECT (document_id, current_version) FROM documents)")
    wanted = con.execute("SELECT document_id FROM documents ANTI JOIN document_prints USING (document_id) ORDER BY document_id").fetchall()
    for start in range(0, len(wanted), BATCH):
        rows = con.execute("""
            SELECT v.document_id, v.version, v.text, [(b."start", b."end") FOR b IN v.blocks IF b.kind = 'furniture']
            FROM versions AS v
            JOIN documents AS d ON d.document_id = v.document_id AND d.current_version = v.version
            WHERE list_contains($1, d.document_id)""", [[name for (name,) in wanted[start:start + BATCH]]]).fetchall()
        _insert(con, "document_prints", {"document_id": [row[0] for row in rows], "version": [row[1] for row in rows],
                                         "print": [fingerprint(without(text, furniture or [])) for _, _, text, furniture in rows]})
    found = compare(con.execute("""
        SELECT p.document_id, p.print
        FROM document_prints AS p
        JOIN documents AS d ON d.document_id = p.document_id
        ORDER BY d.published_day NULLS LAST, d.first_seen, p.document_id""").fetchall())
    names = sorted(found)
    con.execute("DELETE FROM document_copies")
    _insert(con, "document_copies", {"document_id": names, "first_id": [found[name].first_id for name in names],
                                     "similarity": [found[name].similarity for name in names]})


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without these stretches, which stand in order."""
    kept, end = [], 0
    for start, stop in spans:
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]])


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[Any]]) -> None:
    if columns["document_id"]:
        con.register("inserted", pa.table(columns))
        con.execute(f"INSERT INTO {table} BY NAME FROM inserted")
        con.unregister("inserted")
