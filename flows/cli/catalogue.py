"""Commands on the sources that can be crawled: sources."""
from __future__ import annotations

import sys

from rich.console import Console

from flows.cli.common import WIDE, SourceFolder, app


@app.command
def sources(*, sources: SourceFolder = None) -> int:
    """List the sources that can be crawled."""
    from flows.plan import catalogue
    from flows.summary import print_sources

    print_sources(Console(highlight=False, width=None if sys.stdout.isatty() else WIDE), catalogue(sources))
    return 0
