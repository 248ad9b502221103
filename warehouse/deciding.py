"""Deciding on a fact: what it says and what was decided on it so far, from the warehouse and the log; and the next line of the log.

    found = look_up(Path("data/warehouse.duckdb"), "5b0c…")
    done = decide(Path("data/warehouse.duckdb"), "5b0c…", "correct", {"value": 97.7}, who="Nguyễn Thị Hà", why="đọc nhầm dấu phẩy")

The next publication folds it in (`warehouse/loading/02_reviewed.sql`). What a decision is built on is always what the extractor read, not what an earlier
decision made of it; corrections add up: a later one, and accepting what was corrected, keep the slots that were put right before.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.document import VIETNAM
from warehouse import decisions, query, slots
from warehouse.decisions import Decision, DecisionError

SQL = Path(__file__).resolve().with_suffix(".sql")
KEYS = {"metric": "metric_id", "official": "official_id", "shortcoming": "shortcoming_id"}


@dataclass(frozen=True, slots=True)
class Found:
    """A fact to decide on. `said` is what the extractor read, `standing` the decision on it, published or not.

    `stated` is False where no document states the fact any more and only an old decision is left, which can be taken back.
    """

    family: str
    fact_id: str
    document_id: str
    edition: int
    said: dict[str, Any]
    others: tuple[str, ...]
    standing: Decision | None
    stated: bool = True

    @property
    def shown(self) -> dict[str, Any]:
        """The slots that can be corrected, as they are with what was corrected before."""
        return {name: self.said.get(name) for name in slots.FAMILIES[self.family]} | (dict(self.standing.slots) if self.standing else {})


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that was written to the file `path`, and the slots before and after it; a rejected fact has none after it."""

    decision: Decision
    path: Path
    before: dict[str, Any]
    after: dict[str, Any]


def look_up(warehouse: Path, fact_id: str) -> Found:
    """The fact with this id. Raises DecisionError where there is none, or none that can be decided on; query.QueryError; OSError."""
    if not decisions.ID.fullmatch(fact_id):
        raise DecisionError(f"{fact_id!r} is no id of a fact: 16 digits from 0-9a-f, as in " + ", ".join(f"v_{family}s.{key}" for family, key in KEYS.items()))
    standing = {one.decision_id: one for one in decisions.standing(decisions.read(decisions.folder_of(warehouse)).decisions)}
    with query.connect(warehouse) as con:
        try:
            *families, decided, last = duckdb.extract_statements(SQL.read_text(encoding="utf-8"))
            facts = {family: row for family, statement in zip(KEYS, families, strict=True) for row in _rows(con, statement, fact=fact_id)}
            judged = [row for row in _rows(con, decided, fact=fact_id) if row["decision_id"] in standing]
            edition = _rows(con, last)[0]["edition"]
        except duckdb.Error as error:
            raise query.QueryError(f"{warehouse}: {query.message(error)}; publish it again with `cchc publish`") from error
    family = next(iter(facts), None)
    if family is None or facts[family].pop("valid_to") is not None:
        return _left(fact_id, family, judged, standing, edition)
    row = facts[family]
    document_id, others = row.pop("document_id"), tuple(row.pop("others"))
    row |= next((_slots(json.loads(one["before"])) for one in judged if one["matched_id"] == fact_id and one["before"]), {})
    elsewhere = {one["decision_id"] for one in judged if one["matched_id"] not in (fact_id, None)}
    on_it = {one["decision_id"] for one in judged} | {one.decision_id for one in standing.values() if (one.family, one.fact_id) == (family, fact_id)}
    return Found(family, fact_id, document_id, edition, row, others, max((standing[one] for one in on_it - elsewhere), key=lambda one: one.when, default=None))


def decide(warehouse: Path, found: Found, verdict: str, given: Mapping[str, Any], *, who: str, why: str) -> Done:
    """Write a decision on a fact to the log; `given` are the slots to correct.

    Raises DecisionError for what can't be decided, OSError where the log can't be written; nothing is written then.
    """
    standing = found.standing if found.standing and found.standing.verdict != "withdraw" else None
    if verdict == "withdraw" and not standing:
        raise DecisionError(f"nobody has decided on {found.fact_id}: there is nothing to withdraw")
    if verdict != "withdraw" and not found.stated:
        raise DecisionError(f"no document states {found.fact_id} any more; its decision can be withdrawn")
    corrected = dict(standing.slots) if standing and verdict in ("accept", "correct") else {}
    if verdict == "accept" and corrected:
        verdict = "correct"      # right as it is shown: as corrected
    if given and verdict != "correct":
        raise DecisionError(f"slots are corrected by `correct`, not by `{verdict}`")
    given = slots.check(found.family, _completed(found, given), found.said | corrected)
    if given and all(found.shown.get(name) == value for name, value in given.items()):
        raise DecisionError(f"{', '.join(f'{name} is {plain(value)}' for name, value in given.items())} already; accept the fact, or correct something else")
    decision = Decision(found.family, found.fact_id, found.document_id, found.edition, verdict, found.said, " ".join(who.split()), datetime.now(VIETNAM), why.strip(),
                        corrected | given, found.others, standing.decision_id if standing else None)
    path = decisions.append(decisions.folder_of(warehouse), decision)
    after = {} if verdict == "reject" else {name: found.said.get(name) for name in slots.FAMILIES[found.family]} | dict(decision.slots)
    return Done(decision, path, found.shown, after)


def plain(value: Any) -> str:
    """A slot's value in words: numbers without needless zeros, roles by their titles."""
    if isinstance(value, list):
        return "; ".join(f"{role['title']}" + (f" ({role['status']})" if role["status"] != slots.STATUSES[0] else "") for role in value)
    return "nothing" if value is None else f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _left(fact_id: str, family: str | None, judged: list[dict[str, Any]], standing: Mapping[str, Decision], edition: int) -> Found:
    """A fact that no table has as standing: rejected, or one whose decision lost it."""
    if judged:
        decision = standing[judged[0]["decision_id"]]
        return Found(decision.family, decision.fact_id, decision.document_id, edition, dict(decision.said), decision.others, decision, judged[0]["state"] == "applied")
    if family is None:
        raise DecisionError(f"there is no fact {fact_id}; the ids are those of " + ", ".join(f"v_{name}s.{key}" for name, key in KEYS.items()))
    raise DecisionError(f"no document states {fact_id} any more, or the extractor does not read it any more: there is nothing to decide")


def _completed(found: Found, given: Mapping[str, Any]) -> dict[str, Any]:
    """With the other day of a period, so that both stay together, and with all that was read of a role that is named by its title."""
    slots_given = dict(given)
    for name in ("period", "base"):
        first, last = f"{name}_start", f"{name}_end"
        if (first in given) != (last in given):
            slots_given |= {day: found.shown[day] for day in (first, last) if day not in given}
    if isinstance(roles := given.get("roles"), list):
        known = {role["title"]: role for role in found.shown["roles"]}
        slots_given["roles"] = [known.get(role, role) if isinstance(role, str) else role for role in roles]
    return slots_given


def _slots(read: dict[str, Any]) -> dict[str, Any]:
    return read | ({"roles": [{name: role[name] for name in slots.ROLE} for role in read["roles"]]} if "roles" in read else {})


def _rows(con: duckdb.DuckDBPyConnection, statement: duckdb.Statement, **asked: str) -> list[dict[str, Any]]:
    """The rows by column, in the types of JSON."""
    result = con.execute(statement, asked)
    names = [column[0] for column in result.description or ()]
    return [{name: _json(value) for name, value in zip(names, row, strict=True)} for row in result.fetchall()]


def _json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value

