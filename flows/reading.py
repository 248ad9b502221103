"""Files and archived pages become Documents; what can't is a Failure with its reason, and the rest goes on."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.errors import one_line
from flows.ledger import Failure
from pipeline.document import Document

FILES = "files"
"""The source id of documents that were not crawled."""


def read_paths(paths: Iterable[Path]) -> Iterator[Document | Failure]:
    """Every document under `paths` (folders walked) in order."""
    from pipeline.parse import parse_paths

    for path in paths:
        if not path.exists():
            yield Failure(FILES, str(path), "parse", "missing", "no such file or folder; check the path")
            continue
        try:
            for found in parse_paths([path], source_id=FILES):
                yield found if isinstance(found, Document) else Failure(FILES, found.path, "parse", found.kind, found.told)
        except Exception as error:
            yield Failure(FILES, str(path), "parse", type(error).__name__, one_line(error))
