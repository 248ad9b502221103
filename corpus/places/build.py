"""Writes provinces.tsv, districts.tsv and communes.tsv from the data of vietnamadminunits; run again only when territories change.

    pip download --no-deps vietnamadminunits==1.0.4
    python -m corpus.places.build vietnamadminunits-1.0.4-py3-none-any.whl

Its wheel holds the units of the 63-province and the 34-province order and which commune went where; what it lacks stands in HISTORY below.
Where it went is found there by names, so that a commune of one former province may stand under another one's namesake: see `_confused`.
aliases.tsv is kept by hand and not touched.
"""
from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from corpus.places.spelling import key

HERE = Path(__file__).resolve().parent
NOTICE = ("# Made by corpus/places/build.py from the data of vietnamadminunits 1.0.4 (https://github.com/tranngocminhhieu/vietnamadminunits),\n"
          "# Copyright (c) 2025 Tran Ngoc Minh Hieu, MIT licence: vietnamadminunits-LICENSE.txt.\n")

MERGED_ON, LAST_OF_63 = "2025-07-01", "2025-06-30"   # Nghị quyết 202/2025/QH15: 63 provinces become 34

HISTORY = (
    # id, name, kind, code, valid_from, valid_to, successor
    ("ha-tay", "Hà Tây", "tỉnh", "28", "", "2008-07-31", "ha-noi"),                            # Nghị quyết 15/2008/QH12
    ("thua-thien-hue", "Thừa Thiên Huế", "tỉnh", "46", "", "2024-12-31", "hue"),               # Nghị quyết 175/2024/QH15
)
FOUNDED = {"hue": "2025-01-01", "dien-bien": "2004-01-01", "dak-nong": "2004-01-01", "hau-giang": "2004-01-01"}   # Nghị quyết 22/2003/QH11

KINDS = {"Tỉnh": "tỉnh", "Thành phố": "thành phố", "Quận": "quận", "Huyện": "huyện", "Thị xã": "thị xã", "Phường": "phường", "Xã": "xã",
         "Thị trấn": "thị trấn", "Đặc khu": "đặc khu"}
Row = Mapping[str, Any]


def main(wheel: Path) -> None:
    """Read the wheel's data, write the three tables and its licence beside this file."""
    old, new, mapping = _read(wheel)
    formers = mapping["DICT_PROVINCE"]
    became = {former: today for today, parts in formers.items() for former in parts}
    merged = {today for today, parts in formers.items() if len(parts) > 1}

    def now(row: Row) -> str:
        return _slug(row["provinceShort"]) + ("-2025" if row["provinceKey"] in merged else "")

    first_old, first_new = {row["provinceKey"]: row for row in reversed(old)}, {row["provinceKey"]: row for row in reversed(new)}
    provinces: list[tuple[str, ...]] = list(HISTORY)
    for former, row in first_old.items():
        own, ends = _slug(row["provinceShort"]), became[former] in merged
        provinces.append((own, *_name(row), row["provinceCode"], FOUNDED.get(own, ""), LAST_OF_63 if ends else "", now(first_new[became[former]]) if ends else ""))
    provinces += [(now(row), *_name(row), row["provinceCode"], MERGED_ON, "", "") for today, row in first_new.items() if today in merged]
    _write("provinces.tsv", ("id", "name", "kind", "code", "valid_from", "valid_to", "successor"), sorted(provinces))

    into = _successors(old, new, mapping)
    districts = {(_slug(row["provinceShort"]), *_split(row["district"]), row["districtCode"], "" if row["ward"] else into[_path(row)]) for row in old}
    _write("districts.tsv", ("province", "kind", "name", "code", "successors"), sorted(districts))

    communes = {(_slug(row["provinceShort"]), " ".join(_split(row["district"])), *_split(row["ward"]), row["wardCode"], into[_path(row)]) for row in old if row["ward"]}
    communes |= {(now(row), "", *_split(row["ward"]), row["wardCode"], "") for row in new}
    _write("communes.tsv", ("province", "district", "kind", "name", "code", "successors"), sorted(communes))


def _read(wheel: Path) -> tuple[list[Row], list[Row], Mapping[str, Any]]:
    with zipfile.ZipFile(wheel) as files, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files.read("vietnamadminunits/data/dataset.db"))
        database.row_factory = sqlite3.Row
        [licence] = [name for name in files.namelist() if name.endswith("/LICENSE")]
        (HERE / "vietnamadminunits-LICENSE.txt").write_bytes(files.read(licence))
        tables: list[list[Row]] = [[dict(row) for row in database.execute(f"SELECT * FROM {table}")] for table in ("admin_units_legacy", "admin_units")]
        return tables[0], tables[1], json.loads(files.read("vietnamadminunits/data/converter_2025.json"))


def _successors(old: Iterable[Row], new: Iterable[Row], mapping: Mapping[str, Any]) -> dict[str, str]:
    """By the path of a former commune (or district without communes) the communes of today that have all or part of it: "xã Vũ Lăng; xã Tân Tri"."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for today, communes in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for name, parts in communes.items():
            for path in parts:
                found[path].add((today, name))
    for today, divided in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for path, parts in divided.items():
            found[path] |= {(today, part["newWardKey"]) for part in parts}
    provinces = {_path(row): row["provinceKey"] for row in old}
    names = {(row["provinceKey"], row["wardKey"]): " ".join(_split(row["ward"])) for row in new}
    while confused := _confused(found, provinces):
        for path, unit in confused:
            found[path].discard(unit)
    return {path: "; ".join(sorted(names[unit] for unit in units)) for path, units in found.items()}


def _confused(found: Mapping[str, set[tuple[str, str]]], provinces: Mapping[str, str]) -> list[tuple[str, tuple[str, str]]]:
    """What the source has by a confusion of names: "xã Tân Thạnh" of Cần Thơ under the namesake that was made in Sóc Trăng.

    No commune of today was made of communes of two former provinces: none of those that took in whole communes only was. So one whose whole
    communes all come from another former province has no part of this one.
    """
    whole: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, units in found.items():
        if len(units) == 1:
            whole[next(iter(units))].add(provinces[path])
    mixed = [unit for unit, formers in whole.items() if len(formers) > 1]
    if mixed:
        raise ValueError(f"{mixed[:5]}: made of communes of two former provinces; confusions of names can't be told apart like this any more")
    return [(path, unit) for path, units in found.items() if len(units) > 1 for unit in units if whole.get(unit, {provinces[path]}) != {provinces[path]}]


def _path(row: Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def _slug(name: str) -> str:
    return key(name).replace(" ", "-")


def _name(row: Row) -> tuple[str, str]:
    kind, name = _split(row["province"])
    return ("TP. Hồ Chí Minh" if name == "Hồ Chí Minh" else name), kind


def _split(full: str) -> tuple[str, str]:
    for prefix, kind in KINDS.items():
        if full.lower().startswith(prefix.lower() + " "):
            return kind, " ".join(full[len(prefix):].split())
    raise ValueError(f"{full!r}: unknown kind of unit; add it to KINDS")


def _write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    target = HERE / name
    part = target.with_suffix(".part")
    part.write_text(NOTICE + "".join("\t".join(row) + "\n" for row in (header, *rows)), encoding="utf-8")
    part.replace(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
