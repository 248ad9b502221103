"""The command line `cchc`: every stage by itself, and `run`, which does them all.

Results go to stdout, progress and messages to stderr. Exit codes: 0 ok, 1 something failed, 2 wrong usage.
Commands import what they need when they run, so that `cchc --help` is quick.
"""
from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, CycloptsError, Parameter, validators
from rich.console import Console

from flows.errors import FAILED, USAGE, Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from flows.ledger import Run
    from flows.progress import Progress
    from warehouse.load import Edition

STOPPED = 130
"""What shells report for a program ended by Ctrl-C."""

WIDE = 240
"""Columns for tables that go to a file or another program: no address is broken over lines."""

app = App(name="cchc", help="Crawls Vietnamese provincial portals and reads public administration reform (CCHC) results out of them.",
          help_format="plaintext", version_flags=["--version"], result_action="return_value", suppress_keyboard_interrupt=False)

sample_app = App(name="sample", help="The embedded sample: three small portals to try everything on.", help_format="plaintext",
                 suppress_keyboard_interrupt=False)
app.command(sample_app)

Data = Annotated[Path, Parameter(name="--data", env_var="CCHC_DATA", help="The data folder.")]
SourceIds = Annotated[tuple[str, ...], Parameter(name="--source", negative=())]
SourceFolder = Annotated[Path | None, Parameter(name="--sources", env_var="CCHC_SOURCES", help="A folder of your own source files (TOML).")]
Contact = Annotated[str | None, Parameter(env_var="CCHC_CONTACT", help="An address at which the people who run the sites can reach you.")]
Limit = Annotated[int | None, Parameter(validator=validators.Number(gte=1), help="Fetch at most so many pages from each source.")]
HERE = Path("data")


def main(tokens: Sequence[str] | None = None) -> None:
    """Entry point: runs a command and exits with its code; a person sees one line for what they can put right."""
    code = call(sys.argv[1:] if tokens is None else tokens)
    if code == STOPPED and any(thread.name.startswith("crawl_") for thread in threading.enumerate()):
        os._exit(code)   # without waiting for crawls under way: whatever is on disk is whole
    sys.exit(code)


