from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Number:
    start: int
    end: int
    value: float
def read_numbers(text: str) -> tuple[Number, ...]:
    return ()
