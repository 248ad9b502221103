"""Move a prediction's spans onto another edition of its text (one parsed from HTML onto the plain gold text, say)."""
from __future__ import annotations

import re
from typing import Any

CONTEXT = 30
"""Code points before a span that tell its occurrences apart."""


def onto(text: str, prediction: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The prediction's facts by family, copied, with offsets in `text`; a span that is not there gets -1, -1 and so matches nothing."""
    own = prediction.get("text", "")
    facts = {family: [dict(fact) for fact in prediction.get(family, ())] for family in ("metrics", "officials", "shortcomings")}
    if own == text:
        return facts
    for fact in facts["officials"]:
        fact["mentions"] = [dict(mention) for mention in fact.get("mentions", ())]
    spans = [*facts["metrics"], *facts["shortcomings"], *(mention for fact in facts["officials"] for mention in fact["mentions"])]
    for fact in spans:
        fact["start"], fact["end"] = _find(own, fact["start"], fact["end"], text)
    return facts


def _find(own: str, start: int, end: int, text: str) -> tuple[int, int]:
    pattern = r"\s+".join(map(re.escape, own[start:end].split()))
    hits = list(re.finditer(pattern, text)) if pattern else []
    before = own[max(0, start - CONTEXT):start]
    best = max(hits, key=lambda hit: _alike(before, text[max(0, hit.start() - CONTEXT):hit.start()]), default=None)
    return best.span() if best else (-1, -1)


def _alike(a: str, b: str) -> int:
    return sum(x == y for x, y in zip(reversed(a), reversed(b), strict=False))
