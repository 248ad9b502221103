"""Facts in time: what stands now is compared with what stood in the edition before; rows are closed and opened, never deleted or rewritten.

`loading/*.sql` leave one row a fact in temporary tables (`staged_metrics`, …): those that the documents state, and (with `stated_to`) those that
only a replaced text of theirs stated. A row of the edition before that is not there just so is closed: `valid_to` is the new edition.
A row that is new, or not just so, is opened: `valid_from` is the new edition. "Just so" leaves out who found it (`extractor_version`): a
newer extractor that reads the same opens nothing. Where a reviewer's decision made the difference, `closed_by` names it (`merging/02_decisions.sql`).
"""
from __future__ import annotations

import duckdb

FACTS = {"metrics": "metric_id", "officials": "official_id", "shortcomings": "shortcoming_id", "contradictions": "contradiction_id"}
PARTS = {"officials": {"official_mentions": "mention_no", "official_roles": "role_no"}, "shortcomings": {"shortcoming_causes": "cause_no"}}      # rows of a fact, opened and closed with it
DIMENSIONS = {"periods": "period_id", "organisations": "organisation_id", "persons": "person_id", "offices_held": "office_held_id"}
KEPT_APART = ("extractor_version", "stated_to", "valid_from", "valid_to", "closed_by")
DATED = (*FACTS, *(part for parts in PARTS.values() for part in parts))


def merge(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int, int]]:
    """Bring the fact tables up to the staged rows of the documents in `affected`; per table how many facts were opened, closed, changed."""
    con.execute("CREATE TEMP TABLE last_readings AS SELECT document_id, arg_max(extractor_version, reading_no) AS extractor_version FROM readings GROUP BY document_id")
    found = {}
    for table, key in FACTS.items():
        parts = PARTS.get(table, {})
        con.execute(f"CREATE TEMP TABLE open_{table} AS {_contents(con, table, key, table, tuple(parts), 'SEMI JOIN affected USING (document_id) WHERE valid_to IS NULL')}")
        con.execute(f"CREATE TEMP TABLE now_{table} AS {_contents(con, table, key, f'staged_{table}', tuple(f'staged_{part}' for part in parts), '')}")
        found[table] = _close_and_open(con, table, key, parts)
    return found


def carry_over(con: duckdb.DuckDBPyConnection) -> None:
    """Fill an empty warehouse with the history that the attached edition `old` has of the documents that are still there."""
    for table in (*DIMENSIONS, *DATED, "document_history", "decisions"):
        condition = "" if table in DIMENSIONS or table == "decisions" else "SEMI JOIN documents USING (document_id)"
        if columns := common(con, table):      # an edition of an earlier release may lack the table
            if "context" in {name for name, _ in _columns(con, table)} and quoted("context") not in columns:      # or the sentences
                columns.append("(SELECT substr(v.text, f.context_start + 1, f.context_end - f.context_start) FROM old.versions AS v "
                               "WHERE v.document_id = f.document_id AND v.version = f.version) AS context")
            con.execute(f"INSERT INTO {table} BY NAME SELECT {', '.join(columns)} FROM old.{table} AS f {condition}")


