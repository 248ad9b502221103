"""Facts: what the extractors find in a text, each with the exact place where it stands.

Field names and meanings are those of the annotation guidelines (docs/facts.md). Offsets count code
points of the text that was read; `text[start:end]` is the fact's quote.
"""
from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

MetricKind = Literal["ranking", "percentage", "count", "score", "change", "money"]
Modality = Literal["actual", "target"]
Comparator = Literal["eq", "ge", "le", "approx"]
Area = Literal["steering", "institutions", "procedures", "organization", "civil_service", "public_finance", "digital", "outcomes"]


@dataclass(frozen=True, slots=True)
class Span:
    """Code points [start, end) of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included: the year 2019 is 2019-01-01 to 2019-12-31."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that states a result, a target or a state of administration.

    `value` is in `unit` ("đồng" or "USD" for money, "%" for percentages); `total` is what it is out of
    (63 in "51/63"). `rule` is "name/version" of what found it, `trigger` the words that gave it away,
    `confidence` the share of such facts that are right on annotated text.
    """

    kind: MetricKind
    value: float
    start: int
    end: int
    unit: str
    total: float | None = None
    indicator: str = "OTHER"
    modality: Modality = "actual"
    comparator: Comparator = "eq"
    subject: str | None = None
    period: Period | None = None
    base: Period | None = None
    rule: str = ""
    trigger: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Role:
    """An office held: as written, and where it is written (None where it was shared from a list)."""

    title: str
    start: int | None = None
    end: int | None = None
    office: str | None = None        # normalised office: "Phó Chủ tịch"
    organisation: str | None = None  # "UBND tỉnh"
    place: str | None = None         # "Lạng Sơn"
    status: str = "đương nhiệm"      # đương nhiệm, nguyên, quyền, phụ trách


@dataclass(frozen=True, slots=True)
class Official:
    """A person named with a public role; one a document, with every place that names them."""

    name: str
    roles: tuple[Role, ...]
    mentions: tuple[Span, ...]
    actions: tuple[str, ...] = ()    # what the person did there: "chủ trì", "phát biểu", "ký"
    rule: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """A clause that states what is deficient, late, low, lacking or wrongly done; `causes` are the places of other
    shortcomings that the text names as its causes."""

    start: int
    end: int
    area: Area
    rule: str = ""
    trigger: str = ""
    speaker: str | None = None
    confidence: float = 0.5
    causes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures of one text that can't both be right: `stated` stands at [start, end), by the figures at
    [other_start, other_end) it would be `expected`. `kind` is share, parts or move."""

    kind: Literal["share", "parts", "move"]
    start: int
    end: int
    other_start: int
    other_end: int
    stated: float
    expected: float


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything found in one text, each family in text order."""

    metrics: tuple[Metric, ...] = ()
    officials: tuple[Official, ...] = ()
    shortcomings: tuple[Shortcoming, ...] = ()
    checks: tuple[Check, ...] = ()

    def __len__(self) -> int:
        return len(self.metrics) + len(self.officials) + len(self.shortcomings)


def to_json(facts: Facts, text: str) -> dict[str, list[dict[str, Any]]]:
    """The prediction format of the guidelines (docs/facts.md), every fact with its quote; dates are ISO strings."""

    def quote(start: int | None, end: int | None) -> str | None:
        return None if start is None or end is None else text[start:end]

    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    metrics = []
    for m in facts.metrics:
        row = asdict(m)
        del row["period"], row["base"]
        row |= {"period_start": iso(m.period.start) if m.period else None, "period_end": iso(m.period.end) if m.period else None,
                "base_start": iso(m.base.start) if m.base else None, "base_end": iso(m.base.end) if m.base else None,
                "quote": text[m.start:m.end]}
        metrics.append(row)
    officials = [
        {"name": o.name, "titles": [r.title for r in o.roles],
         "roles": [asdict(r) | {"quote": quote(r.start, r.end)} for r in o.roles],
         "mentions": [{"start": s.start, "end": s.end, "quote": text[s.start:s.end]} for s in o.mentions],
         "actions": list(o.actions), "rule": o.rule, "confidence": o.confidence}
        for o in facts.officials]
    shortcomings = [asdict(s) | {"quote": text[s.start:s.end]} for s in facts.shortcomings]
    checks = [asdict(c) | {"quote": text[c.start:c.end], "other_quote": text[c.other_start:c.other_end]} for c in facts.checks]
    return {"metrics": metrics, "officials": officials, "shortcomings": shortcomings, "checks": checks}
