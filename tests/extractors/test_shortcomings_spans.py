"""What holds for shortcomings in any text: spans within it, in order, apart, trimmed; whatever the sentences are glued together."""
from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import shortcomings
from extractors.analysis import analyse

PIECES = st.sampled_from([
    "Việc trả kết quả còn chậm", "do", "nên", "nhưng", "tuy nhiên", "như:", ";", ",", ".", "…", "...", ":", "“", "”", '"', "(", ")", "\n", "\n\n", "- ", "1. ",
    "chưa kịp thời", "còn", "thiếu", "không", "tình trạng", "cán bộ", "công chức", "UBND tỉnh", "hồ sơ quá hạn", "tồn tại, hạn chế", "gây phiền hà",
    "Ông Lò Văn Tám cho biết", "xếp thứ 60/63", "đề nghị", "khắc phục", "ở một số ngành", "ı", "İ", "Uỷ ban", "   ", "là một trong những nguyên nhân",
])


@given(st.lists(PIECES, max_size=30).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_spans_are_in_order_apart_and_trimmed(text: str) -> None:
    last = 0
    for fact in shortcomings.find(analyse(text)):
        quote = text[fact.start:fact.end]
        assert last <= fact.start < fact.end <= len(text)
        assert quote == quote.strip(" \t\n,;:.")
        assert fact.trigger in text
        assert shortcomings.EMIT <= fact.confidence <= 1
        last = fact.end


def test_the_same_sentence_twice_is_two_facts() -> None:
    text = "Việc trả kết quả hồ sơ đất đai còn chậm. " * 2
    assert [text[s.start:s.end] for s in shortcomings.find(analyse(text))] == ["Việc trả kết quả hồ sơ đất đai còn chậm"] * 2
