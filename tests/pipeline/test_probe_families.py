"""The families on the recorded pages of the parser: each page is known for what it is, and its family's selectors are right on it."""
from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.sources import Discovery, Family, Source, load_families
from pipeline.parse.page import parse_html
from pipeline.parse.page_charset import decode_html
from pipeline.probe.article import fit, sample
from pipeline.probe.draft import _family
from pipeline.probe.listing import ListingPage

FAMILIES = load_families()
SOURCE = Source(id="mau", name="Báo Mẫu", kind="newspaper", base_url="https://mau.vn/", hosts=("mau.vn",), delay_seconds=2.0, verified=False, article_pattern=".",
                discovery=(Discovery("feed", "https://mau.vn/rss"),))
RECORDED = [path for path in sorted((Path(__file__).parent / "pages").glob("*/*.html")) if path.parent.name in FAMILIES]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recorded_page_is_known(path: Path) -> None:
    markup, _ = decode_html(path.read_bytes())
    page = ListingPage(markup, "https://mau.vn/", {"mau.vn", *re.findall(r"https?://([^/\"'\s<]+)", markup)})
    found = _family(str(page.soup), list(page.links), FAMILIES)
    assert found is not None and found.id == path.parent.name


@pytest.mark.parametrize("path", [path for path in RECORDED if "title" in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))],
                         ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("families, missing", [pytest.param(FAMILIES, 0, id="with-families"), pytest.param({}, 1, id="without")])
def test_selectors_are_found_on_a_recorded_article(path: Path, families: dict[str, Family], missing: int) -> None:
    """They read what the golden file has; CSS that was found without families may miss the lead, which stands in a box of its own."""
    golden = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    markup, _ = decode_html(path.read_bytes())
    source = replace(SOURCE, selectors=fit([sample("https://mau.vn/bai", markup, [golden["title"]])], families, path.parent.name))
    read = parse_html(markup, document_id="bai", source_id="mau", source=source, url="https://mau.vn/bai")
    assert source.selectors.title and read.title == golden["title"]
    assert (read.published.at.isoformat()[:10] if read.published else None) == (golden["published_at"] or "")[:10]
    lines = [block.partition(": ")[2] for block in golden["blocks"] if isinstance(block, str) and block.startswith("paragraph")]
    assert sum(line not in read.text for line in lines) <= missing
