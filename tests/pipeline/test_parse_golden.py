"""Recorded pages and what must come out of them: `pages/FOLDER/PAGE.html` beside `PAGE.json`.

The pages are our own, in the markup of real content management systems. A folder named like a family of `corpus/sources/families` is read with that
family's selectors, one that holds a source of its own (`FOLDER.toml`) with this source, any other without selectors. Where the JSON is missing it is
written, and the test fails until somebody has read it against the page and added it to git.
"""
from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.sources import Discovery, Source, load_families, load_source
from pipeline.archive import RawPage
from pipeline.document import Document, to_json
from pipeline.parse import NotAnArticle, parse_page

PAGES = Path(__file__).with_name("pages")
FIELDS = ("title", "author", "province", "published_at", "published_precision", "published_origin", "warnings")


@cache
def source_of(folder: str) -> Source | None:
    own = PAGES / folder / f"{folder}.toml"
    if own.exists():
        return load_source(own)
    family = load_families().get(folder)
    return Source(folder, folder, "portal", f"https://{folder}.example/", (f"{folder}.example",), 2.0, False, ".", (Discovery("feed", f"https://{folder}.example/rss"),),
                  selectors=family.selectors) if family else None


def read(page: Path, source: Source | None) -> dict[str, Any]:
    """What a person checks: the fields, each block as kind and words, a table as its cells; or why the page is no article."""
    url = f"https://{page.parent.name}.example/{page.stem}.html"
    raw = RawPage(url, url, page.parent.name, 200, "text/html", {}, page.read_bytes(), datetime(2026, 11, 22, 3, 41, tzinfo=UTC), None)
    try:
        document = parse_page(raw, source)
    except NotAnArticle as refusal:
        return {"refused": refusal.kind, "evidence": refusal.evidence}
    return {name: to_json(document)[name] for name in FIELDS} | {"blocks": list(map(readable, [document] * len(document.blocks), document.blocks))}


def readable(document: Document, block: Any) -> str | list[list[str]]:
    if block.rows:
        return [[document.text[start:end] for start, end in cells] for cells in block.rows]
    return f"{block.kind}{block.level or ''}: {document.text[block.start:block.end]}"


@cache
def tracked() -> set[Path] | None:
    """What git knows of the folder; None outside of a checkout."""
    found = subprocess.run(["git", "ls-files", "-z", "."], cwd=PAGES, capture_output=True, text=True, check=False)
    return {PAGES / name for name in found.stdout.split("\0") if name} if found.returncode == 0 else None


@pytest.mark.parametrize("page", sorted(PAGES.glob("*/*.html")), ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_what_comes_out(page: Path) -> None:
    golden, got = page.with_suffix(".json"), read(page, source_of(page.parent.name))
    if not golden.exists():
        golden.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    known = tracked()
    if known and golden not in known:
        pytest.fail(f"{golden.relative_to(PAGES)} was written by this test: read it against {page.name}, then `git add` it")
    assert got == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [page for page in sorted(PAGES.glob("*/*.html")) if source_of(page.parent.name)], ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_without_selectors_the_same_comes_out(page: Path) -> None:
    known, found = (read(page, source) for source in (source_of(page.parent.name), None))
    for said in (known, found):
        for name in ("warnings", "province", "evidence", "published_origin", "published_precision"):
            said.pop(name, None)
        said["blocks"] = [block for block in said.get("blocks", []) if not isinstance(block, str) or not block.startswith("furniture")]
    assert found == known
