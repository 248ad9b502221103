"""Deciding on a fact: what it says and what was decided on it so far, from the warehouse and the log; and the next line of the log.

    found = look_up(Path("data/warehouse.duckdb"), "5b0c…")
    done = decide(Path("data/warehouse.duckdb"), "5b0c…", "correct", {"value": 97.7}, who="Nguyễn Thị Hà", why="đọc nhầm dấu phẩy")

The next publication folds it in (`warehouse/loading/02_reviewed.sql`). What a decision is built on is always what the extractor read, not what an earlier
decision made of it; corrections add up: a later one, and accepting what was corrected, keep the slots that were put right before.
"""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.document import VIETNAM
from warehouse import decisions, naming, query, slots
from warehouse.decisions import Decision, DecisionError

SQL = Path(__file__).resolve().with_suffix(".sql")
KEYS = {"metric": "metric_id", "official": "official_id", "shortcoming": "shortcoming_id"}
ABOUT = ("title", "url", "context")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact to decide on. `said` is what the extractor read, `standing` the decision on it, published or not; title and address are the document's, `context`
    is the sentence.

    `stated` is False where no document states the fact any more and only an old decision is left, which can be taken back.
    """

    family: str
    fact_id: str
    document_id: str
    edition: int
    said: dict[str, Any]
    others: tuple[str, ...]
    standing: Decision | None
    stated: bool
    title: str | None
    url: str | None
    context: str | None

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
    log = decisions.read(decisions.folder_of(warehouse)).decisions
    with _connected(warehouse) as con:
        *families, decided, last = duckdb.extract_statements(SQL.read_text(encoding="utf-8"))
        facts = {family: row for family, statement in zip(KEYS, families, strict=True) for row in _rows(con, statement, fact=fact_id)}
        judged = _rows(con, decided, fact=fact_id)
        edition = _rows(con, last)[0]["edition"]
    family = next(iter(facts), None)
    if family is None or facts[family].pop("valid_to") is not None:
        return _left(fact_id, family, judged, log, edition)
    row = facts[family]
    document_id, others, *about = (row.pop(name) for name in ("document_id", "others", *ABOUT))
    row |= next((_slots(json.loads(one["before"])) for one in judged if one["matched_id"] == fact_id and one["before"]), {})
    return Found(family, fact_id, document_id, edition, row, tuple(others), _last(family, fact_id, judged, log), True, *about)


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


def listed(warehouse: Path) -> list[dict[str, Any]]:
    """The decisions that count, the newest first: those of the edition with what became of them, and those that the next one will hold (`state` is new).

    Raises query.QueryError, OSError.
    """
    standing = decisions.standing(decisions.read(decisions.folder_of(warehouse)).decisions)
    with _connected(warehouse) as con:
        judged = {row[0]: row[1:] for row in con.sql("SELECT decision_id, state, coalesce(matched_id, fact_id), before FROM v_decisions").fetchall()}
        documents = con.execute("SELECT document_id, title, coalesce(url, path) FROM documents WHERE list_contains($1, document_id)", [[one.document_id for one in standing]])
        about = {row[0]: row[1:] for row in documents.fetchall()}
    return [_listed(one, *judged.get(one.decision_id, ("new", one.fact_id, None)), *about.get(one.document_id, (None, None)))
            for one in sorted(standing, key=lambda one: one.when, reverse=True)]


def plain(value: Any) -> str:
    """A slot's value in words: numbers without needless zeros, roles by their titles."""
    if isinstance(value, list):
        return "; ".join(f"{role['title']}" + (f" ({role['status']})" if role["status"] != slots.STATUSES[0] else "") for role in value)
    return "nothing" if value is None else f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _last(family: str, fact_id: str, judged: list[dict[str, Any]], log: Sequence[Decision]) -> Decision | None:
    """The decision that counts on a fact: the one that the edition has on it, or a newer one on its id; `judged` are the edition's rows about it."""
    elsewhere = {one["decision_id"] for one in judged if one["matched_id"] not in (fact_id, None)}
    here = {one["decision_id"] for one in judged} - elsewhere
    found = [one for one in decisions.standing(log) if one.decision_id in here or ((one.family, one.fact_id) == (family, fact_id) and one.decision_id not in elsewhere)]
    return max(found, key=lambda one: one.when, default=None)


def _left(fact_id: str, family: str | None, judged: list[dict[str, Any]], log: Sequence[Decision], edition: int) -> Found:
    """A fact that no table has as standing: rejected, or one whose decision lost it."""
    by_id = {one.decision_id: one for one in log}
    for row in judged:
        if decision := by_id.get(row["decision_id"]):
            return Found(decision.family, decision.fact_id, decision.document_id, edition, dict(decision.said), decision.others,
                         _last(decision.family, decision.fact_id, [], log), row["state"] == "applied", *(row[name] for name in ABOUT))
    if family is None:
        raise DecisionError(f"there is no fact {fact_id}; the ids are those of " + ", ".join(f"v_{name}s.{key}" for name, key in KEYS.items()))
    raise DecisionError(f"{fact_id}: no document states it any more, or the extractor does not read it any more: there is nothing to decide")


def _completed(found: Found, given: Mapping[str, Any]) -> dict[str, Any]:
    """With the other day of a period, so that both stay together, and with all that was read of a role that is named by its title."""
    slots_given = dict(given)
    for name in ("period", "base"):
        first, last = f"{name}_start", f"{name}_end"
        if (first in given) != (last in given):
            slots_given |= {day: found.shown[day] for day in (first, last) if day not in given}
    if isinstance(roles := given.get("roles"), list):
        known = {role["title"]: role for role in found.shown["roles"]}
        slots_given["roles"] = [known.get(role) or _role(role) if isinstance(role, str) else role for role in roles]
    return slots_given


def _role(title: str) -> dict[str, Any]:
    """A role as written: "Phó Giám đốc Sở Nội vụ" is the office before the first words that name an organisation."""
    words = title.split()
    at = next((number for number in range(1, len(words)) if naming.name(" ".join(words[number:])).organisation), None)
    return {"title": title} | ({"office": " ".join(words[:at]), "organisation": " ".join(words[at:])} if at else {})


def _slots(read: dict[str, Any]) -> dict[str, Any]:
    return read | ({"roles": [{name: role[name] for name in slots.ROLE} for role in read["roles"]]} if "roles" in read else {})


@contextmanager
def _connected(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with query.connect(warehouse) as con:
        try:
            yield con
        except duckdb.Error as error:
            raise query.QueryError(f"{warehouse}: {query.message(error)}; if an earlier release made it, publish it again with `cchc publish`") from error


def _rows(con: duckdb.DuckDBPyConnection, statement: duckdb.Statement, **asked: str) -> list[dict[str, Any]]:
    """The rows by column, in the types of JSON."""
    result = con.execute(statement, asked)
    names = [column[0] for column in result.description or ()]
    return [{name: _json(value) for name, value in zip(names, row, strict=True)} for row in result.fetchall()]


def _json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


def _listed(one: Decision, state: str, fact_id: str, before: str | None, title: str | None, url: str | None) -> dict[str, Any]:
    read = _slots(json.loads(before)) if before else one.said
    changes = "; ".join(f"{name}: {plain(read.get(name))} → {plain(value)}" for name, value in one.slots.items())
    return {"decided": one.when.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M"), "state": state, "verdict": one.verdict, "fact": fact_id, "family": one.family,
            "quote": one.said["quote"], "changes": changes or None, "reviewer": one.who, "why": one.why, "title": title, "url": url, "decision": one.decision_id}
