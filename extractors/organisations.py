"""Text → public organisations named in it (stub)."""
from __future__ import annotations

from dataclasses import dataclass

from extractors.places import PlaceMention


@dataclass(frozen=True, slots=True)
class Organisation:
    """`text[start:end]` names a public organisation: "Sở Nội vụ", "UBND huyện Thạnh Trị", "Trung tâm Phục vụ hành chính công tỉnh"."""

    start: int
    end: int
    kind: str = ""


def read_organisations(text: str, places: tuple[PlaceMention, ...]) -> tuple[Organisation, ...]:
    return ()
