"""Commands that read the published warehouse: sql, search, export, report."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, validators

from flows.cli.common import HERE, Data, app, need
from flows.folder import DataFolder

Kind = Literal["document", "metric", "official", "shortcoming"]
Area = Literal["steering", "institutions", "procedures", "organization", "civil_service", "public_finance", "digital", "outcomes"]

ExportFormat = Literal["parquet", "csv", "xlsx", "jsonl", "labelstudio", "spacy"]


@app.command
def sql(query: str | None = None, *, data: Data = HERE, as_of: int | None = None, format: Literal["table", "csv", "json", "parquet"] = "table", output: Path | None = None) -> int:
    """Ask the warehouse a question in SQL (DuckDB's; read only); without a question, as many as you like, in a shell.

    Parameters
    ----------
    query: str
        The SQL. `SHOW TABLES` and `DESCRIBE metrics` say what there is. Read from stdin, if that is no terminal.
    as_of: int
        Answer as this edition would have (`cchc editions` lists them).
    output: Path
        Write here instead of to the terminal; parquet needs it.
    """
    folder = DataFolder(data)
    if query is None and sys.stdin and sys.stdin.isatty() and format == "table" and output is None:
        from flows.shell import interactive

        interactive(folder, as_of=as_of)
        return 0
    from flows.asking import ask

    if query is None:
        query = _piped()
        need(query.strip(), "SQL to answer")
    ask(folder, query, format, output, as_of)
    return 0


@app.command
def editions(number: int | None = None, *, data: Data = HERE, format: Literal["table", "csv", "json"] = "table") -> int:
    """List the editions of the warehouse and what each brought: facts opened (+), closed (-) and changed (~).

    Parameters
    ----------
    number: int
        Show one edition by kinds of facts, with what its checks warned of.
    """
    from flows.asking import ask_file

    ask_file(DataFolder(data), "editions" if number is None else "edition", format, number)
    return 0


def _piped() -> str:
    """What another program gives on stdin; nothing where there is no other program."""
    try:
        return "" if not sys.stdin or sys.stdin.isatty() else sys.stdin.read()
    except OSError:
        return ""


@app.command
def search(*words: str, data: Data = HERE, as_of: int | None = None, kind: Annotated[tuple[Kind, ...], Parameter(negative=())] = (), province: str | None = None,
           year: int | None = None, area: Area | None = None, limit: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=1000))] = 5,
           format: Literal["table", "json"] = "table") -> int:
    """Find documents and facts by their words, with or without accents: cchc search "số hóa hồ sơ chậm".

    Parameters
    ----------
    words: str
        What to look for. A hit has at least three quarters of the words; "quotation marks" within the quoted argument make an exact phrase.
    as_of: int
        In this edition: the last one, or the one before it, whose index is still kept.
    kind: list[str]
        document, metric, official or shortcoming; may be repeated. All, if none is given.
    province: str
        Only what is about this province.
    year: int
        Only figures for this year, and documents, officials and shortcomings published in it.
    area: str
        Only shortcomings of this area of reform.
    limit: int
        At most so many hits of each kind.
    """
    from flows.searching import find

    need(words, "words to look for")
    find(DataFolder(data), " ".join(words), kinds=kind, province=province, year=year, area=area, limit=limit, format=format, as_of=as_of)
    return 0


@app.command
def export(what: str | None = None, *, output: Path, data: Data = HERE, as_of: int | None = None, format: ExportFormat | None = None, where: str | None = None, sql: str | None = None) -> int:
    """Write a view, a table or a query's result to a file for another tool: cchc export v_rankings --output rankings.xlsx.

    Parameters
    ----------
    what: str
        A view or table; `cchc sql` with \\d lists them.
    output: Path
        The file; its ending tells the format: .parquet, .csv, .xlsx, .jsonl, .json (Label Studio), .spacy.
    as_of: int
        As this edition had it (`cchc editions` lists them).
    format: str
        The format, where the ending does not tell it. labelstudio and spacy hold the documents that the rows name, with all their facts marked.
    where: str
        Only rows for which this SQL condition holds: --where "year = 2023 AND province = 'Lai Châu'".
    sql: str
        A query instead of a view or table.
    """
    from flows.asking import write

    write(DataFolder(data), output, what=what, where=where, sql=sql, format=format, as_of=as_of)
    return 0


@app.command
def report(*, data: Data = HERE, open: bool = False) -> int:
    """Write the report on the published warehouse and say where it lies.

    Parameters
    ----------
    open: bool
        Show it in the browser.
    """
    from flows import stages

    with DataFolder(data).reading() as folder:
        path = stages.report(folder)
    print(path)
    if open:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
    return 0