def call(tokens: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = app(list(tokens), exit_on_error=False, print_error=False, error_console=Console(stderr=True))
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except CycloptsError as error:
        return _complain(f"{error}\nTry `cchc {' '.join(error.command_chain or ())}".rstrip() + " --help`.", USAGE)
    except Problem as problem:
        return _complain(str(problem), problem.code)
    except KeyboardInterrupt:
        return _complain("stopped; run the same command again to go on", STOPPED)
    except BrokenPipeError:
        # The reader has seen enough (`| head`): not a failure. The interpreter must not flush stdout again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:   # a full disk, a folder that may not be written
        return _complain(f"{error.filename or 'the system'}: {error.strerror or error}", FAILED)


@app.command
def extract(*paths: Path, format: Literal["jsonl"] = "jsonl") -> int:
    """Print the facts found in files and folders, one JSON object a document; needs no warehouse and no network.

    Parameters
    ----------
    paths: Path
        Files (text, HTML, PDF, DOCX) or folders of them.
    format: str
        jsonl: one object a line, as described in docs/facts.md.
    """
    from flows.ledger import Failure
    from flows.predict import line, predictions
    from flows.progress import Progress

    _need(paths, "files or folders to read")
    read, failures = 0, []
    with Progress() as progress, progress.step("Reading") as tick:
        for found in predictions(paths, on_document=tick):
            if isinstance(found, Failure):
                failures.append(found)
                progress.say(f"cchc: {found.name}: {found.reason}")
            else:
                read += 1
                sys.stdout.write(line(found) + "\n")
    if not read and not failures:
        raise Problem(f"{', '.join(map(str, paths))}: no documents here")
    return FAILED if failures else 0


@app.command
def run(*, data: Data = HERE, source: SourceIds = (), sample: bool = False, prefect: bool = True, contact: Contact = None,
        sources: SourceFolder = None, limit: Limit = None) -> int:
    """Crawl, parse, extract, publish and write the report; without --source on the embedded sample, which needs no network.

    Parameters
    ----------
    source: list[str]
        Ids of sources to crawl (`cchc sources` lists them).
    sample: bool
        Use the embedded sample; --source then names sources of the sample.
    prefect: bool
        Run as a Prefect flow; --no-prefect does the same with plain functions, in seconds.
    """
    from flows.plan import planned

    def work(entry: Run, progress: Progress) -> Edition:
        if not prefect:
            from flows.plain import run_all

            return run_all(plan, entry, progress, sources=sources)
        from flows.engine import prepare

        prepare(folder.root / "prefect")
        progress.say("Starting Prefect; its server needs up to a minute (--no-prefect does without).")
        from flows.pipeline import run_flow

        return run_flow(plan, entry, progress, sources=sources)

    folder, real = DataFolder(data), bool(source or sources) and not sample
    with planned(folder, source, sample=not real, sources=sources, contact=contact, limit=limit) as plan:
        return _recorded(folder, "run", work, try_sql=True)


@app.command
def crawl(*ids: str, data: Data = HERE, sample: bool = False, contact: Contact = None, sources: SourceFolder = None, limit: Limit = None) -> int:
    """Fetch what is new from sources (all, if none is named) and read it into the lake; `cchc publish` makes it readable.

    Parameters
    ----------
    ids: str
        Ids of sources (`cchc sources` lists them).
    sample: bool
        Crawl the embedded sample's sources.
    """
    from flows.plain import crawl_and_parse
    from flows.plan import planned

    folder = DataFolder(data)
    with planned(folder, ids, sample=sample, sources=sources, contact=contact, limit=limit) as plan:
        return _recorded(folder, "crawl", lambda entry, progress: crawl_and_parse(plan, entry, progress))


@app.command(name="import")
def import_(*paths: Path, data: Data = HERE) -> int:
    """Read files and folders (text, HTML, PDF, DOCX) into the lake; `cchc publish` makes them readable.

    Parameters
    ----------
    paths: Path
        Files or folders.
    """
    from flows.stages import import_paths

    _need(paths, "files or folders to read")

    folder = DataFolder(data)

    def work(entry: Run, progress: Progress) -> None:
        with progress.step("Reading") as tick:
            import_paths(paths, folder, entry, tick=tick)
        if not entry.failures and not entry.sources["files"].parsed:
            raise Problem(f"{', '.join(map(str, paths))}: no documents here")

    return _recorded(folder, "import", work)


@app.command
def publish(*, data: Data = HERE, sources: SourceFolder = None) -> int:
    """Extract the facts of what is new in the lake, publish the warehouse and write the report."""
    from flows.plain import extract_and_publish

    folder = DataFolder(data)
    return _recorded(folder, "publish", lambda entry, progress: extract_and_publish(folder, entry, progress, sources=sources))


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


@app.command
def sources(*, sources: SourceFolder = None) -> int:
    """List the sources that can be crawled."""
    from flows.plan import catalogue
    from flows.summary import print_sources

    print_sources(Console(highlight=False, width=None if sys.stdout.isatty() else WIDE), catalogue(sources))
    return 0


@sample_app.command
def serve() -> int:
    """Serve the embedded sample's three portals until Ctrl-C, for looking at them in a browser."""
    from corpus.sample.server import serve as serving

    with serving() as server:
        for source in server.sources.values():
            host = source.hosts[0]
            print(f"{source.name}: {source.base_url.replace(host, server.connect_to.get(host, host))}", flush=True)
        print("Ctrl-C stops them.", file=sys.stderr)
        threading.Event().wait()
    return 0


@app.command
def evaluate(gold_dir: Path, *, floors: Path | None = None, predictions: Path | None = None,
             errors: bool = False, accept: bool = False, json: bool = False) -> int:
    """Score the extractors against a gold folder (documents/ and annotations/, as described in docs/facts.md).

    Parameters
    ----------
    gold_dir: Path
        The gold folder.
    floors: Path
        A TOML file of least figures; the exit code is 1 when one is not reached. The last accepted figures lie beside it.
    predictions: Path
        Score this file (as `cchc extract` prints it) instead of extracting anew.
    errors: bool
        List every miss, false alarm and wrong slot.
    accept: bool
        Keep the figures as accepted, beside the floors file.
    json: bool
        Print the figures as JSON.
    """
    from flows import evaluate as scoring
    from flows import scorecard
    from flows.gold import load_gold

    if accept and not floors:
        raise Problem("--accept keeps the figures beside a floors file: name it with --floors", USAGE)
    gold = load_gold(gold_dir)
    least = scorecard.read_floors(floors) if floors else {}
    accepted_path = scorecard.accepted_beside(floors) if floors else None
    accepted = scorecard.read_accepted(accepted_path) if accepted_path else scorecard.Accepted()
    said, failures = (scoring.read_predictions(predictions), []) if predictions else scoring.predict(gold)
    for reason, count in Counter(f"{failure.kind}: {failure.reason}" for failure in failures).items():
        print(f"cchc: {count} of {len(gold.documents)} documents: {reason}", file=sys.stderr)
    result = scoring.evaluate(gold, said)
    if json:
        _print_json({name: round(value, 4) for name, value in result.figures.items()})
    else:
        scorecard.print_scorecard(sys.stdout, gold, result, least, accepted, errors=errors)
    short = scorecard.below(result, least)
    if short:
        raise Problem("below the floor: " + "; ".join(short))
    if failures:
        raise Problem(f"{len(failures)} gold documents made the extractors fail")
    if accept and accepted_path:
        scorecard.accept(accepted_path, gold, result)
    return 0


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1))


def _recorded(folder: DataFolder, command: str, work: Callable[[Run, Progress], Edition | None], *, try_sql: bool = False) -> int:
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


def _need(given: Sequence[object], what: str) -> None:
    if not given:
        raise Problem(f"say which {what}; see `cchc --help`", USAGE)


def _complain(message: str, code: int) -> int:
    sys.stdout.flush()
    print(f"cchc: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
