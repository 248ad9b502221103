"""A source as the text of its TOML file, the way people write them: what the family or a default says already is left out."""
from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any, cast

from corpus.sources.family import ENTRY, PAGING, completed
from corpus.sources.model import Family, Source
from corpus.sources.reading import build

WIDTH = 150       # columns of notes, and of a list on one line
ALWAYS = frozenset({"id", "name", "kind", "family", "base_url", "hosts", "delay_seconds", "verified"})   # a reader wants to see these
TOP = ("id", "name", "kind", "family", "base_url", "hosts", "province", "delay_seconds", "allow_private", "tls_unverified", "verified",
       "article_pattern", "identity_params", "yes", "no", "attachments", "notes")
WAY = ("kind", "url", "item", "links", "date", "next", "page_param", "page_url", "page_start", "max_pages")


def to_toml(source: Source, families: Mapping[str, Family]) -> str:
    """The file of a source; reading it gives `source` again."""
    raw = _least(source, _raw(source), families)
    lines = [_pair(key, raw[key]) for key in sorted(raw, key=_order) if key not in ("discovery", "selectors", "expect")]
    for way in raw.get("discovery", ()):
        lines += ["", "[[discovery]]", *(_pair(key, way[key]) for key in WAY if key in way)]
    for name in ("selectors", "expect"):
        if raw.get(name):
            lines += ["", f"[{name}]", *(_pair(key, value) for key, value in raw[name].items())]
    return "\n".join(lines) + "\n"


def _order(key: str) -> tuple[int, str]:
    return (TOP.index(key) if key in TOP else len(TOP), key)


def _raw(source: Source) -> dict[str, Any]:
    """Every key with a value, as TOML has it: lists for tuples, nothing for None."""
    made = {key: _plain(value) for key, value in asdict(source).items() if value is not None and not (key == "family" and not value)}
    made["discovery"] = [{key: value for key, value in way.items() if value is not None and (way["kind"] == "listing" or key in ("kind", "url", "max_pages"))}
                         for way in made["discovery"]]
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _least(source: Source, raw: dict[str, Any], families: Mapping[str, Family]) -> dict[str, Any]:
    """`raw` without every key that reading would put back by itself."""
    for smaller in _ways_to_shorten(raw):
        if _means(source, smaller(raw), families):
            raw = smaller(raw)
    return {key: value for key, value in raw.items() if value not in ({}, [])  or key in ALWAYS or not _means(source, _without(raw, key), families)}


def _means(source: Source, raw: dict[str, Any], families: Mapping[str, Family]) -> bool:
    try:
        return bool(cast(Source, build(Source, completed(raw, families, "draft"), "draft", "")) == source)
    except ValueError:   # a key that is needed
        return False


def _ways_to_shorten(raw: dict[str, Any]) -> Iterator[Any]:
    """Functions that take something out of a raw source, the largest pieces first."""
    yield lambda one: _without(one, "discovery")
    for number, way in enumerate(raw["discovery"]):
        for group in (ENTRY, PAGING, *((key,) for key in way)):
            yield lambda one, number=number, group=group: _in_way(one, number, group)
    for key in (field.name for field in fields(Source) if field.name not in ALWAYS):
        yield lambda one, key=key: _without(one, key)
    for name in ("selectors", "expect"):
        for key in raw[name]:
            yield lambda one, name=name, key=key: one | {name: _without(one[name], key)} if name in one else one


def _without(table: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def _in_way(raw: dict[str, Any], number: int, group: tuple[str, ...]) -> dict[str, Any]:
    if "discovery" not in raw:
        return raw
    return raw | {"discovery": [_without(way, *group) if one == number else way for one, way in enumerate(raw["discovery"])]}


# ---------------------------------------------------------------- values
def _pair(key: str, value: Any) -> str:
    if key == "notes":
        wrapped = "\n".join(textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in str(value).strip().split("\n"))
        return f'notes = """\n{wrapped.replace(chr(92), chr(92) * 2).replace(chr(34) * 3, chr(92) + chr(34) * 3)}\n"""'
    if key == "article_pattern" and "'" not in value:   # regular expressions stay as they are
        return f"{key} = '{value}'"
    return f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, list):
        line = f"[{', '.join(map(_value, value))}]"
        return line if len(line) <= WIDTH else "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
