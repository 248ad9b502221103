"""Families: what all sites on one content management system share, stated once (families/*.toml) and completed into each source's tables."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

from corpus.sources.model import Family, SourceError
from corpus.sources.reading import build, read_toml
from corpus.sources.sense import check_family

SHIPPED = Path(__file__).resolve().parent / "families"
ENTRY = ("item", "links", "date")                # stand together: CSS of an entry and of what is inside it
PAGING = ("next", "page_param", "page_url", "page_start")    # one way of paging excludes the other


def load_families(folder: Path | None = None) -> dict[str, Family]:
    """The families that ship, by id; those of `folder` (if it is there) stand before them. Raises SourceError for the first file that is wrong."""
    files = {path.stem: path for place in (SHIPPED, folder) if place and place.is_dir() for path in sorted(place.glob("*.toml"))}
    return {name: load_family(files[name]) for name in sorted(files)}


def load_family(path: Path) -> Family:
    """One family file. Raises SourceError."""
    file = f"{path.parent.name}/{path.name}"
    family = cast(Family, build(Family, _with_listing(read_toml(path)), file, ""))
    check_family(family, file)
    return family


def completed(raw: Mapping[str, Any], families: Mapping[str, Family], file: str) -> dict[str, Any]:
    """A source's tables with what its family adds: whatever the source states itself stays, key by key.

    `discovery` is taken as a whole where the source has none; each listing takes the family's entry keys (item, links, date) where it has
    none of the three, and the family's paging where it has none. Raises SourceError for a family that is not known.
    """
    name = raw.get("family", "")
    if not isinstance(name, str):
        raise SourceError(f"{file}: family: must be a text, is {name!r}")
    if not name:
        return dict(raw)
    if name not in families:
        raise SourceError(f"{file}: family: {name!r} is not known; known are {', '.join(families)}; or leave the key out")
    family = families[name]
    made = {"article_pattern": family.article_pattern, "identity_params": list(family.identity_params)} | dict(raw)
    made["selectors"] = _over({key: list(css) for key, css in asdict(family.selectors).items()}, raw.get("selectors", {}))
    base = raw.get("base_url")
    if "discovery" not in raw and family.discovery and isinstance(base, str):
        made["discovery"] = [{key: value for key, value in asdict(way).items() if value is not None and (way.kind == "listing" or key in ("kind", "url", "max_pages"))}
                             | {"url": urljoin(base, way.url)} for way in family.discovery]
    elif isinstance(ways := raw.get("discovery"), list):
        made["discovery"] = [_listing(way, family) if isinstance(way, dict) and way.get("kind") == "listing" else way for way in ways]
    return made


def _over(less: dict[str, Any], more: Any) -> Any:
    return less | more if isinstance(more, dict) else more   # what is no table is complained about later


def _listing(way: dict[str, Any], family: Family) -> dict[str, Any]:
    known = {key: value for key, value in asdict(family.listing).items() if value is not None}
    for group in (ENTRY, PAGING):
        if any(key in way for key in group):
            known = {key: value for key, value in known.items() if key not in group}
    return known | way


def _with_listing(raw: dict[str, Any]) -> dict[str, Any]:
    """A family's own listings are completed by its [listing] before they are read."""
    common, ways = raw.get("listing"), raw.get("discovery")
    if not isinstance(common, dict) or not isinstance(ways, list):
        return raw
    return raw | {"discovery": [common | way if isinstance(way, dict) and way.get("kind") == "listing" else way for way in ways]}
