"""The command line `cchc`: every stage by itself, and `run`, which does them all.

Results go to stdout, progress and messages to stderr. Exit codes: 0 ok, 1 something failed, 2 wrong usage.
Commands import what they need when they run, so that `cchc --help` is quick.
"""
from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from flows.errors import FAILED, USAGE, Problem

STOPPED = 130
"""What shells report for a program ended by Ctrl-C."""

app = App(name="cchc", help="Crawls Vietnamese provincial portals and reads public administration reform (CCHC) results out of them.",
          help_format="plaintext", version_flags=["--version"], result_action="return_value")

Data = Annotated[Path, Parameter(name="--data", env_var="CCHC_DATA", help="The data folder.")]
HERE = Path("data")


def main(tokens: Sequence[str] | None = None) -> None:
    """Entry point: runs a command and exits with its code; a person sees one line for what they can put right."""
    sys.exit(call(sys.argv[1:] if tokens is None else tokens))


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
    import json

    from flows.ledger import Failure
    from flows.predict import predictions
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
                sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    if not read and not failures:
        raise Problem(f"{', '.join(map(str, paths))}: no documents here")
    return FAILED if failures else 0


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
    result = scoring.evaluate(gold, scoring.read_predictions(predictions) if predictions else scoring.predict(gold))
    if json:
        _print_json({name: round(value, 4) for name, value in result.figures.items()})
    else:
        scorecard.print_scorecard(sys.stdout, gold, result, least, accepted, errors=errors)
    short = scorecard.below(result, least)
    if short:
        raise Problem("below the floor: " + "; ".join(short))
    if accept and accepted_path:
        scorecard.accept(accepted_path, gold, result)
    return 0


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1))


def _need(given: Sequence[object], what: str) -> None:
    if not given:
        raise Problem(f"say which {what}; see `cchc --help`", USAGE)


def _complain(message: str, code: int) -> int:
    sys.stdout.flush()
    print(f"cchc: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
