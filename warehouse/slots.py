"""What a reviewer may correct in a fact, and what may stand there.

    check("metric", {"value": 97.7}, said)     → {"value": 97.7}, or SlotError that names the slot and what it may hold
    from_text("metric", "value", "97,7")       → 97.7, as people type it

`kind` is no slot: a fact of another kind is another fact, so a figure read as the wrong kind is rejected.
"""
from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

from corpus import indicators
from extractors.facts import Area, Comparator, Modality
from warehouse.rows import BOUND

FIRST_DAY, LAST_DAY = date(1975, 1, 1), date(2100, 12, 31)      # as the check fact_dates has it
STATUSES = ("đương nhiệm", "nguyên", "quyền", "phụ trách")      # extractors.facts.Role
ROLE = ("title", "office", "organisation", "place", "status")
LONGEST = 500                                           # code points of a name, a subject, a unit
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")      # "1.932": 1932 to a Vietnamese reader, not quite two to a computer
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


class DecisionError(ValueError):
    """A decision that can't be made, written or read; the message says what is wrong with it."""


class SlotError(DecisionError):
    """A slot that can't be corrected, or can't be corrected to that; the message says what can."""


def check(family: str, slots: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The slots as they are stored (NFC, ISO days). `said` are the slots that the fact has otherwise: a rank is held to its total.

    Raises SlotError for a slot that the family has not, a word outside its vocabulary, a number or day out of range.
    """
    known = FAMILIES[family]
    checked = {}
    for name, value in slots.items():
        if name not in known:
            raise SlotError(f"a {family} has no slot {name!r} to correct; it has {', '.join(known)}")
        try:
            checked[name] = known[name](value)
        except SlotError as error:
            raise SlotError(f"{name}: {error}") from None
    if family == "metric":
        _together({**said, **checked})
    return checked


def from_text(family: str, name: str, text: str) -> Any:
    """The value of a slot as typed on a command line; nothing is None, roles are JSON or titles with ";" between them. Raises SlotError."""
    known = FAMILIES[family].get(name)
    text = text.strip()
    if known in (_number, _number_or_none) and text:
        if AMBIGUOUS.fullmatch(text):
            raise SlotError(f"{name}: {text} can be read in two ways; write {text.replace('.', '').replace(',', '')} for thousands, {text}0 for decimals")
        if not NUMBER.fullmatch(text):
            raise SlotError(f"{name}: {text!r} is no number; write 97.7 or 97,7, and 1932 without dots")
        return float(text.replace(",", "."))
    if known is _roles:
        if not text.startswith("["):
            return [title.strip() for title in text.split(";") if title.strip()]
        try:
            return json.loads(text)
        except ValueError as error:
            raise SlotError(f"roles: not JSON ({error}); write titles with ; between them, or a list of objects with {', '.join(ROLE)}") from None
    return text or None


def _together(slots: Mapping[str, Any]) -> None:
    """What the check files ranks and fact_dates want of the slots of one figure."""
    value, total = slots.get("value"), slots.get("total")
    if slots.get("kind") == "ranking" and value is not None and (value < 1 or value != int(value) or (total is not None and value > total)):
        raise SlotError(f"value: a rank is a whole number from 1 to the total ({'none is known' if total is None else f'{total:g}'}), not {value:g}")
    for name in ("period", "base"):
        first, last = slots.get(f"{name}_start"), slots.get(f"{name}_end")
        if (first is None) != (last is None):
            raise SlotError(f"{name}_start, {name}_end: both days or neither")
        if first is not None and last is not None and str(first) > str(last):
            raise SlotError(f"{name}_end: {last} is before {name}_start, {first}")


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) >= BOUND:
        raise SlotError(f"a number below {BOUND:.0e}, not {value!r}")
    return float(value)


def _number_or_none(value: Any) -> float | None:
    return None if value is None else _number(value)


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SlotError(f"some words, not {value!r}")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > LONGEST or any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise SlotError(f"at most {LONGEST} letters in one line, not {value[:40]!r}…")
    return text


def _words_or_none(value: Any) -> str | None:
    return None if value is None else _words(value)


def _one_of(*known: str) -> Callable[[Any], str]:
    def checked(value: Any) -> str:
        if value not in known:
            raise SlotError(f"one of {', '.join(known)}, not {value!r}")
        return str(value)
    return checked


def _indicator(value: Any) -> str:
    codes = indicators.indicators()
    if value not in codes:
        raise SlotError(f"a code of corpus/indicators.toml, not {value!r}: {', '.join(codes)}")
    return str(value)


def _day(value: Any) -> str | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SlotError(f"a day as 2023-12-31, not {value!r}") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise SlotError(f"a day from {FIRST_DAY} to {LAST_DAY}, not {day}")
    return day.isoformat()


def _roles(value: Any) -> list[dict[str, str | None]]:
    if not isinstance(value, list) or not value:
        raise SlotError("at least one role; somebody without one is no official: reject the fact")
    return [_role({"title": role} if isinstance(role, str) else role) for role in value]


def _role(role: Any) -> dict[str, str | None]:
    if not isinstance(role, dict) or set(role) - set(ROLE) or "title" not in role:
        raise SlotError(f"a role is its title, or an object with title and some of {', '.join(ROLE[1:])}; not {role!r}")
    status = _one_of(*STATUSES)(role.get("status") or STATUSES[0])
    return {"title": _words(role["title"])} | {name: _words_or_none(role.get(name)) for name in ROLE[1:4]} | {"status": status}


FAMILIES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "metric": {"value": _number, "total": _number_or_none, "unit": _words, "indicator": _indicator, "modality": _one_of(*get_args(Modality)),
               "comparator": _one_of(*get_args(Comparator)), "subject": _words_or_none, "period_start": _day, "period_end": _day, "base_start": _day, "base_end": _day},
    "official": {"name": _words, "roles": _roles},
    "shortcoming": {"area": _one_of(*get_args(Area)), "speaker": _words_or_none},
}
