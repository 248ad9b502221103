"""Getting data out: a table, a view or a query of the warehouse as a file for another tool, whole or not at all.

    export(Path("data/warehouse.duckdb"), Path("rankings.xlsx"), what="v_rankings", where="year = 2023")
    export(Path("data/warehouse.duckdb"), Path("then.csv"), what="v_rankings", as_of=7)      # as edition 7 had it

Parquet and JSONL hold the values as they are; CSV and XLSX are for spreadsheets; Label Studio and spaCy files hold the texts of the documents that the
rows name (column `document_id`) with all their facts marked.
"""
from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import annotated, files, spreadsheet, values
from warehouse.query import QueryError, connect, message

Format = Literal["parquet", "csv", "xlsx", "jsonl", "labelstudio", "spacy"]
ENDINGS: dict[str, Format] = {".parquet": "parquet", ".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "labelstudio", ".spacy": "spacy"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")      # a cell that begins so is calculated by spreadsheets (OWASP, CSV injection)
BATCH = 20_000                                  # rows in memory at a time


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows (documents for Label Studio and spaCy), and what a reader should know of it, such as cells that were cut."""

    rows: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be written, and the edition asked for (None: the newest)."""

    con: duckdb.DuckDBPyConnection
    query: str
    relation: duckdb.DuckDBPyRelation
    as_of: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of what is exported: its name, DuckDB's type, what it means."""

    name: str
    type: str
    meaning: str


def export(path: Path, target: Path, *, what: str | None = None, where: str | None = None, sql: str | None = None, format: Format | None = None, as_of: int | None = None) -> Exported:
    """Write table or view `what` (limited by the SQL condition `where`), or the result of `sql`, to the file `target`; with `as_of`, as that edition had it (`warehouse.past`).

    The format is told by the file's ending unless given. Raises QueryError: no such view or edition, wrong SQL, a format that can't hold it, a file that can't be written.
    """
    chosen = format or format_of(target)
    if chosen not in get_args(Format):
        raise QueryError(f"unknown format {chosen!r}; there are: {', '.join(get_args(Format))}")
    with connect(path, as_of) as con:
        query = _query(con, what, where, sql)
        try:
            relation = con.sql(query)
            if relation is None:
                raise QueryError("this statement has no result to export; write a SELECT")
            with files.whole(target) as file:
                return WRITERS[chosen](_Asked(con, query, relation, as_of), file)
        except (duckdb.Error, pa.ArrowException) as error:
            raise QueryError(message(error)) from error
        except OSError as error:
            raise QueryError(f"{target}: {error.strerror}") from error


def format_of(target: Path) -> Format:
    """The format that a file's ending tells. Raises QueryError for an ending that tells none."""
    found = ENDINGS.get(target.suffix.lower())
    if found is None:
        raise QueryError(f"{target}: the ending tells no format; name one with --format ({', '.join(get_args(Format))}), or end the name with {', '.join(ENDINGS)}")
    return found


def columns(con: duckdb.DuckDBPyConnection, query: str) -> list[Column]:
    """The columns of a query's result, with the COMMENTs of the columns of the same name in what it reads; two that differ stand both."""
    relation = con.sql(query)
    comments = con.execute("SELECT column_name, string_agg(DISTINCT comment, ' / ' ORDER BY comment) FROM duckdb_columns() WHERE database_name = 'warehouse' "
                           "AND list_contains(?, table_name) GROUP BY column_name", [_read(con, query)]).fetchall()
    meanings = dict(comments)
    return [Column(name, str(kind), meanings.get(name) or "") for name, kind in zip(values.unique(relation.columns), relation.types, strict=True)]


def _names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and view."""
    return [row[0] for row in con.sql("SELECT table_name FROM information_schema.tables WHERE table_catalog = 'warehouse' ORDER BY 1").fetchall()]


def _read(con: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The tables and views that a query names."""
    words = set(re.findall(r"\w+", query))
    return [name for name in _names(con) if name in words]


# ---------------------------------------------------------------- what
def _query(con: duckdb.DuckDBPyConnection, what: str | None, where: str | None, sql: str | None) -> str:
    if (what is None) == (sql is None):
        raise QueryError("say what to export: a table or view (cchc export v_rankings …), or a query with --sql")
    try:
        if sql is not None:
            if where is not None:
                raise QueryError("--where goes with a table or view; write the condition into the query")
            if len(duckdb.extract_statements(sql)) != 1:
                raise QueryError("one statement at a time, please")
            return duckdb.extract_statements(sql)[0].query.strip().rstrip(";")
        names = [row[0] for row in con.sql("SELECT table_name FROM information_schema.tables WHERE table_catalog = 'warehouse' ORDER BY 1").fetchall()]
        if what not in names:
            near = difflib.get_close_matches(what or "", names, 3) or [name for name in names if name.startswith("v_")]
            raise QueryError(f"there is no table or view {what!r}; did you mean {', '.join(near)}?")
        query = f'SELECT * FROM "{what}"' + (f" WHERE ({where}\n)" if where else "")
        if len(duckdb.extract_statements(query)) != 1:
            raise QueryError("--where is one SQL condition, such as \"year = 2023 AND province = 'Lai Châu'\"")
        return query
    except duckdb.Error as error:
        raise QueryError(message(error)) from error


