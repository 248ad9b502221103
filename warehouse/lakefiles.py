"""The lake as the loading scripts see it: `lake_documents` and `lake_facts`, all rows or those of the documents that changed.

The table `lake_rows` says which row of which file is about which document, so that what a few documents have in the lake is found without
reading the rest. Files never change; a file that is not in the table is new, one that is not in the lake any more was merged or taken out.
"""
from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse import duck, rows
from warehouse.lake import Lake

DATASETS = {"documents": rows.DOCUMENTS, "facts": rows.FACTS}


def open_all(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """`lake_documents` and `lake_facts`: everything."""
    for dataset in DATASETS:
        _view(con, lake, dataset, lake.folder.names(dataset))


def remember_all(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Fill `lake_rows`, after loading: `records` and `extractions` hold all rows of the two datasets."""
    for dataset, loaded in (("documents", "records"), ("facts", "extractions")):
        con.execute(f"INSERT INTO lake_rows SELECT '{dataset}', {_relative(lake)}, file_row_number, document_id FROM {loaded} ORDER BY ALL")


def find_changed(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Bring `lake_rows` up to the lake's files, and list in `affected` the documents that those are about that came or went."""
    con.execute("CREATE TEMP TABLE affected AS SELECT document_id FROM documents LIMIT 0")
    for dataset in DATASETS:
        listed = set(lake.folder.names(dataset))
        known = {row[0] for row in con.execute("SELECT DISTINCT file FROM lake_rows WHERE dataset = ?", [dataset]).fetchall()}
        gone, new = sorted(known - listed), sorted(listed - known)
        con.execute("INSERT INTO affected SELECT document_id FROM lake_rows WHERE dataset = $1 AND file IN (SELECT unnest($2))", [dataset, gone])
        con.execute("DELETE FROM lake_rows WHERE dataset = $1 AND file IN (SELECT unnest($2))", [dataset, gone])
        if new:
            con.execute(f"INSERT INTO lake_rows SELECT '{dataset}', {_relative(lake)}, file_row_number, document_id "
                        f"FROM read_parquet([{_listed(lake, new)}], filename = true, file_row_number = true, hive_partitioning = false)")
            con.execute("INSERT INTO affected SELECT document_id FROM lake_rows WHERE dataset = $1 AND file IN (SELECT unnest($2))", [dataset, new])
    con.execute("CREATE OR REPLACE TEMP TABLE affected AS SELECT DISTINCT document_id FROM affected ORDER BY document_id")


def open_affected(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """`lake_documents` and `lake_facts`: what there is about the documents in `affected`."""
    for dataset in DATASETS:
        files = con.execute("SELECT DISTINCT file FROM lake_rows SEMI JOIN affected USING (document_id) WHERE dataset = ? ORDER BY file", [dataset]).fetchall()
        _view(con, lake, dataset, [row[0] for row in files], "SEMI JOIN affected USING (document_id)")


def _view(con: duckdb.DuckDBPyConnection, lake: Lake, dataset: str, files: list[str], condition: str = "") -> None:
    extra = [("source_id", pa.string()), ("month", pa.string()), ("filename", pa.string()), ("file_row_number", pa.int64())]
    duck.temporary(con, f"no_{dataset}", pa.schema([*DATASETS[dataset], *extra]).empty_table())      # gives the columns that files written earlier lack
    source = f"FROM no_{dataset}"
    if files:
        source += (f" UNION ALL BY NAME FROM read_parquet([{_listed(lake, files)}], union_by_name = true, filename = true, file_row_number = true, "
                   f"hive_partitioning = true, hive_types = {{'source_id': VARCHAR, 'month': VARCHAR}}) {condition}")
    con.execute(f"CREATE TEMP VIEW lake_{dataset} AS {source}")


def _listed(lake: Lake, names: list[str]) -> str:
    return ", ".join(duck.literal(lake.folder.address(name)) for name in names)


def _relative(lake: Lake) -> str:
    """SQL for a file's name within the lake."""
    return f"substr(filename, {len(lake.folder.address('x'))})"