def common(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns (quoted) of a table that the attached edition `old` has too; none where it lacks the table."""
    had = {name for name, _ in _columns(con, table, "old")}
    return [quoted(name) for name, _ in _columns(con, table) if name in had]


def forget(con: duckdb.DuckDBPyConnection, documents: str) -> None:
    """Delete all there is of the documents that the query `documents` names: they were taken out of the lake."""
    for table in ("documents", "versions", "document_history", "set_aside", *DATED):
        con.execute(f"DELETE FROM {table} WHERE document_id IN ({documents})")
    for table, key in DIMENSIONS.items():
        users = {"periods": "metrics", "persons": "officials", "offices_held": "official_roles"}.get(table)
        used = f"SELECT {key} FROM {users}" if users else "SELECT organisation_id FROM metrics UNION SELECT organisation_id FROM official_roles"
        con.execute(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM ({used}) WHERE {key} IS NOT NULL)")


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return f'"{name}"'


def _close_and_open(con: duckdb.DuckDBPyConnection, table: str, key: str, parts: dict[str, str]) -> tuple[int, int, int]:
    con.execute(f"""
        CREATE TEMP TABLE closing_{table} AS
        SELECT o.{key}, n.stated_to, n.{key} IS NOT NULL AND n.stated_to IS NULL AS opens_again,
            if(opens_again OR n.{key} IS NULL AND d.verdict = 'reject', coalesce('decision ' || d.decision_id, r.extractor_version), r.extractor_version) AS closed_by
        FROM open_{table} AS o
        LEFT JOIN now_{table} AS n ON n.{key} = o.{key}
        LEFT JOIN last_readings AS r ON r.document_id = o.document_id
        LEFT JOIN redecided AS d ON d.fact_id = o.{key}
        WHERE n.{key} IS NULL OR n.stated_to IS NOT NULL OR n.content <> o.content""")
    con.execute(f"""
        CREATE TEMP TABLE opening_{table} AS
        SELECT n.{key}, if(n.stated_to IS NULL, NULL, this_edition()) AS valid_to, if(n.stated_to IS NULL, NULL, n.extractor_version) AS closed_by
        FROM now_{table} AS n
        LEFT JOIN open_{table} AS o ON o.{key} = n.{key}
        WHERE (n.stated_to IS NULL AND (o.{key} IS NULL OR o.content <> n.content))
           OR (n.stated_to IS NOT NULL AND n.{key} NOT IN (SELECT {key} FROM {table}))""")
    con.execute(f"""
        UPDATE {table} SET valid_to = this_edition(), closed_by = coalesce(c.closed_by, {table}.extractor_version), stated_to = coalesce(c.stated_to, {table}.stated_to)
        FROM closing_{table} AS c WHERE c.{key} = {table}.{key} AND {table}.valid_to IS NULL""")
    columns = ", ".join(f"s.{quoted(name)}" for name, _ in _columns(con, table) if name not in ("valid_from", "valid_to", "closed_by"))
    con.execute(f"""
        INSERT INTO {table} BY NAME
        SELECT {columns}, this_edition() AS valid_from, o.valid_to, o.closed_by
        FROM staged_{table} AS s JOIN opening_{table} AS o ON o.{key} = s.{key}
        ORDER BY s.document_id, s.{key}""")
    for part, number in parts.items():
        con.execute(f"UPDATE {part} SET valid_to = this_edition() FROM closing_{table} AS c WHERE c.{key} = {part}.{key} AND {part}.valid_to IS NULL")
        columns = ", ".join(f"s.{quoted(name)}" for name, _ in _columns(con, part) if name not in ("valid_from", "valid_to"))
        con.execute(f"""
            INSERT INTO {part} BY NAME
            SELECT {columns}, this_edition() AS valid_from, o.valid_to
            FROM staged_{part} AS s JOIN opening_{table} AS o ON o.{key} = s.{key}
            ORDER BY s.document_id, s.{key}, s.{number}""")
    [(opened, closed, changed)] = con.execute(f"SELECT (SELECT count(*) FROM opening_{table} WHERE valid_to IS NULL), count(*), count(*) FILTER (WHERE opens_again) FROM closing_{table}").fetchall()
    return opened - changed, closed - changed, changed


def _contents(con: duckdb.DuckDBPyConnection, table: str, key: str, source: str, parts: tuple[str, ...], condition: str) -> str:
    """The query for each fact's id and a hash of what it says, in the types of `table`; it says also what its parts do."""
    own = f"hash({_typed(con, table, KEPT_APART)})"
    given = [name for name in ("stated_to", "extractor_version") if source.startswith("staged_")]
    query = f"SELECT {key}, document_id, {', '.join([*given, f'{own} AS content'])} FROM {source} {condition}"
    if not parts:
        return query
    names = [part.removeprefix("staged_") for part in parts]
    union = " UNION ALL ".join(
        f"SELECT {key}, hash({_typed(con, name, ('valid_from', 'valid_to'))}) AS content FROM {part} {'WHERE valid_to IS NULL' if part == name else ''}"
        for part, name in zip(parts, names, strict=True))
    return (f"SELECT f.* EXCLUDE (content), hash(f.content, p.content) AS content FROM ({query}) AS f "
            f"LEFT JOIN (SELECT {key}, sum(CAST(content AS HUGEINT)) AS content FROM ({union}) GROUP BY {key}) AS p ON p.{key} = f.{key}")


def _typed(con: duckdb.DuckDBPyConnection, table: str, without: tuple[str, ...]) -> str:
    return ", ".join(f"CAST({quoted(name)} AS {kind})" for name, kind in _columns(con, table) if name not in without)


def _columns(con: duckdb.DuckDBPyConnection, table: str, database: str | None = None) -> list[tuple[str, str]]:
    """Names and types of a table's columns; of the warehouse being built unless another database is named."""
    where = "temp." if table.startswith("staged_") else f"{database}." if database else f'"{con.execute("SELECT current_database()").fetchall()[0][0]}".'
    try:
        return [(row[0], row[1]) for row in con.execute(f"DESCRIBE {where}{table}").fetchall()]
    except duckdb.CatalogException:
        return []
