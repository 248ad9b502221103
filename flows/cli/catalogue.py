"""Commands on the sources that can be crawled: sources, sources check, sources new."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter, validators
from rich.console import Console

from flows.cli.common import HERE, WIDE, Contact, SourceFolder, app
from flows.errors import FAILED
from flows.folder import DataFolder

sources_app = App(name="sources", help="The sources that can be crawled: list them, look whether they still fit their sites, draft new ones.",
                  help_format="plaintext", suppress_keyboard_interrupt=False)
app.command(sources_app)


@sources_app.default
def list_(*, sources: SourceFolder = None) -> int:
    """List the sources that can be crawled."""
    from flows.plan import catalogue
    from flows.summary import print_sources

    print_sources(_console(), catalogue(sources))
    return 0


@sources_app.command
def check(*ids: str, sample: bool = False, sources: SourceFolder = None, contact: Contact = None,
          articles: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=50))] = 5, show: bool = False,
          output: Path | None = None, mark: bool = False) -> int:
    """Ask the sites whether their sources still fit: articles found, title, date and text read, robots.txt, charset, TLS; name what to correct.

    Writes nothing unless asked to. Takes a few requests a site, at the source's delay. The exit code is 1 when something is to be corrected.

    Parameters
    ----------
    ids: str
        Ids of sources (`cchc sources` lists them); all, if none is named.
    sample: bool
        Check the embedded sample's sources.
    articles: int
        How many articles of each source to look at.
    show: bool
        Show what was read from each article.
    output: Path
        Write the results here, too, as JSON Lines.
    mark: bool
        Set `verified = true` in the files of the sources that pass. Read what --show shows first.
    """
    from flows.checking import check_all, mark_verified, print_checks, write_checks
    from flows.plan import planned, source_folder
    from flows.progress import Progress

    with planned(DataFolder(HERE), ids, sample=sample, sources=sources, contact=contact, unverified=True) as plan, Progress() as progress:
        checks = check_all(plan, progress, articles)
    print_checks(_console(), checks, show=show)
    if output:
        write_checks(output, checks)
    if mark and not sample:
        for name in mark_verified(source_folder(sources), checks):
            print(f"{name}: verified", file=sys.stderr)
    return 0 if all(one.ok for one in checks) else FAILED


@sources_app.command
def new(url: str, *, output: Path | None = None, sample: bool = False, sources: SourceFolder = None, contact: Contact = None) -> int:
    """Draft a source from the address of a page that lists articles: family, which addresses are articles, paging, feeds, selectors.

    Prints the file; what was found out, and what was not, stands on stderr. About ten requests to the site, seconds apart.

    Parameters
    ----------
    url: str
        A page with links to articles, best that of one section ("…/cai-cach-hanh-chinh").
    output: Path
        Write the file here instead (a new file, whose name is the source's id, or a folder).
    sample: bool
        Serve the embedded sample meanwhile: `cchc sources new http://127.0.0.1:8471/ --sample`.
    """
    from flows.drafting import new_source
    from flows.progress import Progress

    with Progress() as progress, progress.step("Reading the site"):
        text, path = new_source(url, progress, output=output, folder=sources, sample=sample, contact=contact)
    if path is None:
        print(text, end="")
    else:
        print(path)
        print(f"Look at it, then check it: cchc sources check {path.stem} --sources {path.parent} --show", file=sys.stderr)
    return 0


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
