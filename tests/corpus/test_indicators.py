"""The indicator file: complete, strict, and its phrases found in text."""
from __future__ import annotations

from pathlib import Path

import pytest

from corpus import indicators as subject
from corpus.indicators import IndicatorError, by_unit, find_cues, indicators

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "indicators.tsv"


def test_every_indicator_has_cues() -> None:
    assert [i.code for i in indicators().values() if not i.cues] == []


@pytest.mark.skipif(not GOLD.exists(), reason="the annotated texts are not here")
def test_the_codes_are_those_of_the_guidelines() -> None:
    assert list(indicators()) == [line.split("\t")[0] for line in GOLD.read_text(encoding="utf-8").splitlines()[1:]]


def test_which_way_is_better() -> None:
    assert (indicators()["PAR_INDEX"].better_is_higher, indicators()["DOSSIERS_OVERDUE"].better_is_higher,
            indicators()["DOSSIERS_RECEIVED"].better_is_higher) == (True, False, None)


@pytest.mark.parametrize(("text", "code", "phrase"), [
    ("Chỉ số cải cách hành chính (PAR INDEX) năm 2022", "PAR_INDEX", "PAR INDEX"),
    ("Xếp hạng CCHC của tỉnh", "PAR_INDEX", "Xếp hạng CCHC"),
    ("chỉ số CCHC các sở, ngành năm 2020", "PAR_INDEX_LOCAL", "chỉ số CCHC các sở"),
    ("Chỉ số hài lòng của người dân đạt", "SIPAS", "Chỉ số hài lòng của người dân"),
    ("mức độ hài lòng của người dân", "SATISFACTION", "mức độ hài lòng của người dân"),
    ("năng lực cạnh tranh cấp sở, ngành (DDCI)", "DDCI", "năng lực cạnh tranh cấp sở"),
    ("CHỈ SỐ CHUYỂN ĐỔI SỐ", "DTI", "CHỈ SỐ CHUYỂN ĐỔI SỐ"),
    ("giải quyết đúng hạn, trước hạn 98,2%", "DOSSIERS_ON_TIME", "đúng hạn, trước hạn"),
    ("còn 14 hồ sơ quá hạn", "DOSSIERS_OVERDUE", "quá hạn"),
    ("tỷ lệ số hoá hồ sơ đạt", "DIGITIZATION", "số hoá hồ sơ"),
    ("tỷ lệ số hóa hồ sơ đạt", "DIGITIZATION", "số hóa hồ sơ"),
    ("hoàn thành 17/20 nhiệm vụ được giao", "TASKS", "hoàn thành 17/20 nhiệm vụ"),
    ("qua dịch vụ bưu chính công ích", "POSTAL_SERVICE", "bưu chính công ích"),
    ("ban hành 12 văn bản chỉ đạo", "LEGAL_DOCS", "ban hành 12 văn bản"),
])
def test_cues_in_text(text: str, code: str, phrase: str) -> None:
    assert (code, phrase) in [(cue.code, text[cue.start:cue.end]) for cue in find_cues(text)]


@pytest.mark.parametrize("text", ["", "trời nắng nhiều nơi", "Sở Giáo dục và Đào tạo", "năng lực còn hạn chế", "ông Pá Pi", "dti", "hồ, sơ"])
def test_no_cues(text: str) -> None:
    assert find_cues(text) == ()


def test_a_phrase_inside_another_is_left_out() -> None:
    text = "chỉ số hài lòng về sự phục vụ hành chính"
    assert [cue.code for cue in find_cues(text)] == ["SIPAS"]


@pytest.mark.parametrize(("unit", "first"), [("hồ sơ", "DOSSIERS_RESOLVED"), ("TTHC", "PROCEDURES"), ("nhiệm vụ", "TASKS"), ("DVCTT", "ONLINE_SERVICES")])
def test_what_a_counted_noun_suggests(unit: str, first: str) -> None:
    assert by_unit(unit)[0] == first


def test_an_unknown_noun_suggests_nothing() -> None:
    assert by_unit("con trâu") == ()


ENTRY = 'version = 1\n[[indicator]]\ncode = "A"\nname_vi = "a"\nname_en = "a"\ndescription = "a"\nscale = "count"\nbetter = "none"\n'


@pytest.mark.parametrize(("text", "message"), [
    (ENTRY + 'colour = "red"\n', "unknown key 'colour'"),
    (ENTRY.replace('"count"', '"miles"'), "scale is 'miles'"),
    (ENTRY.replace('description = "a"\n', ""), "needs 'description'"),
    (ENTRY + ENTRY.removeprefix("version = 1\n"), "A stands twice"),
    (ENTRY + 'cues = [{ words = ["(a"], weight = 2 }]\n', r"\( without \)"),
    (ENTRY + 'cues = [{ words = ["a)"], weight = 2 }]\n', r"\) without \("),
    (ENTRY + 'cues = [{ words = ["{b}"], weight = 2 }]\n', r"unknown \{b\}"),
    (ENTRY + 'cues = [{ words = ["a"], weight = 20 }]\n', "weight 20"),
    (ENTRY + 'cues = [{ words = ["x"], weight = 2 }]\n' + ENTRY.removeprefix("version = 1\n").replace('"A"', '"B"')
     + 'cues = [{ words = ["(x|y)"], weight = 2 }]\n', "A and B both claim 'x'"),
    ("version = ", "one.toml"),
])
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "one.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(IndicatorError, match=message):
        subject.find_cues("x", path)
