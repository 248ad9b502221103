"""When is a predicted fact the gold fact? The matching rules of docs/facts.md.

Wording is compared folded: lower case, no diacritics, abbreviations spelled out. Facts are paired one to one,
the best match first and required facts before optional ones.
"""
from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from flows.gold import Fact, days

SLOTS = ("unit", "indicator", "modality", "comparator", "subject", "period", "base")
"""The fields of a metric beside what identifies it (kind, value, total, place in the text)."""

SAME_SPAN = 0.5
"""Shortcomings are one when intersection over union of their spans is at least this."""

RANK_WORDS = {"bac": "hang", "thu hang": "hang", "vi tri": "hang"}
PLACE_WORD = "tinh|thanh pho|huyen|thi xa|quan|xa|phuong"

Pair = tuple[int, int]


def pair(gold: Sequence[Fact], predicted: Sequence[Fact], weight: Callable[[Fact, Fact], float]) -> list[Pair]:
    """(index in gold, index in predicted) of the facts that match; `weight` is 0 for two that don't."""
    candidates = sorted((bool(g.get("optional")), -heft, i, j)
                        for i, g in enumerate(gold) for j, p in enumerate(predicted) if (heft := weight(g, p)) > 0)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in candidates:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def metric_weight(gold: Fact, predicted: Fact) -> float:
    """Shared code points of two metrics of one kind, value and total."""
    same = predicted.get("kind") == gold["kind"] and same_number(gold["value"], predicted.get("value")) \
        and ("total" in gold.get("any", ()) or same_number(gold.get("total"), predicted.get("total")))
    return overlap(gold, predicted) if same else 0


def official_weight(gold: Fact, predicted: Fact) -> float:
    """1 for the same name."""
    return float(fold(gold["name"]) == fold(predicted.get("name")))


def shortcoming_weight(gold: Fact, predicted: Fact) -> float:
    """Intersection over union of the two spans where it is at least SAME_SPAN."""
    shared = overlap(gold, predicted)
    union = length(gold) + length(predicted) - shared
    return shared / union if union and shared / union >= SAME_SPAN else 0


def same_slot(slot: str, gold: Fact, predicted: Fact) -> bool:
    """Whether a slot (one of SLOTS) of two paired metrics says the same."""
    match slot:
        case "unit":
            return same_unit(gold.get("unit"), predicted.get("unit"))
        case "subject":
            return same_subject(gold.get("subject"), predicted.get("subject"))
        case "period" | "base":
            said = (predicted.get(f"{slot}_start"), predicted.get(f"{slot}_end"))
            wanted = days(gold.get(slot))
            return said == (None, None) if wanted is None else tuple(str(day)[:10] for day in said) == wanted
        case "indicator":
            return bool(gold.get("indicator") == predicted.get("indicator"))
        case "modality":
            return bool(gold.get("modality", "actual") == predicted.get("modality", "actual"))
        case _:
            return bool(gold.get("comparator", "eq") == (predicted.get("comparator") or "eq"))


def same_number(a: float | None, b: float | None) -> bool:
    """Equal up to rounding; nothing equals only nothing."""
    if a is None or b is None:
        return a is b
    return abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(a)))


def same_unit(a: str | None, b: str | None) -> bool:
    """The same noun, or one the shorter form of the other ("hồ sơ", "hồ sơ TTHC"); bậc = hạng."""
    if (a or "").strip() == (b or "").strip() == "%":
        return True
    a, b = (RANK_WORDS.get(unit, unit) for unit in (spelled_out(a), spelled_out(b)))
    short, long = sorted((a, b), key=len)
    return bool(short) and (short == long or long.startswith(short + " ") or long.endswith(" " + short))


def same_subject(a: str | None, b: str | None) -> bool:
    """The same words, or one within the other once words like "tỉnh" in front are gone."""
    a, b = spelled_out(a), spelled_out(b)
    if a == b:
        return True
    a, b = (re.sub(rf"^(?:(?:{PLACE_WORD}|thi tran|uy ban nhan dan|cap|toan) ){{0,3}}", "", words) for words in (a, b))
    short, long = sorted((a, b), key=len)
    return bool(short) and f" {short} " in f" {long} "


def same_title(a: str, b: str) -> bool:
    """The same office without the place it is of, or one the beginning (at least 70 %) of the other."""
    short, long = sorted((_without_place(spelled_out(a)), _without_place(spelled_out(b))), key=len)
    return short == long or (bool(short) and long.startswith(short) and len(short) >= 0.7 * len(long))


def overlap(a: Fact, b: Fact) -> int:
    """Code points that two facts share."""
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def length(fact: Fact) -> int:
    """Code points of a fact's span."""
    return int(fact["end"] - fact["start"])


@lru_cache(100_000)
def fold(text: str | None) -> str:
    """Lower case, no diacritics, single spaces, no punctuation but &: "Hoà Bình" and "hòa bình" compare equal."""
    decomposed = unicodedata.normalize("NFD", (text or "").lower().replace("đ", "d"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w&]+", " ", letters).split())


@lru_cache(100_000)
def spelled_out(text: str | None) -> str:
    """Folded, with the abbreviations of abbreviations.tsv written out."""
    long, pattern = _abbreviations()
    return pattern.sub(lambda hit: long[hit[0]], fold(text))


def _without_place(title: str) -> str:
    title = re.sub(r"((?:tinh|thanh|huyen|quan|thi|dang) uy) .+$", r"\1", title)
    return re.sub(rf" (?:{PLACE_WORD})(?: [\w ]+)?$", "", title)


@cache
def _abbreviations() -> tuple[dict[str, str], re.Pattern[str]]:
    lines = Path(__file__).with_name("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    long = {row["short"]: row["long"] for row in rows}
    either = "|".join(map(re.escape, sorted(long, key=len, reverse=True)))
    return long, re.compile(rf"(?<!\w)(?:{either})(?!\w)")
