"""Files to predictions: what `cchc extract` prints, one JSON object a document, without warehouse or network.

The format is that of docs/facts.md; offsets count code points of the object's own "text".
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import extractors
from extractors.facts import Facts, to_json
from flows.extraction import extract_all
from flows.ledger import Failure
from flows.reading import read_paths
from pipeline.document import Document

LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}


def predictions(paths: Iterable[Path], *, workers: int | None = None,
                on_document: Callable[[], None] | None = None) -> Iterator[dict[str, Any] | Failure]:
    """Every document under `paths` (folders walked) in order; a Failure for each file that could not be read."""
    unread: list[Failure] = []
    for document, facts in extract_all(_documents(paths, unread), workers=workers):
        yield from _taken(unread)
        if on_document:
            on_document()
        yield facts if isinstance(facts, Failure) else prediction(document, facts)
    yield from _taken(unread)


def prediction(document: Document, facts: Facts) -> dict[str, Any]:
    """One document and its facts as plain values; `published` is the ISO day, null where the document doesn't say."""
    published = document.published
    return {
        "document": {
            "document_id": document.document_id, "source_id": document.source_id, "path": document.path, "url": document.url,
            "title": document.title, "published": published.day.isoformat() if published else None,
            "published_at": published.at.isoformat() if published else None,
            "published_precision": published.precision if published else None,
            "published_origin": published.origin if published else None,
            "province": document.province, "author": document.author, "parser": document.parser,
            "content_hash": document.content_hash, "warnings": list(document.warnings), "extractor": extractors.VERSION,
        },
        "text": document.text,
        **to_json(facts, document.text),
    }


def line(row: dict[str, Any]) -> str:
    """A prediction as one line of JSON. Letters stand as they are; only what some readers take for a line end is escaped."""
    return json.dumps(row, ensure_ascii=False).translate(LINE_ENDS)


def _documents(paths: Iterable[Path], unread: list[Failure]) -> Iterator[Document]:
    for found in read_paths(paths):
        if isinstance(found, Document):
            yield found
        else:
            unread.append(found)


def _taken(unread: list[Failure]) -> Iterator[Failure]:
    while unread:
        yield unread.pop(0)
