"""One SQL question to the published warehouse, answered on the terminal or in a file; views and queries as files for other tools."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

from flows.errors import Problem
from flows.folder import DataFolder

Format = Literal["table", "csv", "json", "parquet"]
QUERIES = Path(__file__).resolve().parent / "queries"


def ask(folder: DataFolder, query: str, format: Format, output: Path | None = None, as_of: int | None = None) -> None:
    """Write the answer (that of edition `as_of`) to stdout, or whole to `output`. Raises Problem: no warehouse, wrong SQL, a file that can't be written."""
    from warehouse.query import QueryError, render, run

    try:
        render(run(folder.need_warehouse(), query, as_of), format, output or sys.stdout)
    except QueryError as error:
        raise Problem(str(error)) from error


def write(folder: DataFolder, output: Path, *, what: str | None, where: str | None, sql: str | None, format: Any, as_of: int | None = None) -> None:
    """Export to `output` (as edition `as_of` had it) and say what was written. Raises Problem."""
    warehouse = folder.need_warehouse()
    from warehouse.export import export
    from warehouse.query import QueryError

    try:
        done = export(warehouse, output, what=what, where=where, sql=sql, format=format, as_of=as_of)
    except QueryError as error:
        raise Problem(str(error)) from error
    for note in done.notes:
        print(f"cchc: {output}: {note}", file=sys.stderr)
    print(f"{output}: {done.rows:,} {'document' if output.suffix in ('.json', '.spacy') or format in ('labelstudio', 'spacy') else 'row'}{'' if done.rows == 1 else 's'}")


def ask_file(folder: DataFolder, name: str, format: Format, edition: int | None = None) -> None:
    """Write the answer to the question in `queries/<name>.sql`; `edition` must be one that there is. Raises Problem."""
    from warehouse.query import QueryError, run

    text = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    if edition is not None:
        text = text.replace("$edition", str(int(edition)))
        try:
            if not run(folder.need_warehouse(), f"FROM editions WHERE edition_no = {int(edition)}").num_rows:
                raise Problem(f"there is no edition {edition}; `cchc editions` lists those there are")
        except QueryError as error:
            raise Problem(str(error)) from error
    ask(folder, text, format)
