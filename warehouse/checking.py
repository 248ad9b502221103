"""Checks: SQL files in `checks/`, each a query for rows that should not be there.

    -- guards: what must hold
    -- remedy: what to do when it does not
    -- severity: error          the edition is not published: our own code or data is at fault
                 set-aside      the facts found go to the table `set_aside`: one odd sentence on one page must not stop an edition;
                                such a query gives family, fact_id, document_id, version, quote, start_offset, end_offset, rule
                 warn           the edition is published and says so
    -- scope: rows              each fact by itself: runs over the facts just read, before they enter the tables
              edition           all that would be published: runs over the facts that stand, after they entered

The names of the fact tables mean just those facts; in an edition `all_metrics` (and so on) is the whole table, with rows of earlier editions.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent / "checks"
SEVERITIES = ("error", "set-aside", "warn")
SCOPES = ("rows", "edition")
TABLES = {"metric": "metrics", "official": "officials", "shortcoming": "shortcomings", "contradiction": "contradictions"}
PARTS = ("official_mentions", "official_roles", "shortcoming_causes")
HEADER = re.compile(r"^--\s*(guards|remedy|severity|scope):\s*(.+?)\s*$", re.MULTILINE)
SHOWN = 3      # offending rows in a message


class CheckFailed(Exception):
    """What was loaded breaks a rule; the edition was not published and the one before still stands."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `name` is that of its file."""

    name: str
    guards: str
    remedy: str
    severity: str
    scope: str
    sql: str


def load(folder: Path = HERE, accept: Collection[str] = ()) -> tuple[Check, ...]:
    """The checks of a folder by name; those in `accept`, errors in what an edition holds as a whole, only warn.

    Raises ValueError naming the file and what its header lacks, or a name in `accept` that is none of those errors."""
    checks = tuple(_parse(path) for path in sorted(folder.glob("*.sql")))
    acceptable = [check.name for check in checks if check.scope == "edition" and check.severity == "error"]
    for name in accept:
        if name not in acceptable:
            raise ValueError(f"{name!r} can't be accepted; these can: {', '.join(acceptable)}")
    return tuple(replace(check, severity="warn") if check.name in accept else check for check in checks)


def run_on_rows(con: duckdb.DuckDBPyConnection, checks: tuple[Check, ...]) -> None:
    """Hold the staged facts (`warehouse.build`) to the checks of scope `rows`; those to set aside are. Raises CheckFailed naming every error."""
    with standing_for(con, {table: f"FROM staged_{table}" for table in (*TABLES.values(), *PARTS)}):
        _stop(findings(con, [check for check in checks if check.scope == "rows" and check.severity == "error"]))
        for check in checks:
            if check.severity == "set-aside":
                con.execute(f"INSERT INTO set_aside BY NAME SELECT ? AS check_name, ? AS guards, * FROM ({check.sql}) ORDER BY fact_id", [check.name, check.guards])
    for family, table in TABLES.items():
        con.execute(f"DELETE FROM staged_{table} WHERE {family}_id IN (SELECT fact_id FROM set_aside WHERE family = '{family}')")


def run_on_edition(con: duckdb.DuckDBPyConnection, checks: tuple[Check, ...]) -> tuple[str, ...]:
    """Hold the edition as it would be published to the checks of scope `edition`. Returns what is odd in words, facts set aside among it.

    Raises CheckFailed naming every error."""
    whole = {table: f"FROM {own(con)}.{table}" for table in (*TABLES.values(), *PARTS)}
    names = {table: f"{sql} WHERE valid_to IS NULL" for table, sql in whole.items()} | {f"all_{table}": sql for table, sql in whole.items()}
    with standing_for(con, names):
        aside = [replace(check, sql=f"SELECT * EXCLUDE (check_name, guards) FROM set_aside WHERE check_name = '{check.name}'")
                 for check in checks if check.severity == "set-aside"]
        found = findings(con, [*aside, *(check for check in checks if check.scope == "edition")])
    _stop(found)
    return tuple(found[check] for check in sorted(found, key=lambda check: check.name))


def findings(con: duckdb.DuckDBPyConnection, checks: Iterable[Check]) -> dict[Check, str]:
    """What each check finds in the tables as their names stand on this connection, in words; checks that find nothing are left out."""
    return {check: message for check in checks if (message := _findings(con, check))}


@contextmanager
def standing_for(con: duckdb.DuckDBPyConnection, tables: dict[str, str]) -> Iterator[None]:
    """Within it, the names of `tables` mean the queries given."""
    for table, sql in tables.items():
        con.execute(f"CREATE TEMP VIEW {table} AS {sql}")
    try:
        yield
    finally:
        for table in tables:
            con.execute(f"DROP VIEW temp.{table}")


def own(con: duckdb.DuckDBPyConnection) -> str:
    """Where the tables of the edition are, for queries that stand for their names."""
    [(database,)] = con.execute("SELECT current_database()").fetchall()
    return f'"{database}".main'


def _stop(found: dict[Check, str]) -> None:
    errors = [message for check, message in found.items() if check.severity == "error"]
    if errors:
        raise CheckFailed("\n".join(errors))


def _findings(con: duckdb.DuckDBPyConnection, check: Check) -> str | None:
    relation = con.sql(f"SELECT *, count(*) OVER () AS offending FROM ({check.sql}) LIMIT {SHOWN}")
    rows = relation.fetchall()
    if not rows:
        return None
    shown = "; ".join(", ".join(f"{name}={' '.join(str(value).split()):.120}" for name, value in zip(relation.columns[:-1], row, strict=False)) for row in rows)
    number = rows[0][-1]
    return f"{check.name}: {number} row{'s' * (number > 1)} against: {check.guards}. First: {shown}. Remedy: {check.remedy}"


def _parse(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    header = dict(HEADER.findall(text))
    for key in ("guards", "remedy", "severity", "scope"):
        if key not in header:
            raise ValueError(f"{path.name}: needs a line '-- {key}: …'")
    for key, known in (("severity", SEVERITIES), ("scope", SCOPES)):
        if header[key] not in known:
            raise ValueError(f"{path.name}: {key} is one of {', '.join(known)}, not {header[key]!r}")
    if header["severity"] == "set-aside" and header["scope"] != "rows":
        raise ValueError(f"{path.name}: facts are set aside before they enter the tables; its scope is rows")
    return Check(path.stem, header["guards"], header["remedy"], header["severity"], header["scope"], text.rstrip().rstrip(";"))
