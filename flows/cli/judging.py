"""Commands that show what the extractors find and how good it is: extract, evaluate."""
from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Literal

from flows.cli.common import app, need
from flows.errors import FAILED, USAGE, Problem


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

    need(paths, "files or folders to read")
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
