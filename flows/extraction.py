"""Documents to facts, in document order: in this process for a few, on every core for many.

One document that makes an extractor fail is a Failure of that document; the others go on. A document that
takes its worker process down with it (memory, a crash in a library) is found by trying its batch one by one.
"""
from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait

from extractors import extract
from extractors.facts import Facts
from flows.errors import one_line
from flows.ledger import Failure
from pipeline.document import Document

BATCH = 50
"""Documents a worker gets at once: seconds of work, so that progress is seen and little is lost."""

ALONE = 200
"""Up to so many documents one process is done before new ones have loaded their word lists."""

Extracted = tuple[Document, Facts | Failure]


def extract_all(documents: Iterable[Document], *, workers: int | None = None) -> Iterator[Extracted]:
    """Each document with its facts, or with the Failure that says why there are none. `workers` defaults to the cores we may use."""
    queue = iter(documents)
    workers = workers or len(os.sched_getaffinity(0))
    first = list(islice(queue, ALONE + 1))
    if workers == 1 or len(first) <= ALONE:
        for document in chain(first, queue):
            yield extract_one(document)
    else:
        yield from _on_many_cores(chain(first, queue), workers)


def extract_one(document: Document) -> Extracted:
    """Any exception an extractor lets out becomes a Failure of this document."""
    try:
        return document, extract(document.text, title=document.title, published=document.published.day if document.published else None,
                                 province=document.province, blocks=document.blocks)
    except Exception as error:
        return document, _failure(document, type(error).__name__, one_line(error))


def _extract_batch(batch: list[Document]) -> list[Extracted]:
    return [extract_one(document) for document in batch]


def _on_many_cores(documents: Iterator[Document], workers: int) -> Iterator[Extracted]:
    pool = _pool(workers)
    waiting: deque[tuple[list[Document], Future[list[Extracted]]]] = deque()
    try:
        while True:
            while len(waiting) < 2 * workers and (batch := list(islice(documents, BATCH))):
                waiting.append((batch, pool.submit(_extract_batch, batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                lost = [batch, *(again for again, _ in waiting)]
                waiting.clear()
                pool.shutdown(wait=False, cancel_futures=True)
                for batch in lost:
                    yield from _one_by_one(batch)
                pool = _pool(workers)
    except BaseException:   # Ctrl-C, or a reader that has seen enough: nobody waits for batches under way
        for worker in active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(batch: list[Document]) -> Iterator[Extracted]:
    pool = _pool(1)
    for document in batch:
        try:
            yield from pool.submit(_extract_batch, [document]).result()
        except BrokenProcessPool:
            yield document, _failure(document, "WorkerDied", "the process that read it died (out of memory?)")
            pool = _pool(1)
    pool.shutdown(wait=False)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_live_and_die_with_parent)


def _live_and_die_with_parent() -> None:
    """Ctrl-C is the parent's to handle; a parent killed with -9 must not leave workers behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def _failure(document: Document, kind: str, reason: str) -> Failure:
    return Failure(document.source_id, document.name, "extract", kind, reason)
