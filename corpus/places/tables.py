"""The tables of places as typed values: who reads them goes through `corpus.places`."""
from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from corpus.places.spelling import key

HERE = Path(__file__).resolve().parent

ProvinceKind = Literal["tỉnh", "thành phố"]


class PlacesError(ValueError):
    """A table of places that can't be used; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city over one stretch of time; `code` is the official two-digit code.

    `valid_from` None: since before 2004. `valid_to` None: still so. `successor` is the id of what it became.
    """

    id: str
    name: str
    kind: ProvinceKind
    code: str
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None

    @property
    def full_name(self) -> str:
        """As a table would say it: "tỉnh Lạng Sơn", "thành phố Hà Nội", "TP. Hồ Chí Minh"."""
        return self.name if self.name.startswith("TP.") else f"{self.kind} {self.name}"

    def on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class District:
    """A district, town or city below a province, until 2025-06-30; `province` is a Province id, `code` the official three-digit code.

    `successors`: for one that had no communes what it became ("đặc khu Côn Đảo").
    """

    province: str
    kind: str
    name: str
    code: str
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward, township or special zone; `code` is the official five-digit code, which one of today may share with a former one.

    `district` ("huyện Cao Lộc") is empty for communes since 2025-07-01. `successors` are the communes of today that a former one became part of, by kind and name,
    in the province that its province became part of: one where it did as a whole. Several: it was divided, or two of one name in its province can't be told apart.
    """

    province: str
    district: str
    kind: str
    name: str
    code: str
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way to write a province's name; `bare`: it names the province even without "tỉnh" or "TP." before it."""

    alias: str
    province: str
    bare: bool


@cache
def provinces() -> dict[str, Province]:
    """Every province there is or was, by id. Raises PlacesError."""
    found = {}
    for row in _rows("provinces.tsv"):
        if row["kind"] not in ("tỉnh", "thành phố"):
            raise PlacesError(f"provinces.tsv: {row['id']}: kind {row['kind']!r}; known: tỉnh, thành phố")
        kind: ProvinceKind = "tỉnh" if row["kind"] == "tỉnh" else "thành phố"
        found[row["id"]] = Province(row["id"], row["name"], kind, row["code"], _day(row["valid_from"]), _day(row["valid_to"]), row["successor"] or None)
    for entry in found.values():
        if entry.successor is not None and entry.successor not in found:
            raise PlacesError(f"provinces.tsv: {entry.id}: successor {entry.successor!r} has no line")
    return found


@cache
def districts() -> tuple[District, ...]:
    """The 696 districts of 2025-06-30."""
    return tuple(District(row["province"], row["kind"], row["name"], row["code"], _several(row["successors"])) for row in _rows("districts.tsv"))


@cache
def communes() -> tuple[Commune, ...]:
    """The 10,035 communes of 2025-06-30 (with a district) and the 3,321 since 2025-07-01 (without)."""
    return tuple(Commune(row["province"], row["district"], row["kind"], row["name"], row["code"], _several(row["successors"])) for row in _rows("communes.tsv"))


@cache
def aliases() -> tuple[Alias, ...]:
    """aliases.tsv; raises PlacesError for an alias of an unknown province."""
    known = {entry.name for entry in provinces().values()}
    found = []
    for row in _rows("aliases.tsv"):
        if row["province"] not in known or row["bare"] not in ("yes", "no"):
            raise PlacesError(f"aliases.tsv: {row['alias']!r}: province must be a name of provinces.tsv and bare yes or no, got {row}")
        found.append(Alias(row["alias"], row["province"], row["bare"] == "yes"))
    return tuple(found)


def province(name: str, on: date | None = None) -> Province | None:
    """The province called `name`: any case, with or without accents and "tỉnh"/"TP.", old spellings and abbreviations.

    With `on` the one of that day; without it the one that stands today, else the last one that did.
    """
    candidates = _by_key().get(key(name), ())
    if on is not None:
        return next((entry for entry in candidates if entry.on(on)), None)
    return candidates[-1] if candidates else None


def provinces_on(day: date) -> tuple[Province, ...]:
    """The provinces of a day, by name: 63 until 2025-06-30, 34 from 2025-07-01."""
    return tuple(sorted((entry for entry in provinces().values() if entry.on(day)), key=lambda entry: key(entry.name)))


def successor(entry: Province) -> Province:
    """What the province's territory belongs to today; itself if nothing changed."""
    while entry.successor is not None:
        entry = provinces()[entry.successor]
    return entry


def predecessors(entry: Province) -> tuple[Province, ...]:
    """The provinces that were merged or renamed into this one; empty if none."""
    return tuple(other for other in provinces().values() if other.successor == entry.id)


@cache
def _by_key() -> dict[str, tuple[Province, ...]]:
    found: dict[str, list[Province]] = {}
    for entry in provinces().values():
        names = {entry.name, *(a.alias for a in aliases() if a.province == entry.name)}
        for one in {key(name) for name in names}:
            found.setdefault(one, []).append(entry)
    last = date.max
    return {one: tuple(sorted(entries, key=lambda e: (e.valid_to or last, e.valid_from or date.min))) for one, entries in found.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()


def _rows(name: str) -> list[dict[str, str]]:
    text = unicodedata.normalize("NFC", (HERE / name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header, *body = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(body, 1):
        if len(row) != len(header):
            raise PlacesError(f"{name}: entry {number} ({row[0]!r}) has {len(row)} columns, the first line names {len(header)}")
    return [dict(zip(header, row, strict=True)) for row in body]
