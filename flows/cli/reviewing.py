"""Commands for reviewers: decide, decisions."""
from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from flows.cli.common import HERE, Data, app
from flows.folder import DataFolder


@app.command
def decide(fact_id: str, verdict: Literal["accept", "reject", "correct", "withdraw"], *, by: Annotated[str, Parameter(env_var="CCHC_REVIEWER")], why: str, data: Data = HERE,
           set: Annotated[tuple[str, ...], Parameter(negative=())] = ()) -> int:
    """Say that a fact is right, wrong, or right with other slots; the next `cchc publish` folds it in, and keeps it when the fact is read again.

    Parameters
    ----------
    fact_id: str
        The fact's id, as v_metrics.metric_id, v_officials.official_id and v_shortcomings.shortcoming_id have it.
    verdict: str
        accept, reject, correct (with --set), or withdraw what was decided on it.
    set: list[str]
        SLOT=VALUE to correct, may be repeated; nothing after the = empties the slot. Figures: value, total, unit, indicator, modality, comparator, subject,
        period and base (2023, 2023-Q1, 2023-01/2023-10); officials: name, roles (titles with ; between them, or JSON); shortcomings: area, speaker.
    by: str
        Your name.
    why: str
        What you saw; it is kept with the decision.
    """
    from flows.deciding import decide as write

    with DataFolder(data).reading() as folder:
        write(folder, fact_id, verdict, set, who=by, why=why)
    return 0


@app.command
def decisions(*, data: Data = HERE, state: Literal["new", "applied", "reset", "ambiguous", "withdrawn"] | None = None, format: Literal["table", "csv", "json"] = "table") -> int:
    """List what reviewers decided, the newest first, and what became of it.

    Parameters
    ----------
    state: str
        Only those that are new (not published yet), applied, withdrawn, or reset or ambiguous: to be decided on again.
    """
    from flows.deciding import show_decisions

    with DataFolder(data).reading() as folder:
        show_decisions(folder, format, state)
    return 0
