"""Sections: what part of a document each sentence stands in."""
from __future__ import annotations

import pytest

from extractors import rulebook
from extractors.sections import mark_sections
from extractors.sentences import split

CASES: list[tuple[str, str, list[str]]] = [
    ("report", "BÁO CÁO\nI. KẾT QUẢ ĐẠT ĐƯỢC\nTỷ lệ đúng hạn đạt 99%.\nII. TỒN TẠI, HẠN CHẾ\nMột số xã thiếu máy tính.\nIII. NGUYÊN NHÂN\nKinh phí ít.\n"
     "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ\nMở thêm hai quầy.",
     ["other", "results", "results", "shortcomings", "shortcomings", "causes", "causes", "plan", "plan"]),
    ("sub-headings-keep", "Báo cáo quý\nII. Hạn chế\n1. Về thể chế\nVăn bản ban hành muộn.", ["other", "shortcomings", "shortcomings", "shortcomings"]),
    ("unnamed-heading-ends", "Báo cáo quý\nII. Hạn chế\nVăn bản ban hành muộn.\nIII. KHEN THƯỞNG\nBa tập thể được khen.",
     ["other", "shortcomings", "shortcomings", "other", "other"]),
    ("lead-in-running-text", "Huyện mở hội nghị.\n\nTuy nhiên, công tác này vẫn còn một số hạn chế. Một số xã chưa có máy quét. Kinh phí còn thiếu.\n\nHội nghị bế mạc.",
     ["other", "shortcomings", "shortcomings", "shortcomings", "other"]),
    ("lead-opens-list", "Huyện mở hội nghị.\n\nVẫn còn những tồn tại như sau:\n- Thiếu máy quét.\n- Thiếu người.\n\nHội nghị bế mạc.",
     ["other", "shortcomings", "shortcomings", "shortcomings", "other"]),
    ("plan-lead", "Huyện mở hội nghị.\n\nThời gian tới, huyện sẽ mở thêm quầy. Tiếp tục tuyên truyền. Năm ngoái có mưa.", ["other", "plan", "plan", "other"]),
    ("order", "Huyện mở hội nghị.\n\nChủ tịch UBND huyện yêu cầu các xã báo cáo ngay.", ["other", "plan"]),
    ("meets-requirement-is-no-order", "Huyện mở hội nghị.\n\nTrụ sở mới đáp ứng yêu cầu phục vụ người dân.", ["other", "other"]),
    ("plan-document", "KẾ HOẠCH\nCải cách hành chính năm 2026\nI. MỤC ĐÍCH\nNâng cao chất lượng.\nII. KINH PHÍ\nDo ngân sách bảo đảm.",
     ["other", "other", "plan", "plan", "plan", "plan"]),
    ("cause-lead", "Huyện mở hội nghị.\n\nNguyên nhân chủ yếu là do thiếu người.", ["other", "causes"]),
    ("title-is-no-section", "Khắc phục tồn tại, hạn chế\nHuyện mở hội nghị.", ["other", "other"]),
    ("overcome-is-no-lead", "Huyện mở hội nghị.\n\nCác đơn vị đã khắc phục những hạn chế của năm trước.", ["other", "other"]),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_section_of_each_sentence(text: str, expected: list[str]) -> None:
    assert [s.section for s in mark_sections(text, split(text))] == expected


def test_sentences_stay_what_they_were() -> None:
    text = CASES[0][1]
    assert [(s.start, s.end) for s in mark_sections(text, split(text))] == [(s.start, s.end) for s in split(text)]


@pytest.mark.parametrize("family", ["sections", "shortcomings"])
def test_rules_keep_their_examples(family: str) -> None:
    assert rulebook.problems(rulebook.load(family)) == []
