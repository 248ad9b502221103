"""What a fact is called must not change when the text around it or the extractor does."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from extractors.facts import Facts, Metric, Official, Shortcoming
from warehouse import identity

TEXT = ("Lai Châu cải thiện Chỉ số CCHC\n"
        "Năm 2022, tỉnh Lai Châu xếp hạng 21/63 về Chỉ số cải cách hành chính, tăng 4 hạng so với năm 2021.\n"
        "Ông Lò Văn Tiến, Giám đốc Sở Nội vụ, cho biết tỷ lệ hồ sơ đúng hạn đạt 98,5%. "
        "Tuy nhiên, việc số hóa kết quả ở cấp xã còn chậm.")

Find = Callable[..., Facts]
Figure = Callable[..., Metric]


@pytest.mark.parametrize(("text", "quote", "expected"), [
    pytest.param("Câu đầu. Tỉnh đạt 97,7% kế hoạch. Câu sau.", "97,7%", "Tỉnh đạt 97,7% kế hoạch.", id="between full stops"),
    pytest.param("Kết quả\nTỉnh đạt 97,7%\nBảng sau", "97,7%", "Tỉnh đạt 97,7%", id="between line ends"),
    pytest.param("Chỉ số đạt 1.932 TTHC, tăng 3.5% theo TP. hồ sơ", "3.5%", "Chỉ số đạt 1.932 TTHC, tăng 3.5% theo TP. hồ sơ", id="dots that end nothing"),
    pytest.param("Ông nói: “Tốt.” Tỉnh đạt 5%. ", "5%", "Tỉnh đạt 5%.", id="after a quotation mark"),
    pytest.param("5%", "5%", "5%", id="the whole text"),
    pytest.param("a " * 400 + "5% " + "b " * 400, "5%", ("a " * 150 + "5% " + "b " * 150).strip(), id="no end in sight"),
])
def test_the_sentence_around_a_quote(text: str, quote: str, expected: str) -> None:
    start = text.index(quote)
    first, last = identity.sentence(text, start, start + len(quote))
    assert text[first:last] == expected


@pytest.mark.parametrize(("one", "other", "same"), [
    pytest.param("Uỷ ban  nhân dân", "Ủy ban nhân dân", True, id="tone mark on the other letter"),
    pytest.param("Hòa Bình,", "HOÀ BÌNH", True, id="capitals and commas"),
    pytest.param("Phạm Lan", "Phạm Lân", False, id="another letter"),
    pytest.param("Đông", "Dông", False, id="đ is not d"),
])
def test_what_counts_as_the_same_words(one: str, other: str, same: bool) -> None:
    assert (identity.fold(one) == identity.fold(other)) is same


def test_ids_do_not_depend_on_where_it_stands(found: Find) -> None:
    from_text = found()
    text = "Một đoạn mới được thêm vào đầu bài.\n" + TEXT
    again = found(text)
    assert from_text.metrics[0].start != again.metrics[0].start
    assert identity.metric_ids("d1", TEXT, from_text.metrics) == identity.metric_ids("d1", text, again.metrics)
    assert identity.official_ids("d1", from_text.officials) == identity.official_ids("d1", again.officials)
    assert identity.shortcoming_ids("d1", TEXT, from_text.shortcomings) == identity.shortcoming_ids("d1", text, again.shortcomings)


def test_a_better_reading_of_indicator_period_or_subject_keeps_the_id(found: Find) -> None:
    (metric, *_) = found().metrics
    better = replace(metric, indicator="SIPAS", period=None, subject="Sở Nội vụ", confidence=0.99, rule="metrics/better@2", start=metric.start - 9)
    assert identity.metric_ids("d1", TEXT, [metric]) == identity.metric_ids("d1", TEXT, [better])


@pytest.mark.parametrize("change", [{"value": 22}, {"total": 34}, {"kind": "count"}, {"unit": "nhiệm vụ"}], ids=str)
def test_another_figure_is_another_fact(found: Find, change: dict[str, object]) -> None:
    (metric, *_) = found().metrics
    assert identity.metric_ids("d1", TEXT, [metric]) != identity.metric_ids("d1", TEXT, [replace(metric, **change)])  # type: ignore[arg-type]


def test_another_document_has_other_ids(found: Find) -> None:
    assert identity.metric_ids("d1", TEXT, found().metrics) != identity.metric_ids("d2", TEXT, found().metrics)


def test_a_figure_found_further_up_does_not_take_over_an_id(figure: Figure) -> None:
    text = "Sở Nội vụ đạt 100%. Sở Y tế đạt 100%."
    second = Metric("percentage", 100, text.rindex("100%"), len(text) - 1, "%")
    first = figure(text, "100%", "percentage", 100, "%")
    assert identity.metric_ids("d1", text, [second])[0] == identity.metric_ids("d1", text, [first, second])[1]


def test_equal_facts_of_one_sentence_are_told_apart() -> None:
    text = "Hai đơn vị cùng đạt 100% và 100%."
    same = [Metric("percentage", 100, start, start + 4, "%") for start in (20, 28)]
    ids = identity.metric_ids("d1", text, same) + identity.official_ids("d1", [Official("An", (), ()), Official("An", (), ())])
    ids += identity.shortcoming_ids("d1", text, [Shortcoming(0, 5, "digital"), Shortcoming(0, 5, "digital")])
    assert len(set(ids)) == 6
