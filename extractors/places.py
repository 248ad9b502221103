"""Text → places named in it (stub)."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text: `text[start:end]` is "huyện Thạnh Trị", `level` "province", "district" or "commune",
    `name` "Thạnh Trị", `province` the province it lies in where that is certain."""

    start: int
    end: int
    name: str
    level: str
    province: str | None = None


def read_places(text: str, province: str | None) -> tuple[PlaceMention, ...]:
    return ()
