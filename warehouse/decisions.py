"""The log of reviewers' decisions: who found which fact right, wrong, or right with other slots, when and why.

    data/decisions/nguyen-thi-ha.jsonl      one file a reviewer, one JSON object a line, only ever added to

One file a reviewer and not one a month: reviewers at different machines never write to one file, so their folders can be put together by copying
(a shared disk, a mailed file, git) without merging lines, and whose work a file is can be seen. Several programs may write to one file at a time.
A line has

    decision_id   names the line: 16 hex digits of what the rest of it says. A line that was changed afterwards is told; one that was copied counts once
    family        metric, official, shortcoming
    fact_id       metric_id, official_id or shortcoming_id of the warehouse
    document_id   where the fact stands
    edition       the edition that the reviewer saw
    verdict       accept, reject, correct; withdraw takes back what was decided
    slots         for correct: the slots that the fact should have (`warehouse.slots`)
    said          what the extractor had read: slots, quote, version of the text, offsets of quote and sentence; by this the fact is found again
    others        ids of other facts of the document that had the same quote or value then: never the fact that is looked for
    replaces      the decision on the same fact that this one takes the place of, or null
    who, when, why    `when` with its time zone

The decision on a fact is the last one by `when`, unless another one says that it replaces it.
"""
from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from corpus.places import key
from warehouse import slots
from warehouse.rows import BOUND
from warehouse.slots import DecisionError

VERDICTS = ("accept", "reject", "correct", "withdraw")
ID = re.compile(r"[0-9a-f]{16}")
LONGEST_REASON = 2_000      # code points
YEARS = (2000, 2100)        # in which people decide
PLACE = ("start_offset", "end_offset", "context_start", "context_end")


@dataclass(frozen=True)
class Decision:
    """One line of the log; the fields are told above. `when` is aware."""

    family: str
    fact_id: str
    document_id: str
    edition: int
    verdict: str
    said: Mapping[str, Any]
    who: str
    when: datetime
    why: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    replaces: str | None = None

    @cached_property
    def decision_id(self) -> str:
        said = json.dumps(self._as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def line(self) -> bytes:
        """The line without its end."""
        return json.dumps({"decision_id": self.decision_id} | self._as_json(), ensure_ascii=False).encode()

    def _as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS} | {"when": self.when.isoformat(), "others": list(self.others)}


FIELDS = tuple(Decision.__dataclass_fields__)


class Log(NamedTuple):
    """The decisions of a folder in the order of time; the ids of all lines, those left out among them; what was left out, in words."""

    decisions: tuple[Decision, ...]
    ids: frozenset[str]
    warnings: tuple[str, ...]


def folder_of(warehouse: Path) -> Path:
    """Where the log of a warehouse lies: beside it."""
    return warehouse.with_name("decisions")


def append(folder: Path, decision: Decision) -> Path:
    """Write one decision to the end of its reviewer's file; on disk when this returns. Returns the file.

    Raises DecisionError for one that can't be read back, OSError where it can't be written: then nothing is.
    """
    try:
        line = _checked(decision).line()
    except ValueError as error:      # half a character, a number that is none
        raise DecisionError(str(error)) from error
    path = folder / f"{_name(decision.who)}.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size and os.pread(handle, 1, size - 1) != b"\n"      # of a writer that was killed
        rest = memoryview((b"\n" if torn else b"") + line + b"\n")
        try:
            while rest:
                rest = rest[os.write(handle, rest):]
            os.fsync(handle)
        except OSError as error:
            os.ftruncate(handle, size)
            raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(handle)
    if not size:
        _sync(folder)
    return path


