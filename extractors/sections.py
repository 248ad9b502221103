"""Sentences → sections: what part of a document a sentence stands in (results, shortcomings, causes, plan)."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.sentences import Sentence

if TYPE_CHECKING:
    from extractors.analysis import BlockLike


def mark_sections(text: str, sentences: tuple[Sentence, ...], blocks: Sequence[BlockLike] = ()) -> tuple[Sentence, ...]:
    """The sentences with their `section` set."""
    return sentences
