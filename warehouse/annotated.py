"""Documents with all their facts marked, for people who annotate and train: Label Studio tasks and spaCy DocBins.

Only the current text of a document, and the facts that it states. Offsets are code points of exactly this text, as Label Studio counts since
version 1.6 and as spaCy does.
"""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
from pydantic import TypeAdapter

from extractors.facts import Metric, Official, Period, Role, Shortcoming, Span

SCRIPT = Path(__file__).resolve().parent / "annotated.sql"
BATCH = 200        # documents in memory at a time


@dataclass(slots=True)
class Annotated:
    """A document's current text, what is known of it, and its facts with their ids; `causes` are pairs of ids: a shortcoming and one that causes it."""

    text: str
    about: dict[str, Any]
    model: str
    metrics: list[tuple[str, Metric]] = field(default_factory=list)
    officials: list[tuple[str, Official]] = field(default_factory=list)
    shortcomings: list[tuple[str, Shortcoming]] = field(default_factory=list)
    causes: list[tuple[str, str]] = field(default_factory=list)


def documents(con: duckdb.DuckDBPyConnection, document_ids: list[str], as_of: int | None = None) -> Iterator[Annotated]:
    """These documents in this order; ids that the warehouse does not have are left out. On a connection that shows edition `as_of` they say so."""
    queries = [statement.query for statement in duckdb.extract_statements(SCRIPT.read_text(encoding="utf-8"))]
    for first in range(0, len(document_ids), BATCH):
        wanted = document_ids[first:first + BATCH]
        texts, metrics, officials, mentions, roles, shortcomings, causes = (con.execute(query, {"documents": wanted}).fetchall() for query in queries)
        found = {row[0]: _document(row, as_of) for row in texts}
        for document_id, key, *row in metrics:
            found[document_id].metrics.append((key, _metric(row)))
        spans, held = defaultdict[str, list[Span]](list), defaultdict[str, list[Role]](list)
        for official_id, start, end in mentions:
            spans[official_id].append(Span(start, end))
        for official_id, *slots in roles:
            held[official_id].append(Role(*slots))
        for document_id, key, name, actions, rule, confidence in officials:
            official = Official(name, tuple(held[key]), tuple(spans[key]), tuple(actions), rule, confidence)
            found[document_id].officials.append((key, official))
        named = defaultdict[str, list[tuple[str | None, Span]]](list)
        for shortcoming_id, cause_id, start, end in causes:
            named[shortcoming_id].append((cause_id, Span(start, end)))
        for document_id, key, *slots in shortcomings:
            found[document_id].shortcomings.append((key, Shortcoming(*(*slots, tuple(span for _, span in named[key])))))
            found[document_id].causes += [(key, cause_id) for cause_id, _ in named[key] if cause_id is not None]
        yield from (found[document_id] for document_id in wanted if document_id in found)


# ---------------------------------------------------------------- Label Studio
def write_label_studio(found: Iterable[Annotated], file: BinaryIO) -> int:
    """A JSON list of tasks with predictions, for the labelling interface docs/label-studio.xml; returns how many."""
    tasks = 0
    for document in found:
        file.write((",\n" if tasks else "[\n").encode() + json.dumps(task(document), ensure_ascii=False).encode())
        tasks += 1
    file.write(b"\n]\n" if tasks else b"[]\n")
    return tasks


def task(document: Annotated) -> dict[str, Any]:
    """One task: the text, what is known of the document, every fact as a region with its label and choices, and from cause to effect a relation."""
    result, confidences = [], []
    for key, metric in document.metrics:
        result += _region(document.text, key, "metric", metric.start, metric.end, metric.confidence, kind=metric.kind, indicator=metric.indicator, modality=metric.modality)
        confidences.append(metric.confidence)
    for key, official in document.officials:
        for number, span in enumerate(official.mentions, 1):
            result += _region(document.text, f"{key}-{number}", "official", span.start, span.end, official.confidence)
        for number, role in enumerate(official.roles, 1):
            if role.start is not None and role.end is not None:
                result += _region(document.text, f"{key}-role-{number}", "role", role.start, role.end, official.confidence, status=role.status)
        confidences.append(official.confidence)
    for key, shortcoming in document.shortcomings:
        result += _region(document.text, key, "shortcoming", shortcoming.start, shortcoming.end, shortcoming.confidence, area=shortcoming.area)
        confidences.append(shortcoming.confidence)
    result += [{"type": "relation", "from_id": cause, "to_id": effect, "direction": "right", "labels": ["causes"]} for effect, cause in document.causes]
    score = round(sum(confidences) / len(confidences), 4) if confidences else 0.0
    return {"data": {"text": document.text} | document.about,
            "predictions": [{"model_version": document.model, "score": score, "result": result}]}


