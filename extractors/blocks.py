"""What the extractors need to know of a block: any object with these attributes, `pipeline.document.Block` among them."""
from __future__ import annotations

from typing import Protocol


class BlockLike(Protocol):
    """text[start:end] has one role: heading (`level` 1-6), paragraph, caption, list_item, table (`rows` of cell spans) or furniture."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def level(self) -> int: ...
    @property
    def rows(self) -> tuple[tuple[tuple[int, int], ...], ...]: ...
