from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from extractors.facts import Facts
from flows import extraction
from flows.ledger import Failure
from pipeline.document import Document


def documents(*texts: str) -> list[Document]:
    return [Document(f"{number:016x}", "files", text, path=f"{number}.txt") for number, text in enumerate(texts)]


def stub(text: str, **_: object) -> Facts:
    """In place of the extractors: texts say what should happen to them."""
    if text == "raise":
        raise ValueError("a rule\nwent wrong")
    if text == "die":
        os._exit(1)
    return Facts()


def in_workers() -> None:
    extraction.extract = stub  # type: ignore[assignment]


def test_a_document_that_fails_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "extract", stub)
    found = list(extraction.extract_all(documents("một", "raise", "hai")))
    assert [document.text for document, _ in found] == ["một", "raise", "hai"]
    assert found[1][1] == Failure("files", "1.txt", "extract", "ValueError", "a rule went wrong")
    assert isinstance(found[2][1], Facts)


def test_many_documents_keep_their_order_and_a_dead_worker_costs_one(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"văn bản {number}" for number in range(11)]
    texts[4], texts[7] = "die", "raise"
    monkeypatch.setattr(extraction, "ALONE", 2)
    monkeypatch.setattr(extraction, "BATCH", 3)
    monkeypatch.setattr(extraction, "_pool", _stubbed_pool)
    found = list(extraction.extract_all(documents(*texts), workers=2))
    assert [document.text for document, _ in found] == texts
    failures = {document.text: facts.kind for document, facts in found if isinstance(facts, Failure)}
    assert failures == {"die": "WorkerDied", "raise": "ValueError"}


def _stubbed_pool(workers: int) -> extraction.ProcessPoolExecutor:
    return extraction.ProcessPoolExecutor(workers, mp_context=extraction.get_context("fork"), initializer=in_workers)


def test_documents_are_read_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def endless() -> Iterator[Document]:
        nonlocal taken
        while True:
            taken += 1
            yield documents("một")[0]

    monkeypatch.setattr(extraction, "extract", stub)
    found = extraction.extract_all(endless(), workers=1)
    for _ in range(3):
        next(found)
    assert taken <= extraction.ALONE + 1
