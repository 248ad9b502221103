"""Commands that read the published warehouse: sql, search, report."""
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, validators

from flows.cli.common import HERE, Data, app, need
from flows.folder import DataFolder

Kind = Literal["document", "metric", "official", "shortcoming"]
Area = Literal["steering", "institutions", "procedures", "organization", "civil_service", "public_finance", "digital", "outcomes"]


@app.command
def sql(query: str, *, data: Data = HERE, format: Literal["table", "csv", "json", "parquet"] = "table", output: Path | None = None) -> int:
    """Ask the warehouse a question in SQL (DuckDB's; read only).

    Parameters
    ----------
    query: str
        The SQL. `SHOW TABLES` and `DESCRIBE metrics` say what there is.
    output: Path
        Write here instead of to the terminal; parquet needs it.
    """
    from flows.asking import ask

    ask(DataFolder(data), query, format, output)
    return 0


@app.command
def search(*words: str, data: Data = HERE, kind: Annotated[tuple[Kind, ...], Parameter(negative=())] = (), province: str | None = None,
           year: int | None = None, area: Area | None = None, limit: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=1000))] = 5,
           format: Literal["table", "json"] = "table") -> int:
    """Find documents and facts by their words, with or without accents: cchc search "số hóa hồ sơ chậm".

    Parameters
    ----------
    words: str
        What to look for. A hit has at least three quarters of the words; "quotation marks" within the quoted argument make an exact phrase.
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
    find(DataFolder(data), " ".join(words), kinds=kind, province=province, year=year, area=area, limit=limit, format=format)
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
