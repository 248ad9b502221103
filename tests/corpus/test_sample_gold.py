"""The sample's gold facts: they belong to the articles as they read, and every quote stands once."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus import places
from corpus.sample import GOLD
from corpus.sample.content import PORTALS, articles

ARTICLES = {a.name: a for portal in PORTALS for a in articles(portal)}
FILES = sorted((GOLD / "annotations").glob("*.jsonl"))
AREAS = {"steering", "institutions", "procedures", "organization", "civil_service", "public_finance", "digital", "outcomes"}


def facts(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_there_is_enough_to_measure() -> None:
    everything = [fact for path in FILES for fact in facts(path)]
    wanted = [fact for fact in everything if not fact.get("optional")]
    assert len(FILES) >= 15
    assert {path.stem for path in FILES} == {path.stem for path in (GOLD / "documents").iterdir()}
    assert {f["kind"] for f in wanted if f["t"] == "m"} == {"ranking", "percentage", "count", "score", "change", "money"}
    assert {area for f in wanted if f["t"] == "s" for area in f["area"]} == AREAS
    assert sum(f.get("modality") == "target" for f in wanted) >= 30
    assert {path.stem for path in FILES if not any(f["t"] != "doc" and not f.get("optional") for f in facts(path))} == {"bong-da-2024", "xang-dau-2025"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_document_is_the_article(path: Path) -> None:
    article = ARTICLES[path.stem]
    assert (GOLD / "documents" / f"{path.stem}.txt").read_text(encoding="utf-8") == article.text, "write the document anew from the article"
    assert facts(path)[0] == {"t": "doc", "province": article.province, "published": None}   # the date stands beside the text, not in it


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_quote_stands_once(path: Path) -> None:
    text = ARTICLES[path.stem].text
    for fact in facts(path)[1:]:
        quote = fact["q"]
        assert quote.count("⟦") == quote.count("⟧") <= 1
        words = [re.escape(word) for word in re.split(r"\s+", quote.replace("⟦", "").replace("⟧", ""))]
        assert len(re.findall(r"\s+".join(words), text)) == 1, quote


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_fact_is_written_twice(path: Path) -> None:
    marked = [(fact["t"], fact["q"]) for fact in facts(path)[1:]]
    assert len(set(marked)) == len(marked)
    names = [fact["name"] for fact in facts(path) if fact["t"] == "o"]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_values_agree_with_what_is_marked(path: Path) -> None:
    """The digits of the marked figure are those of the value ("1,8 tỷ đồng" is 1800000000), so slips of the pen show."""
    for fact in facts(path):
        if fact["t"] != "m":
            continue
        figure = re.search(r"\d[\d.,]*", fact["q"].partition("⟦")[2])
        if figure is None or fact["q"].partition("⟦")[2].partition("⟧")[0].isalpha():
            continue
        written = float(figure[0].rstrip(".,").replace(".", "").replace(",", "."))
        scale = next((s for word, s in (("tỷ", 1e9), ("triệu", 1e6)) if fact["kind"] == "money" and word in fact["q"]), 1)
        if re.match(r"[+-]?\d", fact["q"].partition("⟦")[2]):
            assert abs(fact["value"]) == pytest.approx(written * scale), fact["q"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_province_is_known(path: Path) -> None:
    province = facts(path)[0]["province"]
    assert province is None or province in {p.name for p in places.provinces().values()}
