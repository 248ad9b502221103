"""The command that reads the archive again."""
from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.common import HERE, Data, SourceFolder, SourceIds, app, recorded
from flows.errors import USAGE, Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from flows.ledger import Run
    from flows.progress import Progress
    from flows.reparse import Difference


@app.command
def reparse(*, source: SourceIds = (), dry_run: Annotated[bool, Parameter(negative=())] = False, data: Data = HERE, sources: SourceFolder = None) -> int:
    """Read the archive again, after the parser or a source's selectors changed, and say what comes out otherwise.

    Parameters
    ----------
    source: list[str]
        Ids of sources; all that have archived pages, if none is named ("files" for imported files, "unlisted" for pages of no source).
    dry_run: bool
        Only say what would change; write nothing.
    """
    from flows.ledger import Run
    from flows.plan import known_to
    from flows.progress import Progress
    from flows.reparse import print_differences
    from flows.reparse import reparse as again
    from pipeline.archive import Archive

    folder = DataFolder(data)
    known, archived = known_to(folder, sources), Archive(folder.archive).sources()
    if not archived:
        raise Problem(f"{folder.archive}: nothing archived here; crawl or import something first, or name another folder with --data")
    for name in source:
        if name not in archived:
            raise Problem(f"{name}: nothing archived of this source; there is something of {', '.join(archived)}", USAGE)
    found: list[Difference] = []

    def work(entry: Run, progress: Progress) -> None:
        with progress.step("Reading again") as tick:
            found.extend(again(folder, known, source, entry, dry_run=dry_run, tick=tick))

    if dry_run:
        with folder.writing(), Progress() as progress:
            work(Run("dry-run", "reparse", datetime.now(UTC)), progress)
        code = 0
    else:
        code = recorded(folder, "reparse", work)
    print_differences(sys.stdout, found, dry_run=dry_run)
    return code
