"""Copies: fills document_prints and document_copies of the edition that is built. What makes a copy is told in pipeline/duplicates.py."""
from __future__ import annotations

import duckdb
import pyarrow as pa

from pipeline.duplicates import FORMAT, around, compare, fingerprint, without
from warehouse.duck import insert, temporary

BATCH = 500     # texts held in memory
FEW = 300       # documents that are held against all others in less time than all against all


def load(con: duckdb.DuckDBPyConnection, *, whole: bool) -> None:
    """Take the prints of the documents in `affected` from the lake, or make them, and find the copies; list in `regrouped` the documents of other groups than before.

    Unless `whole`, only what hangs together with the documents in `affected` is compared anew. (A document that came in between can then hide two like
    ones from each other when all are compared, and not here: about as seldom as comparing prints does anyway.)
    """
    con.execute("DELETE FROM document_prints WHERE document_id IN (FROM affected)")
    con.execute("INSERT INTO document_prints SELECT document_id, content_hash, print FROM ordered_versions WHERE is_current AND print[1:4] = ? ORDER BY document_id", [FORMAT])
    _make_missing(con)
    prints = con.execute("""
        SELECT p.document_id, p.print
        FROM document_prints AS p
        JOIN documents AS d ON d.document_id = p.document_id
        ORDER BY d.published_day NULLS LAST, d.first_seen, p.document_id""").fetchall()
    before = dict(con.execute("SELECT document_id, first_id FROM document_copies").fetchall())
    if not whole:
        some = around(prints, [name for (name,) in con.execute("FROM affected").fetchall()], before, FEW)
        if len(some) < FEW:
            prints = [one for one in prints if one[0] in some]
            before = {name: first for name, first in before.items() if name in some}
    found = compare(prints)
    names = sorted(found)
    temporary(con, "regrouped", pa.table({"document_id": pa.array(sorted(name for name in {*before, *found} if name not in found or found[name].first_id != before.get(name)), pa.string())}))
    con.execute("DELETE FROM document_copies WHERE list_contains($1, document_id)", [list(before)])
    insert(con, "document_copies", pa.table({"document_id": pa.array(names, pa.string()), "first_id": pa.array([found[name].first_id for name in names], pa.string()),
                                             "similarity": pa.array([found[name].similarity for name in names], pa.float64())}))


def _make_missing(con: duckdb.DuckDBPyConnection) -> None:
    """Prints of documents that were added to the lake by a release that made none, or other ones."""
    wanted = con.execute("SELECT document_id FROM documents ANTI JOIN document_prints USING (document_id) ORDER BY document_id").fetchall()
    for start in range(0, len(wanted), BATCH):
        rows = con.execute("""
            SELECT v.document_id, v.version, v.text, [(b."start", b."end") FOR b IN v.blocks IF b.kind = 'furniture']
            FROM versions AS v
            JOIN documents AS d ON d.document_id = v.document_id AND d.current_version = v.version
            WHERE list_contains($1, d.document_id)""", [[name for (name,) in wanted[start:start + BATCH]]]).fetchall()
        insert(con, "document_prints", pa.table({"document_id": [row[0] for row in rows], "version": [row[1] for row in rows],
                                                 "print": [fingerprint(without(text, furniture or [])) for _, _, text, furniture in rows]}))
