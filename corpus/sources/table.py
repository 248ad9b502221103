"""The sources by province as a Markdown table: `python -m corpus.sources.table`; it stands in docs/sources.md, where a test compares it."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from corpus import places
from corpus.sources import Source, load_sources

LAST_OF_63 = date(2025, 6, 30)   # the day before the provinces merged


def by_province(sources: Mapping[str, Source]) -> str:
    """one row a former province, with what became of it; national sources and provinces older than that come last."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source in sorted(sources.values(), key=lambda source: (source.kind == "newspaper", source.id)):
        found[source.province or ""].append(f"`{source.id}`" + (f" ({source.family})" if source.family else ""))
    rows = ["| until 2025-06-30 | since 2025-07-01 | sources (family) |", "| --- | --- | --- |"]
    former = sorted(places.provinces_on(LAST_OF_63), key=lambda province: province.id)
    for province in former:
        later = places.successor(province)
        rows.append(f"| {province.name} | {later.name if later else province.name} | {', '.join(found.pop(province.name, ['none']))} |")
    for name in sorted(found):
        rows.append(f"| {name or 'national'} | | {', '.join(found[name])} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(by_province(load_sources()), end="")
