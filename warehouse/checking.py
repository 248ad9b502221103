"""Checks: SQL files in `checks/`, each a query for rows that should not be there.

    -- guards: what must hold
    -- remedy: what to do when it does not
    -- severity: error          the edition is not published: our own code or data is at fault
                 set-aside      the facts found go to the table `set_aside`: one odd sentence on one page must not stop an edition;
                                such a query gives family, fact_id, document_id, version, quote, start_offset, end_offset, rule
                 warn           the edition is published and says so
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent / "checks"
SEVERITIES = ("error", "set-aside", "warn")
TABLES = {"metric": "metrics", "official": "officials", "shortcoming": "shortcomings", "contradiction": "contradictions"}
HEADER = re.compile(r"^--\s*(guards|remedy|severity):\s*(.+?)\s*$", re.MULTILINE)
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
    sql: str


def load(folder: Path = HERE) -> tuple[Check, ...]:
    """The checks of a folder by name. Raises ValueError naming the file and what its header lacks."""
    return tuple(_parse(path) for path in sorted(folder.glob("*.sql")))


def run(con: duckdb.DuckDBPyConnection, checks: tuple[Check, ...]) -> tuple[str, ...]:
    """What the checks found that does not stop the edition, in words; facts to set aside are. Raises CheckFailed naming every error."""
    found = {check: message for check in checks if (message := _findings(con, check))}
    errors = [message for check, message in found.items() if check.severity == "error"]
    if errors:
        raise CheckFailed("\n".join(errors))
    aside = [check for check in found if check.severity == "set-aside"]
    for check in aside:
        con.execute(f"INSERT INTO set_aside BY NAME SELECT ? AS check_name, ? AS guards, * FROM ({check.sql}) ORDER BY fact_id", [check.name, check.guards])
    for family, table in TABLES.items() if aside else ():
        con.execute(f"DELETE FROM {table} WHERE {family}_id IN (SELECT fact_id FROM set_aside WHERE family = '{family}')")
    return tuple(found.values())


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
    for key in ("guards", "remedy", "severity"):
        if key not in header:
            raise ValueError(f"{path.name}: needs a line '-- {key}: …'")
    if header["severity"] not in SEVERITIES:
        raise ValueError(f"{path.name}: severity is one of {', '.join(SEVERITIES)}, not {header['severity']!r}")
    return Check(path.stem, header["guards"], header["remedy"], header["severity"], text.rstrip().rstrip(";"))
