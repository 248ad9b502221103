"""What the layers know about a text before any fact is read: each layer adds one thing.

    text → sentences and sections → numbers → periods → places and organisations → fact families

`analyse` runs them all; a fact family takes the Analysis and returns its facts.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from extractors.blocks import BlockLike
from extractors.numbers import Number, read_numbers
from extractors.organisations import Organisation, read_organisations
from extractors.periods import PeriodMention, read_periods
from extractors.places import PlaceMention, read_places
from extractors.sections import mark_sections
from extractors.sentences import Sentence, split


@dataclass(frozen=True)
class Analysis:
    """A text with everything the layers found; all lists are in text order, all offsets into `text`."""

    text: str
    title: str | None
    published: date | None
    province: str | None
    blocks: tuple[BlockLike, ...]
    sentences: tuple[Sentence, ...]
    numbers: tuple[Number, ...]
    periods: tuple[PeriodMention, ...]
    places: tuple[PlaceMention, ...]
    organisations: tuple[Organisation, ...]

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Where each sentence starts, for looking sentences up by place."""
        return [s.start for s in self.sentences]

    @cached_property
    def title_span(self) -> tuple[int, int] | None:
        """Where the title stands in the text, over however many lines; None where it does not."""
        if not self.title or not (words := self.title.split()):
            return None
        found = re.search(r"[\s*#|]+".join(map(re.escape, words)), self.text)
        return found.span() if found else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers `offset`, else None (white space between sentences)."""
        index = bisect_right(self.sentence_starts, offset) - 1
        return self.sentences[index] if index >= 0 and offset < self.sentences[index].end else None


def analyse(text: str, *, title: str | None = None, published: date | None = None, province: str | None = None,
            blocks: Sequence[BlockLike] = ()) -> Analysis:
    """Run every layer over `text` (NFC, LF). Time is linear in the length of the text."""
    sentences = mark_sections(text, split(text, blocks), blocks)
    places = read_places(text, province)
    return Analysis(text, title, published, province, tuple(blocks), sentences, read_numbers(text),
                    read_periods(text, published), places, read_organisations(text, places))
