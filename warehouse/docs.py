"""docs/warehouse.md and its diagram, made from the comments in the schema: `python -m warehouse.docs`.

A column's comment that ends in ": table.column." or has "table.column" as its first words is a reference, and a line of the diagram.
"""
from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse import build

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "warehouse.md"
DIAGRAM = PAGE.with_suffix(".svg")
# Where the tables stand in the diagram: one list a column, from the left. Those named nowhere come last.
COLUMNS = (("places", "organisations", "offices_held", "persons"), ("official_roles", "officials", "official_mentions"), ("indicators", "periods", "metrics", "figures"),
           ("shortcomings", "shortcoming_causes", "shortcoming_groups", "contradictions", "set_aside"), ("versions", "documents", "document_history", "sources"), ("runs", "run_sources", "run_failures", "editions", "decisions"))
LEFT_OUT = ("lake_rows", "place_keys")      # bookkeeping
REFERENCE = re.compile(r"\b([a-z_]+)\.([a-z_]+)\b")
WIDE, GAP, ROW, HEAD = 190, 70, 16, 24      # pixels


class Column(NamedTuple):
    name: str
    type: str
    comment: str


class Relation(NamedTuple):
    """A table or view with its comment, columns and key."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()


def main() -> None:
    """Write both files."""
    tables, views, types = read()
    PAGE.write_text(page(tables, views, types), encoding="utf-8")
    DIAGRAM.write_text(diagram(tables), encoding="utf-8")


def read() -> tuple[list[Relation], list[Relation], dict[str, list[str]]]:
    """Tables, views and closed vocabularies of an empty warehouse."""
    with duckdb.connect(":memory:") as con:
        for folder in ("schema", "derived", "views"):
            for _, text in build.scripts(folder):
                con.execute(text)
        keys = dict(con.execute("SELECT table_name, constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'").fetchall())
        types = {name: list(values) for name, values in con.execute("SELECT type_name, labels FROM duckdb_types() WHERE logical_type = 'ENUM' AND NOT internal ORDER BY 1").fetchall()}
        called = {"ENUM('" + "', '".join(values) + "')": name for name, values in types.items()}
        columns: dict[str, list[Column]] = {}
        for table, name, kind, comment in con.execute("SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index").fetchall():
            columns.setdefault(table, []).append(Column(name, called.get(kind, kind), comment or ""))
        tables = [Relation(name, comment or "", tuple(columns[name]), tuple(keys.get(name, ()))) for name, comment in
                  con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal ORDER BY table_oid").fetchall()]
        views = [Relation(name, comment or "", tuple(columns[name])) for name, comment in
                 con.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_oid").fetchall()]
    return tables, views, types


def page(tables: list[Relation], views: list[Relation], types: dict[str, list[str]]) -> str:
    """The page in Markdown."""
    parts = [(HERE / "docs_intro.md").read_text(encoding="utf-8"), "## Views\n", *map(_section, views), "## Tables\n", *map(_section, tables), "## Closed vocabularies\n",
             "\n".join(f"- `{name}`: {', '.join(f'`{value}`' for value in values)}" for name, values in types.items()) + "\n"]
    return "\n".join(parts)


def references(table: Relation, tables: dict[str, Relation]) -> dict[str, str]:
    """Column → the table it refers to, as its comment says."""
    found = {}
    for column in table.columns:
        if column.comment.startswith("As "):      # the same column of an earlier edition
            continue
        for name, key in REFERENCE.findall(column.comment):
            if name in tables and name not in (table.name, "editions") and key in {other.name for other in tables[name].columns}:
                found[column.name] = name
                break
    return found


def diagram(tables: list[Relation]) -> str:
    """The tables as boxes with their keys and references, as SVG."""
    known = {table.name: table for table in tables if table.name not in LEFT_OUT}
    placed = {name for column in COLUMNS for name in column}
    layout = [[name for name in column if name in known] for column in COLUMNS] + [[name for name in known if name not in placed]]
    rows = {name: [column.name for column in table.columns if column.name in table.key or column.name in references(table, known)] for name, table in known.items()}
    boxes: dict[str, tuple[int, int, int]] = {}      # left, top, height
    for number, names in enumerate(column for column in layout if column):
        top = 20
        for name in names:
            height = HEAD + ROW * max(len(rows[name]), 1) + 8
            boxes[name] = (20 + number * (WIDE + GAP), top, height)
            top += height + 28
    width, height = max(left for left, _, _ in boxes.values()) + WIDE + 20, max(top + tall for _, top, tall in boxes.values()) + 20
    lines = [_line(boxes, rows, name, column, other) for name, table in known.items() for column, other in references(table, known).items()]
    drawn = [_box(boxes[name], table, rows[name]) for name, table in known.items()]
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
                      f'<rect width="{width}" height="{height}" fill="#fff"/>', *lines, *drawn, "</svg>", ""])


def _section(relation: Relation) -> str:
    rows = "\n".join(f"| `{column.name}` | {_type(column.type)} | {column.comment.replace('|', chr(92) + '|')} |" for column in relation.columns)
    key = f" Key: {', '.join(f'`{name}`' for name in relation.key)}." if relation.key else ""
    return f"### {relation.name}\n\n{relation.comment}{key}\n\n| column | type | meaning |\n| --- | --- | --- |\n{rows}\n"


def _type(kind: str) -> str:
    return kind if len(kind) < 40 else kind.split("(")[0] + ("[]" if kind.endswith("[]") else "")


def _box(box: tuple[int, int, int], table: Relation, rows: list[str]) -> str:
    left, top, height = box
    text = [f'<rect x="{left}" y="{top}" width="{WIDE}" height="{height}" rx="4" fill="#f7f7f2" stroke="#555"><title>{escape(table.comment)}</title></rect>',
            f'<text x="{left + 8}" y="{top + 16}" font-weight="bold">{table.name}</text>']
    for number, name in enumerate(rows):
        style = ' text-decoration="underline"' if name in table.key else ""
        text.append(f'<text x="{left + 8}" y="{top + HEAD + ROW * number + 12}" fill="#333"{style}>{name}</text>')
    return "\n".join(text)


def _line(boxes: dict[str, tuple[int, int, int]], rows: dict[str, list[str]], name: str, column: str, other: str) -> str:
    (left, top, _), (to_left, to_top, _) = boxes[name], boxes[other]
    y, to_y = top + HEAD + ROW * rows[name].index(column) + 8, to_top + 12
    if left < to_left:
        x, to_x, bend = left + WIDE, to_left, 30
    elif left > to_left:
        x, to_x, bend = left, to_left + WIDE, -30
    else:
        x, to_x, bend = left + WIDE, to_left + WIDE, 30
    second = to_x - bend if left != to_left else to_x + bend
    return f'<path d="M{x},{y} C{x + bend},{y} {second},{to_y} {to_x},{to_y}" fill="none" stroke="#8aa" stroke-width="1"/><circle cx="{to_x}" cy="{to_y}" r="3" fill="#8aa"/>'


if __name__ == "__main__":
    main()