def _region(text: str, key: str, label: str, start: int, end: int, score: float, **choices: str) -> list[dict[str, Any]]:
    common = {"id": key, "to_name": "text"}
    where = {"start": start, "end": end, "text": text[start:end]}
    return [common | {"from_name": "label", "type": "labels", "score": round(score, 4), "value": where | {"labels": [label]}},
            *(common | {"from_name": name, "type": "choices", "value": where | {"choices": [choice]}} for name, choice in choices.items())]


# ---------------------------------------------------------------- spaCy
def write_docbin(found: Iterable[Annotated], file: BinaryIO) -> tuple[int, tuple[str, ...]]:
    """A DocBin with the tokens of `cchc_tokenizer.v1`; returns how many documents, and notes.

    Span groups metrics (labelled with their kind), officials and shortcomings (labelled with their area) as the components of `extractors.components` write them: with
    that module imported `span._.fact` is the fact with its exact offsets, because a span reaches to the ends of its tokens. `doc.ents` has metrics and officials
    where they do not overlap. `doc.user_data["cchc.about"]` says what document it is, `doc.user_data["cchc.ids"]` has the facts' ids by group.
    """
    import spacy
    from spacy.tokens import DocBin

    adapters: dict[str, TypeAdapter[Any]] = {"metrics": TypeAdapter(Metric), "officials": TypeAdapter(Official), "shortcomings": TypeAdapter(Shortcoming)}
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "cchc_tokenizer.v1"}}})
    store, documents, widened = DocBin(store_user_data=True), 0, 0
    for document in found:
        doc = nlp.make_doc(document.text)
        groups: dict[str, list[tuple[int, int, str, str, Any]]] = {
            "metrics": [(fact.start, fact.end, fact.kind, key, fact) for key, fact in document.metrics],
            "officials": sorted(((span.start, span.end, "official", key, fact) for key, fact in document.officials for span in fact.mentions), key=lambda row: row[:2]),
            "shortcomings": [(fact.start, fact.end, fact.area, key, fact) for key, fact in document.shortcomings]}
        doc.user_data["cchc.about"], doc.user_data["cchc.ids"] = document.about, {}
        for group, rows in groups.items():
            spans: list[Any] = [doc.char_span(start, end, label=label, span_id=f"{group}/{number}", alignment_mode="expand") for number, (start, end, label, *_) in enumerate(rows)]
            widened += sum((span.start_char, span.end_char) != row[:2] for span, row in zip(spans, rows, strict=True))
            doc.spans[group] = spans
            doc.user_data[f"cchc.{group}"] = [adapters[group].dump_python(fact, mode="json") for *_, fact in rows]
            doc.user_data["cchc.ids"][group] = [key for _, _, _, key, _ in rows]
        doc.ents = spacy.util.filter_spans([*doc.spans["metrics"], *doc.spans["officials"]])
        store.add(doc)
        documents += 1
    file.write(store.to_bytes())
    notes = (f"{widened} spans are wider than their facts, because these end inside a token; user_data has the exact offsets",) if widened else ()
    return documents, notes


# ---------------------------------------------------------------- rows
def _document(row: tuple[Any, ...], as_of: int | None) -> Annotated:
    document_id, version, title, url, province, published, source_id, extractor_version, text = row
    about = {"document_id": document_id, "version": version, "title": title, "url": url, "province": province,
             "published": published.isoformat() if published else None, "source": source_id}
    if as_of is None:
        return Annotated(text, about, f"cchc {extractor_version or ''}".rstrip())
    return Annotated(text, about | {"edition": as_of}, f"cchc edition {as_of}")      # which extractor had read the text by then, later editions do not tell


def _metric(row: list[Any]) -> Metric:
    kind, value, start, end, unit, total, indicator, modality, comparator, subject, period_start, period_end, base_start, base_end, rule, trigger, confidence = row
    return Metric(kind, float(value), start, end, unit, None if total is None else float(total), indicator, modality, comparator, subject,
                  _period(period_start, period_end), _period(base_start, base_end), rule, trigger, confidence)


def _period(start: date | None, end: date | None) -> Period | None:
    return Period(start, end) if start and end else None
