"""What commands share: the app, the parameters that several have, and doing work on the data folder."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter, validators
from rich.console import Console

from flows.errors import FAILED, USAGE, Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from flows.ledger import Run
    from flows.progress import Progress
    from warehouse.load import Edition

WIDE = 240
"""Columns for tables that go to a file or another program: no address is broken over lines."""

app = App(name="cchc", help="Crawls Vietnamese provincial portals and reads public administration reform (CCHC) results out of them.",
          help_format="plaintext", version_flags=["--version"], result_action="return_value", suppress_keyboard_interrupt=False)

Data = Annotated[Path, Parameter(name="--data", env_var="CCHC_DATA", help="The data folder.")]
SourceIds = Annotated[tuple[str, ...], Parameter(name="--source", negative=())]
SourceFolder = Annotated[Path | None, Parameter(name="--sources", env_var="CCHC_SOURCES", help="A folder of your own source files (TOML).")]
Contact = Annotated[str | None, Parameter(env_var="CCHC_CONTACT", help="An address at which the people who run the sites can reach you.")]
Limit = Annotated[int | None, Parameter(validator=validators.Number(gte=1), help="Fetch at most so many pages from each source.")]
Since = Annotated[str | None, Parameter(help="Go back to this year, month or day in each listing (2019, 2019-05): once, and over as many runs as it takes.")]
HERE = Path("data")


def recorded(folder: DataFolder, command: str, work: Callable[[Run, Progress], Edition | None], *, try_sql: bool = False) -> int:
    """Do work on the data folder under its lock, with a ledger entry and progress; print what came of it. 1 unless all is well."""
    from flows import summary
    from flows.ledger import started
    from flows.progress import Progress

    with folder.writing(), Progress() as progress, started(folder.runs, command) as entry:
        edition = work(entry, progress)
    out = Console(highlight=False)
    summary.print_run(out, folder, entry)
    if edition:
        summary.print_edition(out, folder, edition)
    if try_sql:
        summary.print_try(out, folder)
    return 0 if entry.status == "ok" else FAILED


def need(given: Sequence[object], what: str) -> None:
    if not given:
        raise Problem(f"say which {what}; see `cchc --help`", USAGE)
