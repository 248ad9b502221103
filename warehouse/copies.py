"""Copies: fills document_prints and document_copies of the edition that is built. What makes a copy is told in pipeline/duplicates.py."""
from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from pipeline.duplicates import FORMAT, any_alike, compare, fingerprint, without

BATCH = 500     # texts held in memory
FEW = 300       # documents that are compared with all others in less time than all with all


def load(con: duckdb.DuckDBPyConnection, *, whole: bool) -> None:
    """Take the prints of the documents in `affected` from the lake, or make them, and find the copies.

    All documents are compared anew where `whole`, or where one of these is or was in a group: it may be another group's first now. Else
    nothing has changed, save that a document in between can hide two like ones from each other, about as seldom as comparing prints does anyway.
    """
    if not whole:
        whole = bool(con.execute("SELECT count(*) FROM document_copies WHERE document_id IN (FROM affected) OR first_id IN (FROM affected)").fetchall()[0][0])
        con.execute("DELETE FROM document_prints WHERE document_id IN (FROM affected)")
    con.execute("INSERT INTO document_prints SELECT document_id, content_hash, print FROM ordered_versions WHERE is_current AND print[1:4] = ? ORDER BY document_id", [FORMAT])
    _make_missing(con)
    prints = con.execute("""
        SELECT p.document_id, p.print
        FROM document_prints AS p
        JOIN documents AS d ON d.document_id = p.document_id
        ORDER BY d.published_day NULLS LAST, d.first_seen, p.document_id""").fetchall()
    affected = {name for (name,) in con.execute("FROM affected").fetchall()}
    if not whole and len(affected) <= FEW and not any_alike(prints, affected):
        return
    found = compare(prints)
    names = sorted(found)
    con.execute("DELETE FROM document_copies")
    _insert(con, "document_copies", {"document_id": names, "first_id": [found[name].first_id for name in names],
                                     "similarity": [found[name].similarity for name in names]})


def _make_missing(con: duckdb.DuckDBPyConnection) -> None:
    """Prints of documents that were added to the lake by a release that made none, or other ones."""
    wanted = con.execute("SELECT document_id FROM documents ANTI JOIN document_prints USING (document_id) ORDER BY document_id").fetchall()
    for start in range(0, len(wanted), BATCH):
        rows = con.execute("""
            SELECT v.document_id, v.version, v.text, [(b."start", b."end") FOR b IN v.blocks IF b.kind = 'furniture']
            FROM versions AS v
            JOIN documents AS d ON d.document_id = v.document_id AND d.current_version = v.version
            WHERE list_contains($1, d.document_id)""", [[name for (name,) in wanted[start:start + BATCH]]]).fetchall()
        _insert(con, "document_prints", {"document_id": [row[0] for row in rows], "version": [row[1] for row in rows],
                                         "print": [fingerprint(without(text, furniture or [])) for _, _, text, furniture in rows]})


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[Any]]) -> None:
    if columns["document_id"]:
        con.register("inserted", pa.table(columns))
        con.execute(f"INSERT INTO {table} BY NAME FROM inserted")
        con.unregister("inserted")