def read(folder: Path) -> Log:
    """All decisions of a folder. Lines that can't be used are left out and told by file and line; no folder is no decisions.

    Raises OSError for a file that can't be read: what reviewers decided must not be undone by a disk that is away.
    """
    found: dict[str, tuple[datetime, str, int, Decision]] = {}
    ids, warnings = set(), []
    for path in sorted(folder.glob("[!.]*.jsonl")) if folder.is_dir() else ():
        for number, raw in enumerate(_lines(path), 1):
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                if not text:
                    continue
                entry = json.loads(text)
                if not isinstance(entry, dict):
                    raise DecisionError("not an object")
                ids.add(str(entry.get("decision_id")))
                decision = _decision(entry)
                found.setdefault(decision.decision_id, (decision.when, path.name, number, decision))
            except (ValueError, TypeError) as error:
                warnings.append(f"decisions/{path.name}, line {number}: {_what(error)}; left out: decide on the fact again where it matters, then delete the line")
    ordered = sorted(found.values(), key=lambda one: one[:3])
    return Log(tuple(one[3] for one in ordered), frozenset(ids), tuple(warnings))


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Of decisions in the order of time those that count: the last one on each fact, without those that another one says it replaces."""
    decisions = list(decisions)
    replaced = {decision.replaces for decision in decisions}
    last = {(decision.family, decision.fact_id): decision for decision in decisions if decision.decision_id not in replaced}
    return list(last.values())


def _decision(entry: dict[str, Any]) -> Decision:
    """The decision of a line. Raises DecisionError, SlotError."""
    names = {*FIELDS, "decision_id"}
    if missing := names - set(entry):
        raise DecisionError(f"{', '.join(sorted(missing))} is missing")
    if unknown := set(entry) - names:
        raise DecisionError(f"unknown: {', '.join(sorted(unknown))}; was it written by a later release?")
    rest = {name: value for name, value in entry.items() if name != "decision_id"}
    try:
        when = datetime.fromisoformat(entry["when"])
        decision = _checked(Decision(**rest | {"when": when, "others": tuple(entry["others"])}))
    except TypeError as error:
        raise DecisionError(str(error)) from error
    if decision.decision_id != entry["decision_id"]:
        raise DecisionError("changed after it was written (its decision_id does not fit)")
    return decision


def _checked(decision: Decision) -> Decision:
    """The decision with its slots as they are stored. Raises DecisionError, SlotError."""
    if decision.family not in slots.FAMILIES:
        raise DecisionError(f"family is one of {', '.join(slots.FAMILIES)}, not {decision.family!r}")
    if decision.verdict not in VERDICTS:
        raise DecisionError(f"verdict is one of {', '.join(VERDICTS)}, not {decision.verdict!r}")
    if not isinstance(decision.fact_id, str) or not ID.fullmatch(decision.fact_id):
        raise DecisionError(f"fact_id has 16 hex digits, {decision.fact_id!r} has not")
    if decision.when.tzinfo is None or not YEARS[0] <= decision.when.year <= YEARS[1]:
        raise DecisionError(f"when: {decision.when.isoformat()} {'has no time zone' if decision.when.tzinfo is None else 'can not be; is the clock right?'}")
    for name, longest in (("document_id", 1_000), ("who", 100), ("why", LONGEST_REASON)):
        value = getattr(decision, name)
        if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.replace("\n", " ").isprintable():
            raise DecisionError(f"{name}: some words, at most {longest} letters, not {str(value)[:60]!r}")
    if not _is_count(decision.edition):
        raise DecisionError(f"edition is a number, not {decision.edition!r}")
    _check_said(decision)
    if bool(decision.slots) != (decision.verdict == "correct"):
        raise DecisionError("say which slots are to be corrected" if decision.verdict == "correct" else f"slots are for correct, not for {decision.verdict}")
    return replace(decision, slots=slots.check(decision.family, decision.slots, decision.said))


def _check_said(decision: Decision) -> None:
    said = decision.said
    if not isinstance(said, Mapping) or not isinstance(decision.slots, Mapping):
        raise DecisionError("said and slots are objects")
    words = {"metric": ("kind",), "official": ("name",), "shortcoming": ("area",)}[decision.family]
    wrong = [name for name in (*words, "quote", "version") if not isinstance(said.get(name), str)]
    wrong += [name for name in PLACE if not _is_count(said.get(name))]
    if decision.family == "metric" and not (isinstance(said.get("value"), int | float) and abs(said["value"]) < BOUND):
        wrong.append("value")
    if wrong:
        raise DecisionError(f"said lacks {', '.join(wrong)}, by which the fact is found")
    if not all(isinstance(one, str) for one in decision.others) or not isinstance(decision.replaces, str | None):
        raise DecisionError("others are ids, replaces is one or null")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _what(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not a whole line ({error.msg} at letter {error.pos + 1}): cut off while it was written, or edited"
    return "cut off while it was written, or not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _lines(path: Path) -> list[bytes]:
    """The lines of a file that nobody is writing to at the moment."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return file.read().split(b"\n")


def _name(who: str) -> str:
    """A reviewer's name as a file's; two names that are spelled alike share a file, which does no harm: each line says who."""
    return key(who).replace(" ", "-")[:80] or "reviewer"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
