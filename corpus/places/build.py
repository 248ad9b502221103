"""Writes provinces.tsv, districts.tsv and communes.tsv: `python -m corpus.places.build`. Run again only when territories change.

Units of the 63-province and the 34-province order come from the address data that the underthesea wheel carries
(underthesea/address/data/mapping.json, made from vietnamadminunits 1.0.4); what that data lacks stands in HISTORY below.
aliases.tsv is kept by hand and not touched.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from corpus.places.spelling import key

HERE = Path(__file__).resolve().parent
NOTICE = ("# Made by corpus/places/build.py from the address data of underthesea (Apache-2.0, https://github.com/undertheseanlp/underthesea),\n"
          "# which its authors took from vietnamadminunits (MIT, https://github.com/tranngocminhhieu/vietnamadminunits).\n")

MERGED_ON, LAST_OF_63 = "2025-07-01", "2025-06-30"   # Nghị quyết 202/2025/QH15: 63 provinces become 34

HISTORY = (
    # id, name, kind, code, valid_from, valid_to, successor
    ("ha-tay", "Hà Tây", "tỉnh", "28", "", "2008-07-31", "ha-noi"),                            # Nghị quyết 15/2008/QH12
    ("thua-thien-hue", "Thừa Thiên Huế", "tỉnh", "46", "", "2024-12-31", "hue"),               # Nghị quyết 175/2024/QH15
)
FOUNDED = {"hue": "2025-01-01", "dien-bien": "2004-01-01", "dak-nong": "2004-01-01", "hau-giang": "2004-01-01"}   # Nghị quyết 22/2003/QH11

KINDS = {"Tỉnh": "tỉnh", "Thành phố": "thành phố", "Quận": "quận", "Huyện": "huyện", "Thị xã": "thị xã", "Phường": "phường", "Xã": "xã",
         "Thị trấn": "thị trấn", "Đặc khu": "đặc khu"}


def main() -> None:
    """Read the wheel's data, write the three tables beside this file."""
    source = Path(str(distribution("underthesea").locate_file("underthesea/address/data/mapping.json")))
    data = json.loads(source.read_text(encoding="utf-8"))
    old, new = data["old_province_names"], data["province_names"]
    merged = {target for target in new if sum(t == target for t in data["province_mapping"].values()) > 1}
    ids = {"old": {code: _slug(row["short"]) for code, row in old.items()}}
    ids["new"] = {code: _slug(row["short"]) + ("-2025" if code in merged else "") for code, row in new.items()}

    provinces: list[tuple[str, ...]] = list(HISTORY)
    for code, row in old.items():
        target = data["province_mapping"][code]
        own = ids["old"][code]
        ends = target in merged
        provinces.append((own, *_name(row), row["code"], FOUNDED.get(own, ""), LAST_OF_63 if ends else "", ids["new"][target] if ends else ""))
    provinces += [(ids["new"][code], *_name(row), row["code"], MERGED_ON, "", "") for code, row in new.items() if code in merged]
    _write("provinces.tsv", ("id", "name", "kind", "code", "valid_from", "valid_to", "successor"), sorted(provinces))

    districts = {(ids["old"][r["old_province_key"]], *_split(r["old_district"])) for r in data["ward_mapping"]}
    _write("districts.tsv", ("province", "kind", "name"), sorted(districts))

    communes = {(ids["old"][r["old_province_key"]], r["old_district"], *_split(r["old_ward"])) for r in data["ward_mapping"] if r["old_ward"]}
    communes |= {(ids["new"][r["new_province_key"]], "", *_split(r["new_ward"])) for r in data["ward_mapping"] if r["new_ward"]}
    # an empty district: a commune of the 34-province order, which has no districts; the wheel lacks the names of a handful
    _write("communes.tsv", ("province", "district", "kind", "name"), sorted((p, " ".join(_split(d)) if d else "", k, n) for p, d, k, n in communes))


def _slug(name: str) -> str:
    return key(name).replace(" ", "-")


def _name(row: dict[str, Any]) -> tuple[str, str]:
    kind, name = _split(row["name"])
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
    main()
