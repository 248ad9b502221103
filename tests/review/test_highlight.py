"""Marks that cross, touch, repeat or leave the text: the pieces always give the text back."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.highlight import Mark, pieces

CASES = [
    ("none", "hồ sơ", [], [("hồ sơ", ())]),
    ("one", "còn chậm.", [Mark(0, 8, "s")], [("còn chậm", ("s",)), (".", ())]),
    ("crossing", "abcdef", [Mark(0, 4, "m"), Mark(2, 6, "s")], [("ab", ("m",)), ("cd", ("m", "s")), ("ef", ("s",))]),
    ("nested", "abcdef", [Mark(0, 6, "s"), Mark(2, 4, "m")], [("ab", ("s",)), ("cd", ("s", "m")), ("ef", ("s",))]),
    ("twice the same", "ab", [Mark(0, 2, "m"), Mark(0, 2, "m")], [("ab", ("m",))]),
    ("beyond the text", "ab", [Mark(-3, 9, "m")], [("ab", ("m",))]),
    ("empty", "ab", [Mark(1, 1, "m")], [("ab", ())]),
    ("emoji", "🙂x", [Mark(1, 2, "m")], [("🙂", ()), ("x", ("m",))]),
]


@pytest.mark.parametrize(("text", "marks", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_pieces(text: str, marks: list[Mark], expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(p.text, p.names) for p in pieces(text, marks)] == expected


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.sampled_from("mos")), max_size=8))
def test_the_pieces_are_the_text(text: str, marks: list[tuple[int, int, str]]) -> None:
    found = pieces(text, [Mark(*mark) for mark in marks])
    assert "".join(p.text for p in found) == text
    at = 0
    for piece in found:
        covering = {name for start, end, name in marks if start < end and start <= at < min(end, len(text))} if piece.text else set()
        assert set(piece.names) == covering
        at += len(piece.text)
