"""What the warehouse knows before anything is read, as tables: the map in time, indicators, sources."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any, Protocol

import pyarrow as pa

from corpus import indicators, places
from corpus.places import Commune, District, Province
from warehouse import naming

MERGED_ON = date(2025, 7, 1)      # Nghị quyết 202/2025/QH15: 34 provinces of communes; districts are no more
SOURCES = pa.schema([*((name, pa.string()) for name in ("source_id", "name", "kind", "base_url", "province", "place_id")),
                     ("expected_documents", pa.int32()), ("expected_title", pa.float64()), ("expected_date", pa.float64())])
INDICATORS = pa.schema([*((name, pa.string()) for name in ("indicator", "name", "name_en", "description", "publisher", "scale", "better")),
                        ("maximum", pa.float64())])
PLACES = pa.schema([*((name, pa.string()) for name in ("place_id", "level", "kind", "name", "full_name", "code", "parent", "province_id")),
                    ("valid_from", pa.date32()), ("valid_to", pa.date32()), ("successor", pa.string()), ("successors", pa.list_(pa.string())), ("current_id", pa.string())])

NAMES = pa.schema([("words", pa.string()), ("key", pa.string()), ("province", pa.string()), ("whole", pa.bool_()),
                   *((name, pa.string()) for name in ("place", "organisation", "organisation_key", "kind", "level"))])


class ExpectLike(Protocol):
    """What a source delivers at least: articles found by one run, and the share of documents (0 to 1) with a title and a date."""

    @property
    def documents(self) -> int: ...
    @property
    def title(self) -> float: ...
    @property
    def date(self) -> float: ...


class SourceLike(Protocol):
    """A source as `corpus.sources.Source` has it; anything with these attributes will do."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def province(self) -> str | None: ...
    @property
    def expect(self) -> ExpectLike: ...


def tables(sources: Iterable[SourceLike]) -> dict[str, pa.Table]:
    """The tables by name, as the schema has them."""
    listed = []
    for source in sorted(sources, key=lambda source: source.id):
        province = places.province(source.province) if source.province else None
        listed.append({"source_id": source.id, "name": source.name, "kind": source.kind, "base_url": source.base_url, "province": source.province,
                       "place_id": province.id if province else None, "expected_documents": source.expect.documents, "expected_title": source.expect.title,
                       "expected_date": source.expect.date})
    codes = [{"indicator": i.code, "name": i.name_vi, "name_en": i.name_en, "description": i.description, "publisher": i.publisher,
              "scale": i.scale, "better": i.better, "maximum": i.maximum} for i in indicators.indicators().values()]
    return {"places": pa.Table.from_pylist(list(_places()), schema=PLACES), "place_keys": place_keys(), "sources": pa.Table.from_pylist(listed, schema=SOURCES),
            "indicators": pa.Table.from_pylist(codes, schema=INDICATORS)}


@cache
def _places() -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = [{"place_id": "vn", "level": "country", "kind": "nước", "name": "Việt Nam", "full_name": "Việt Nam", "current_id": "vn"}]
    today = {entry.id: places.successor(entry).id for entry in places.provinces().values()}
    rows += [_province(entry) | {"current_id": today[entry.id]} for entry in places.provinces().values()]
    ended = {"valid_to": MERGED_ON - timedelta(days=1)}
    into: dict[tuple[str, str], set[str]] = {}      # what became of a district is what became of its communes
    for commune in places.communes():
        full = f"{commune.kind} {commune.name}"
        if commune.district:
            parent = f"{commune.province}/{_slug(commune.district)}"
            rows.append(_local("commune", commune, full, parent) | ended | {"into": commune.successors, "current_id": today[commune.province]})
            into.setdefault((commune.province, commune.district), set()).update(commune.successors)
        else:
            rows.append(_local("commune", commune, full) | {"valid_from": MERGED_ON})
    for district in places.districts():
        full = f"{district.kind} {district.name}"
        rows.append(_local("district", district, full) | ended | {"into": into.get((district.province, full), district.successors), "current_id": today[district.province]})
    return tuple(_followed(_named_apart(rows)))


def _province(entry: Province) -> dict[str, Any]:
    return {"place_id": entry.id, "level": "province", "kind": entry.kind, "name": entry.name, "full_name": entry.full_name, "code": entry.code, "parent": "vn",
            "province_id": entry.id, "valid_from": entry.valid_from, "valid_to": entry.valid_to, "successor": entry.successor, "successors": [entry.successor] if entry.successor else None}


def _local(level: str, unit: District | Commune, full: str, parent: str | None = None) -> dict[str, Any]:
    parent = parent or unit.province
    return {"place_id": f"{parent}/{_slug(full)}", "level": level, "kind": unit.kind, "name": unit.name, "full_name": full, "code": unit.code, "parent": parent,
            "province_id": unit.province}


def _slug(full_name: str) -> str:
    kind, _, name = full_name.partition(" ")
    return places.key(f"{kind} x {name}").replace(" x ", " ", 1).replace(" ", "-")      # `key` leaves a leading "thành phố" out


def _named_apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where accents alone tell two places apart, the second gets a number: …/xa-tan-thanh-2."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["place_id"]] += 1
        if seen[row["place_id"]] > 1:
            row["place_id"] += f"-{seen[row['place_id']]}"
        if row.get("valid_to") is None:
            row["current_id"] = row["place_id"]
    return rows


def _followed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a district or commune became, from names (`into`, in the province of `current_id`) to ids; where it is one place, that is its successor and what it is today."""
    today = {(row["province_id"], row["full_name"]): row["place_id"] for row in rows if row["level"] == "commune" and row.get("valid_to") is None}
    for row in rows:
        if into := row.pop("into", ()):
            row["successors"] = sorted(today[row["current_id"], name] for name in into)
            if len(row["successors"]) == 1:
                row["successor"] = row["current_id"] = row["successors"][0]
    return rows


def names(words: Iterable[str]) -> pa.Table:
    """What each of `words` names (`warehouse.naming`), one row each; `key` and `organisation_key` are the same for all spellings of a name."""
    rows = []
    for one in words:
        named = naming.name(one)
        rows.append({"words": one, "key": naming.place_key(one), "organisation_key": naming.place_key(named.organisation) if named.organisation else None}
                    | named._asdict())
    return pa.Table.from_pylist(rows, schema=NAMES)


@cache
def place_keys() -> pa.Table:
    """How a text names each district and commune (`naming.place_key`)."""
    rows = [{"place_id": row["place_id"], "place": naming.place_key(row["full_name"])} for row in _places() if row["level"] in ("district", "commune")]
    return pa.Table.from_pylist(rows, schema=pa.schema([("place_id", pa.string()), ("place", pa.string())]))
