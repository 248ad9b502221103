"""Which documents are copies of another: syndicated and republished ones are, reports of one template are not."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.duplicates import SAME, around, compare, find_copies, fingerprint, without

ARTICLE = """Lạng Sơn tăng năm bậc trên bảng xếp hạng cải cách hành chính
Sáng nay, Ủy ban nhân dân tỉnh họp đánh giá công tác cải cách hành chính. Theo báo cáo của Sở Nội vụ, năm 2021 tỉnh đạt 85,17 điểm, xếp hạng 37/63, tăng 5 bậc.
Tỷ lệ hồ sơ giải quyết đúng hạn ở cấp tỉnh đạt 99,3%, cấp huyện 97,8%, cấp xã 98,1%. Toàn tỉnh có 1.932 thủ tục được cung cấp trực tuyến, trong đó 611 thủ tục toàn trình.
Bên cạnh kết quả, việc số hóa hồ sơ còn chậm, một số đơn vị chưa cập nhật kịp thời bộ thủ tục hành chính, trang thiết bị tại bộ phận một cửa cấp xã xuống cấp.
Chủ tịch tỉnh yêu cầu các sở, ngành phân công người đứng đầu chịu trách nhiệm về từng chỉ số, báo cáo hằng tháng và khắc phục dứt điểm những tồn tại đã nêu."""

REPORT = """Báo cáo kết quả công tác cải cách hành chính tháng {month}/2023 của thành phố Mẫu
Trong tháng, thành phố tiếp nhận {taken} hồ sơ, đã giải quyết {done} hồ sơ, đúng hạn {share}%, trễ hạn {late} hồ sơ. Bộ phận một cửa hoạt động ổn định.
Công tác tuyên truyền được đẩy mạnh bằng nhiều hình thức phong phú trên hệ thống truyền thanh và cổng thông tin điện tử của thành phố và các phường.
Phương hướng tháng tới: tiếp tục thực hiện kế hoạch cải cách hành chính, kiểm tra công vụ tại các phường, đôn đốc số hóa kết quả giải quyết thủ tục."""

MAY = REPORT.format(month=5, taken="2.113", done="2.044", share="99,2", late=16)
JUNE = REPORT.format(month=6, taken="1.987", done="1.901", share="98,7", late=25)


def copied(one: str, other: str) -> bool:
    return "b" in find_copies([("a", one), ("b", other)])


@pytest.mark.parametrize("one, other, same", [
    pytest.param(ARTICLE, ARTICLE, True, id="itself"),
    pytest.param(ARTICLE, ARTICLE.replace("\n", "\n\n").upper(), True, id="capitals-and-blank-lines"),
    pytest.param(ARTICLE, ARTICLE.replace("số hóa", "số hoá").replace("Ủy ban", "Uỷ ban"), True, id="other-spelling"),
    pytest.param(ARTICLE, "(Mẫu Online) - " + ARTICLE + "\nNguồn: Cổng thông tin điện tử tỉnh\nTheo Thu Hà", True, id="syndicated"),
    pytest.param(ARTICLE, ARTICLE.replace("tăng năm bậc", "thăng hạng").partition("\n")[2], True, id="other-headline"),
    pytest.param(ARTICLE, ARTICLE.replace("Sáng nay", "Ngày 21/6"), True, id="other-day-in-words"),
    pytest.param(ARTICLE, ARTICLE.replace("37/63", "41/63").replace("85,17", "83,02").replace("99,3", "98,9").replace("1.932", "1.874"), False, id="other-figures"),
    pytest.param(MAY, JUNE, False, id="reports-of-one-template"),
    pytest.param(ARTICLE, MAY, False, id="other-texts"),
    pytest.param(ARTICLE, ARTICLE[:400], False, id="beginning-only"),
    pytest.param("Lịch tiếp công dân tháng 5/2024", "Lịch tiếp công dân tháng 6/2024", False, id="short-notices"),
    pytest.param("Lịch tiếp công dân tháng 5/2024", "LỊCH TIẾP CÔNG DÂN THÁNG 5/2024", True, id="short-and-equal"),
    pytest.param("", "", True, id="empty"),
])
def test_pairs(one: str, other: str, same: bool) -> None:
    assert copied(one, other) is same


def test_a_copy_names_the_first_and_never_another_copy() -> None:
    chain = [ARTICLE, ARTICLE + "\nTheo Thu Hà", "Tin từ cơ sở. " + ARTICLE, MAY, MAY]
    assert {name: copy.first_id for name, copy in find_copies(zip("abcde", chain, strict=True)).items()} == {"b": "a", "c": "a", "e": "d"}


def test_texts_that_drift_apart_are_not_one_group() -> None:
    """Each text is like the one before it, the last one not like the first."""
    words = ARTICLE.split()
    texts = [" ".join(["khác"] * n + words[n:]) for n in range(0, len(words), 12)]
    copies = find_copies((str(number), text) for number, text in enumerate(texts))
    assert copies["1"].first_id == "0" and copies["5"].first_id not in ("0", "1", "2", "3")


def test_many_copies_of_one_text_are_one_group() -> None:
    copies = find_copies((str(number), ARTICLE) for number in range(300))
    assert len(copies) == 299 and {(copy.first_id, copy.similarity) for copy in copies.values()} == {("0", 1.0)}


@pytest.mark.parametrize("text, spans, kept", [
    pytest.param("abcdef", [(0, 2), (3, 4)], "cef", id="some"),
    pytest.param("abc", [], "abc", id="none"),
])
def test_without_furniture(text: str, spans: list[tuple[int, int]], kept: str) -> None:
    assert without(text, spans) == kept


@pytest.mark.parametrize("some, groups, found", [
    pytest.param("d", {}, "d", id="nothing-like-it"),
    pytest.param("b", {}, "ab", id="like-an-earlier-one"),
    pytest.param("a", {}, "ab", id="like-a-later-one"),
    pytest.param("da", {}, "abd", id="two"),
    pytest.param("x", {}, "x", id="gone-without-a-group"),
    pytest.param("x", {"x": "d"}, "xd", id="gone-copy"),
    pytest.param("x", {"c": "x", "d": "x"}, "xcd", id="gone-first"),
    pytest.param("b", {"b": "c"}, "abc", id="copy-of-another-text-before"),
    pytest.param("", {"b": "a"}, "", id="none"),
])
def test_what_is_compared_anew(some: str, groups: dict[str, str], found: str) -> None:
    prints = [(name, fingerprint(text)) for name, text in {"a": ARTICLE, "b": ARTICLE + "\nTheo Thu Hà", "c": MAY, "d": JUNE}.items()]
    assert around(prints, some, groups, 100) == set(found)


def test_what_is_compared_anew_ends_somewhere() -> None:
    prints = [(str(number), fingerprint(ARTICLE)) for number in range(50)]
    assert len(around(prints, ["7"], {}, 20)) == 20


@pytest.mark.parametrize("packed", [b"", b"abc", fingerprint(ARTICLE)[4:], b"\0" + fingerprint(ARTICLE)[1:], fingerprint(ARTICLE) + b"a", fingerprint(ARTICLE)[:500]])
def test_what_is_no_fingerprint(packed: bytes) -> None:
    with pytest.raises(ValueError, match="x: no fingerprint"):
        compare([("x", packed)])


words = st.lists(st.sampled_from(ARTICLE.split()), max_size=60).map(" ".join)


@given(st.lists(words, max_size=12), st.data())
def test_groups_are_sound(texts: list[str], data: st.DataObject) -> None:
    texts += data.draw(st.lists(st.sampled_from(texts), max_size=5)) if texts else []
    documents = [(str(number), text) for number, text in enumerate(texts)]
    copies = find_copies(documents)
    assert copies == find_copies(iter(documents))
    for name, copy in copies.items():
        assert copy.first_id not in copies and int(copy.first_id) < int(name) and SAME <= copy.similarity <= 1
    firsts = {text: copies[name].first_id if name in copies else name for name, text in reversed(documents)}
    assert all(firsts[text] == (copies[name].first_id if name in copies else name) for name, text in documents)


@given(st.lists(words, min_size=1, max_size=12), st.data())
def test_comparing_what_is_around_a_change_is_comparing_all(texts: list[str], data: st.DataObject) -> None:
    """One text changed, came or went: what `around` names, compared by itself, makes the rest of the groups what they were."""
    before = dict(enumerate(texts + data.draw(st.lists(st.sampled_from(texts), max_size=5))))
    at = data.draw(st.integers(0, len(before)))
    after = {name: text for name, text in before.items() if name != at} | data.draw(st.sampled_from([{}, {at: texts[-1]}, {at: texts[-1] + " " + ARTICLE}]))
    prints = [(str(name), fingerprint(after[name])) for name in sorted(after)]
    old = {name: copy.first_id for name, copy in find_copies((str(name), before[name]) for name in sorted(before)).items()}
    some = around(prints, [str(at)], old, 100)
    now = {name: first for name, first in old.items() if name not in some} | {name: copy.first_id for name, copy in compare([one for one in prints if one[0] in some]).items()}
    assert now == {name: copy.first_id for name, copy in compare(prints).items()}
