"""Many words as one pattern: it finds what the plain list of them, longest first, finds."""
from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import lexicon
from corpus.trie import any_word


def plain(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@pytest.mark.parametrize(("words", "text", "found"), [
    (["hồ sơ", "hồ"], "hồ sơ, hồ nước", ["hồ sơ", "hồ"]),
    (["a.c", "(b)"], "abc a.c (b)", ["a.c", "(b)"]),
    (["xã"], "XÃ", []),
])
def test_words_are_found_as_written(words: list[str], text: str, found: list[str]) -> None:
    assert re.findall(any_word(words), text) == found


@given(st.lists(st.text("abc.", min_size=1, max_size=4), min_size=1, max_size=8), st.text("abc.", max_size=30))
def test_it_is_the_list_longest_first(words: list[str], text: str) -> None:
    assert re.findall(any_word(words), text) == re.findall(plain(words), text)


def test_word_lists_find_themselves() -> None:
    units = list(lexicon.words("units"))
    assert [word for word in units if not re.fullmatch(any_word(units), word)] == []


def test_a_blank_may_be_any_pattern() -> None:
    assert re.findall(any_word(["hồ sơ mới", "hồ sơ"], r"\s+"), "hồ\nsơ  mới và hồ sơ") == ["hồ\nsơ  mới", "hồ sơ"]
