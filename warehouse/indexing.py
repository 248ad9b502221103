"""Making a new edition searchable: its texts and facts as rows of words in the tables of `schema/09_search.sql`.

What has not changed since the edition before is taken over from it. Changed documents get new units; the words of their old ones stay, in no unit,
until so many have gathered that everything is made anew. Each publishing adds a sorted run of words; many short runs are merged into one.
"""
from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import wording

HERE = Path(__file__).resolve().parent / "searching"
LAYOUT = 2                   # to be raised when words or units are made in another way
BATCH = 25_000_000           # code points of text that are cut into words at a time; needs about 1 GB of memory
SHORT = 2_000_000            # words of a run that is merged with others
SHORT_RUNS = 16              # how many short runs are merged
DEAD = 0.25                  # share of words in no unit at which everything is made anew
TABLES = ("search_forms", "search_words", "search_units", "search_runs")


def update(con: duckdb.DuckDBPyConnection, old: str | None = None) -> int:
    """Bring the search tables of the edition under way up to its documents and facts; returns how many documents were cut into words.

    `old` names an attached database that holds the edition before: its words are taken over where this one has none yet.
    """
    if old and not _number(con, "SELECT count(*) FROM search_runs"):
        _take_over(con, old)
    con.execute(_script("01_signatures"))
    con.execute("""CREATE OR REPLACE TEMP TABLE search_stale AS
        SELECT document_id FROM search_units AS u WHERE kind = 'document'
        AND NOT EXISTS (FROM search_wanted AS w WHERE w.document_id = u.document_id AND w.signature = u.signature)""")
    if _number(con, "SELECT count(*) FROM search_stale"):
        con.execute("DELETE FROM search_units WHERE document_id IN (FROM search_stale)")
    written, alive = (_number(con, f"SELECT coalesce(sum(words), 0) FROM {table}") for table in ("search_runs", "search_units"))
    if _number(con, f"SELECT count(*) FROM search_runs WHERE layout <> {LAYOUT}") or written > alive / (1 - DEAD) + SHORT:
        for table in TABLES:
            con.execute(f"DELETE FROM {table}")
    made = 0
    while documents := _next_batch(con):
        made += documents
        con.execute(_script("02_units"))
        _learn_forms(con)
        con.execute(f"CREATE OR REPLACE TEMP TABLE search_next AS SELECT coalesce(max(next_unit), 0) AS next_unit, {LAYOUT} AS layout FROM search_runs")
        con.execute(_script("03_words"))
    _merge_short(con)
    for table in ("search_wanted", "search_stale", "search_batch", "search_texts", "search_placed", "search_next"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return made


def _take_over(con: duckdb.DuckDBPyConnection, old: str) -> None:
    found = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND table_name IN (SELECT unnest(?))", [old, list(TABLES)]).fetchall()
    if len(found) == len(TABLES) and not _number(con, f"SELECT count(*) FROM {old}.search_runs WHERE layout <> {LAYOUT}"):
        for table in TABLES:
            con.execute(f"INSERT INTO {table} BY NAME FROM {old}.{table}")


def _next_batch(con: duckdb.DuckDBPyConnection) -> int:
    """The next documents without units, as the table search_batch; returns how many."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE search_batch AS
        SELECT document_id FROM (
            SELECT d.document_id, sum(v.characters) OVER (ORDER BY d.document_id) - v.characters AS before
            FROM documents AS d
            JOIN versions AS v ON v.document_id = d.document_id AND v.version = d.current_version
            WHERE d.document_id NOT IN (SELECT document_id FROM search_units WHERE kind = 'document')
        ) WHERE before < {BATCH}""")
    return _number(con, "SELECT count(*) FROM search_batch")


def _learn_forms(con: duckdb.DuckDBPyConnection) -> None:
    """Add the forms of the batch that are not known to search_forms."""
    new = [row[0] for row in con.sql("""SELECT DISTINCT form FROM (
        SELECT unnest(heading_words) AS form FROM search_texts UNION ALL SELECT unnest(body_words) FROM search_texts)
        ANTI JOIN search_forms USING (form) WHERE form <> chr(10) ORDER BY form""").fetchall()]
    first = _number(con, "SELECT coalesce(max(form_id), 0) + 1 FROM search_forms")
    table = pa.table({"form_id": pa.array(range(first, first + len(new)), pa.int32()), "form": pa.array(new, pa.string()),
                      "spelling": pa.array(map(wording.spelling, new), pa.string()), "folded": pa.array(map(wording.folded, new), pa.string())})
    con.register("incoming", table)
    con.execute("INSERT INTO search_forms BY NAME SELECT * FROM incoming ORDER BY form_id")
    con.unregister("incoming")


def _merge_short(con: duckdb.DuckDBPyConnection) -> None:
    """Make one run of the short ones at the end, once they are many: each is read as a whole by every search."""
    tail = con.sql("SELECT first_unit, next_unit, words FROM search_runs ORDER BY first_unit DESC").fetchall()
    short = next((number for number, (_, _, words) in enumerate(tail) if words >= SHORT), len(tail))
    if short <= SHORT_RUNS:
        return
    first = tail[short - 1][0]
    con.execute(f"CREATE OR REPLACE TEMP TABLE search_tail AS SELECT * FROM search_words WHERE unit_no >= {first}")
    con.execute(f"DELETE FROM search_words WHERE unit_no >= {first}")
    con.execute("INSERT INTO search_words SELECT * FROM temp.search_tail ORDER BY ALL")
    con.execute("DROP TABLE temp.search_tail")
    con.execute(f"DELETE FROM search_runs WHERE first_unit >= {first}")
    con.execute("INSERT INTO search_runs VALUES (?, ?, ?, ?)", [first, tail[0][1], sum(words for _, _, words in tail[:short]), LAYOUT])


def _script(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])