# ---------------------------------------------------------------- formats
def _batches(relation: duckdb.DuckDBPyRelation) -> Iterator[pa.Table]:
    reader = relation.to_arrow_reader(BATCH)
    names = values.unique(reader.schema.names)
    for batch in reader:
        yield pa.Table.from_batches([batch]).rename_columns(names)


def _parquet(asked: _Asked, file: BinaryIO) -> Exported:
    """Column comments go along as field metadata, the edition as metadata of the file."""
    meant = {column.name: column.meaning for column in columns(asked.con, asked.query)}
    about = dict(zip(("edition", "published"), _edition(asked), strict=True))
    reader, rows = asked.relation.to_arrow_reader(BATCH), 0
    names = values.unique(reader.schema.names)
    schema = pa.schema([pa.field(name, field.type, metadata={"comment": meant[name]} if meant[name] else None) for name, field in zip(names, reader.schema, strict=True)], metadata=about)
    try:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_table(pa.Table.from_arrays(batch.columns, schema=schema))
                rows += batch.num_rows
    except pa.ArrowException as error:
        raise QueryError(f"Parquet can't hold this result: {' '.join(str(error).split())}; CAST the column to VARCHAR") from error
    return Exported(rows)


def _csv(asked: _Asked, file: BinaryIO) -> Exported:
    """UTF-8 with the mark that spreadsheets need to see it; text that they would calculate gets an apostrophe in front."""
    rows, guarded = 0, 0
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(values.unique(asked.relation.columns))
    for table in _batches(asked.relation):
        for row in values.rows(table):
            cells = ["" if value is None else values.text(value) for value in row]
            for at, (value, cell) in enumerate(zip(row, cells, strict=True)):
                if isinstance(value, str) and cell.startswith(FORMULA):
                    cells[at], guarded = f"'{cell}", guarded + 1
            writer.writerow(cells)
            rows += 1
    text.detach()      # writes what is left, and leaves the file open
    notes = (f"{guarded} cells begin with =, +, - or @ and got an apostrophe in front, so that no spreadsheet calculates them; Parquet and JSONL have them as they are",) if guarded else ()
    return Exported(rows, notes)


def _xlsx(asked: _Asked, file: BinaryIO) -> Exported:
    con, query = asked.con, asked.query
    rows = int(con.sql(f"SELECT count(*) FROM ({query})").fetchall()[0][0])
    if rows > spreadsheet.MOST_ROWS:
        raise QueryError(f"{rows:,} rows are more than the {spreadsheet.MOST_ROWS:,} of a worksheet; take fewer with --where, or export to Parquet or CSV")
    about = con.execute("SELECT comment FROM (SELECT table_name AS name, comment FROM duckdb_tables() UNION ALL SELECT view_name, comment FROM duckdb_views()) "
                        "WHERE list_contains(?, name) AND comment IS NOT NULL ORDER BY ALL", [_read(con, query)]).fetchall()
    edition, published = _edition(asked)
    facts = {"What": " ".join(row[0] for row in about) or "Result of a query", "Query": query, "Rows": str(rows), "Edition": edition, "Published": published}
    if asked.as_of is not None:
        facts["As of"] = "Facts and documents are as that edition had them; places, indicators, sources, runs and which shortcomings mean the same are as they were when this file was written."
    notes = spreadsheet.write(file, columns(con, query), _batches(asked.relation), facts)
    return Exported(rows, notes)


def _jsonl(asked: _Asked, file: BinaryIO) -> Exported:
    rows = 0
    for table in _batches(asked.relation):
        for row in values.rows(table):
            file.write(json.dumps(dict(zip(table.column_names, map(values.plain, row), strict=True)), ensure_ascii=False).encode() + b"\n")
            rows += 1
    return Exported(rows)


def _annotated(asked: _Asked) -> Iterator[annotated.Annotated]:
    if "document_id" not in asked.relation.columns:
        raise QueryError("this format holds documents: what is exported must have a column document_id, such as documents, versions or v_shortcomings")
    wanted = dict.fromkeys(row[0] for row in asked.relation.project("document_id").fetchall() if row[0] is not None)
    return annotated.documents(asked.con, list(wanted), asked.as_of)


def _labelstudio(asked: _Asked, file: BinaryIO) -> Exported:
    return Exported(annotated.write_label_studio(_annotated(asked), file))


def _spacy(asked: _Asked, file: BinaryIO) -> Exported:
    return Exported(*annotated.write_docbin(_annotated(asked), file))


def _edition(asked: _Asked) -> tuple[str, str]:
    """Number and id of the edition that is shown, and when it was published."""
    number, edition_id, published = asked.con.sql("SELECT edition_no, edition_id, published_at FROM editions ORDER BY edition_no DESC LIMIT 1").fetchall()[0]
    return f"{number} ({edition_id})", published.isoformat(timespec="seconds")


WRITERS: dict[Format, Callable[[_Asked, BinaryIO], Exported]] = {"parquet": _parquet, "csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl, "labelstudio": _labelstudio, "spacy": _spacy}

__all__ = ["ENDINGS", "Column", "Exported", "Format", "columns", "export", "format_of"]
