"""An earlier edition, shown by a later one: every table as it stood then, and so every view.

The names of the tables get another meaning on one connection: rows that were opened later are left out, rows that were closed later are open.
Views look names up when they are asked, so they need nothing. What stays as it is today: places, indicators, sources and runs; the metadata of
a text (its title is documents.title, as it was then); periods, persons, organisations and offices that no fact of then named; which
shortcomings mean the same (shortcoming_groups).
"""
from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import history

DERIVED = Path(__file__).resolve().parent / "derived"
CLOSING = {"valid_to": "NULL", "stated_to": "NULL", "closed_by": "NULL"}      # what closing a row filled in


class NoEdition(Exception):
    """There was no such edition; the message says which there were."""


def show(con: duckdb.DuckDBPyConnection, edition: int, database: str = "warehouse") -> None:
    """Let the tables of the attached `database`, which is in use, mean what they held in `edition`. Raises NoEdition."""
    first, last = con.execute(f"SELECT min(edition_no), max(edition_no) FROM {database}.editions WHERE fingerprint IS NOT NULL").fetchall()[0]
    known = con.execute(f"SELECT coalesce(min(valid_from), {last}) FROM {database}.documents").fetchall()[0][0]
    first = max(first, min(known, con.execute(f"SELECT coalesce(min(valid_from), {last}) FROM {database}.document_history").fetchall()[0][0]))
    if not first <= edition <= last:
        raise NoEdition(f"there is no edition {edition} to show; there are {first} to {last} (`cchc editions` lists them)")
    con.execute(f"CREATE TEMP VIEW editions AS FROM {database}.editions WHERE edition_no <= {edition}")
    for table in (*history.DATED, "decisions"):
        columns = {row[0] for row in con.execute(f"DESCRIBE {database}.{table}").fetchall()}
        reopened = ", ".join(f"if(valid_to > {edition}, NULL, {name}) AS {name}" for name in CLOSING if name in columns)
        con.execute(f"CREATE TEMP VIEW {table} AS SELECT * REPLACE ({reopened}) FROM {database}.{table} WHERE valid_from <= {edition}")
    con.execute(f"""CREATE TEMP VIEW document_history AS FROM {database}.document_history WHERE valid_to <= {edition}""")
    con.execute(f"""
        CREATE TEMP VIEW documents AS
        FROM {database}.documents WHERE valid_from <= {edition}
        UNION ALL BY NAME
        SELECT * EXCLUDE (valid_to) FROM {database}.document_history WHERE valid_from <= {edition} AND valid_to > {edition}""")
    con.execute(f"""
        CREATE TEMP VIEW versions AS
        SELECT v.* REPLACE (v.version = d.current_version AS is_current)
        FROM {database}.versions AS v JOIN documents AS d ON d.document_id = v.document_id
        WHERE v.valid_from <= {edition}""")
    for path in sorted(DERIVED.glob("*.sql")):
        for statement in duckdb.extract_statements(path.read_text(encoding="utf-8")):
            if statement.type == duckdb.StatementType.INSERT:
                _, _, table, _, _, query = statement.query.split(maxsplit=5)      # INSERT INTO figures BY NAME WITH …
                con.execute(f"CREATE TEMP VIEW {table} AS {query}")
