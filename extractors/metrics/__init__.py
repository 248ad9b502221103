"""Analysis → metrics: every figure that states a result, a target or a state of administration.

    numbers → kinds (what sort of figure, `rules/metrics.toml`) → relevance (is it about administration at all)
            → slots (comparator, modality, indicator, period, subject) → Metric
    tables  → one Metric a cell (`tables.py`)
"""
from __future__ import annotations

from extractors.analysis import Analysis
from extractors.context import Modalities, comparator
from extractors.facts import Metric
from extractors.metrics.indicators import Indicators, of_level
from extractors.metrics.kinds import Candidate, candidates
from extractors.metrics.periods import Periods
from extractors.metrics.relevance import Relevance
from extractors.metrics.subjects import Subjects
from extractors.metrics.tables import find_in_tables

# Below this confidence a figure is more often noise than a fact (measured on annotated documents).
THRESHOLD = 0.3


def find(analysis: Analysis) -> tuple[Metric, ...]:
    """Metrics in text order."""
    periods = Periods(analysis)
    metrics, tables = find_in_tables(analysis, periods.main.period if periods.main else None)
    found = [c for c in candidates(analysis) if not any(start <= c.start < end for start, end in tables)]
    return tuple(sorted(metrics + _in_sentences(analysis, found, periods), key=lambda m: m.start))


def _in_sentences(analysis: Analysis, found: list[Candidate], periods: Periods) -> list[Metric]:
    if not found:
        return []
    relevance, modalities, indicators, subjects = Relevance(analysis), Modalities(analysis), Indicators(analysis), Subjects(analysis)
    metrics: list[Metric] = []
    before: Candidate | None = None
    for candidate in found:
        confidence = candidate.confidence * relevance.of(candidate)
        if confidence < THRESHOLD:
            continue
        sentence, start = candidate.sentence, candidate.start
        modality = modalities.at(start, candidate.number_end, sentence)
        indicator = indicators.of(candidate, before, metrics[-1].indicator if metrics else None)
        subject = subjects.of(candidate, indicator)
        period, base = periods.of(candidate, modality)
        if period and analysis.published and period.start > analysis.published:     # what is still to come is no result
            modality = "target"
        elif modality == "target" and periods.is_past(candidate) and not modalities.is_told(start, candidate.number_end, sentence):
            modality = "actual"     # in a plan for 2024: "Năm 2023, huyện xếp hạng 6/11"
        metrics.append(Metric(
            kind=candidate.kind, value=candidate.value, start=start, end=candidate.end, unit=candidate.unit, total=candidate.total,
            indicator=of_level(indicator, subject), modality=modality,
            comparator=comparator(analysis.text, candidate.number_start, candidate.number_end, sentence),
            subject=subject, period=period, base=base,
            rule=candidate.rule, trigger=candidate.trigger, confidence=round(confidence, 3)))
        before = candidate
    return metrics
