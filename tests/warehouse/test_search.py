"""Searching: what is found, in which order, with which words marked; and an index that follows its edition."""
from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from extractors.facts import Facts, Metric, Official, Period, Role, Shortcoming, Span
from pipeline.document import Document, normalise
from warehouse import excerpts, indexing, search, wording
from warehouse.query import QueryError
from warehouse.search import Filters, Hit, Result, parse

Place = Any       # conftest.Place

TEXTS = {
    "so-hoa": ("Sơn La", date(2022, 4, 1), "Số hóa hồ sơ ở Sơn La", "Số hóa hồ sơ ở Sơn La\nNăm 2021, tỷ lệ số hóa hồ sơ của tỉnh đạt 31,2%. Việc số hoá kết quả còn chậm.\nÔng Lò Văn Tiến, Giám đốc Sở Nội vụ, cho biết thêm."),
    "ho-so": ("Sơn La", date(2023, 4, 1), "Hồ sơ quá hạn", "Hồ sơ quá hạn\nToàn tỉnh có nhiều hồ sơ quá hạn. Văn hóa công sở, chỉ số hài lòng và hồ sơ sức khỏe được nhắc tới."),
    "khong-dau": ("Lai Châu", date(2023, 6, 1), "Bao cao", "Bao cao\nViec so hoa ho so o xa con cham, nhieu noi chua lam."),
    "so-huu": ("Lai Châu", date(2023, 7, 1), "Sở hữu", "Sở hữu hoa hồng\nQuyền sở hữu giống hoa hồng được cấp trong năm 2023 cho 12 hộ."),
    "dat-dai": ("Đắk Lắk", None, None, "ĐẤT ĐAI Ở ĐẮK LẮK\nĐồng bộ dữ liệu đất đai, 1.932 thửa; không có gì về việc khác."),
}


def facts(name: str, text: str) -> Facts:
    def span(quote: str) -> tuple[int, int]:
        return text.index(quote), text.index(quote) + len(quote)

    if name == "so-hoa":
        start, end = span("31,2%")
        return Facts((Metric("percentage", 31.2, start, end, "%", indicator="DIGITIZATION", subject="tỉnh Sơn La", period=Period(date(2021, 1, 1), date(2021, 12, 31)),
                             rule="r@1", trigger="tỷ lệ", confidence=0.9),),
                     (Official("Lò Văn Tiến", (Role("Giám đốc Sở Nội vụ", *span("Giám đốc Sở Nội vụ"), "Giám đốc", "Sở Nội vụ"),), (Span(*span("Lò Văn Tiến")),), (), "o@1", 0.9),),
                     (Shortcoming(*span("Việc số hoá kết quả còn chậm"), "digital", "s@1", "chậm", None, 0.8),))
    if name == "ho-so":
        return Facts((), (), (Shortcoming(*span("Toàn tỉnh có nhiều hồ sơ quá hạn"), "procedures", "s@1", "quá hạn", None, 0.8),))
    return Facts((), (), ())


Fill = Callable[..., Path]


@pytest.fixture(scope="module")
def fill(place_in: Callable[[Path], Place], make: Callable[..., Document]) -> Fill:
    """Publish TEXTS in a folder, some of them changed, on a later day than before; gives the warehouse file."""
    def publish(root: Path, fetched: int = 3, **changed: str) -> Path:
        root.mkdir(exist_ok=True)
        place, pairs = place_in(root), []
        for name, (province, day, title, text) in TEXTS.items():
            said = normalise(changed.get(name.replace("-", "_"), text))
            document = make(said, name, published=day, province=province, fetched=fetched)
            pairs.append((replace(document, title=title), facts(name, said) if said == text else Facts((), (), ())))
        place.add(*pairs)
        place.publish()
        return place.target     # type: ignore[no-any-return]

    return publish


@pytest.fixture(scope="module")
def site(fill: Fill, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("search"))


def names(result: Result, kind: str = "document") -> list[str]:
    return [(hit.url or "").rpartition("/")[2] for hit in result.hits if hit.kind == kind]


def marked(hit: Hit) -> str:
    shown = hit.excerpt
    for start, end in reversed(hit.marks):
        shown = f"{shown[:start]}«{shown[start:end]}»{shown[end:]}"
    return shown


@pytest.mark.parametrize(("query", "documents"), [
    pytest.param("số hóa hồ sơ chậm", ["so-hoa", "ho-so", "khong-dau", "so-huu"], id="as written first, without accents after"),
    pytest.param("so hoa ho so", ["so-hoa", "khong-dau", "ho-so", "so-huu"], id="without accents all spellings, neighbours first"),
    pytest.param("SỐ HÓA", ["so-hoa", "ho-so", "khong-dau", "so-huu"], id="capitals; both words, then other accents"),
    pytest.param("số hoá", ["so-hoa", "ho-so", "khong-dau", "so-huu"], id="the other place of the tone mark"),
    pytest.param("dat dai", ["dat-dai"], id="đ without its bar"), pytest.param("đất đai", ["dat-dai"], id="đ"),
    pytest.param("Đất Đai đắk lắk", ["dat-dai"], id="capitals with accents"),
    pytest.param('"số hóa hồ sơ"', ["so-hoa", "khong-dau"], id="a phrase"), pytest.param('"hồ sơ số hóa"', [], id="a phrase in no text"),
    pytest.param("“hồ sơ” quá hạn", ["ho-so", "so-hoa"], id="curly quotation marks"), pytest.param("1.932", ["dat-dai"], id="a figure"),
    pytest.param("toàn tỉnh có xyzzy", ["ho-so"], id="three of four words are enough"), pytest.param("toàn tỉnh xyzzy", [], id="two of three are not"),
    pytest.param('"ở Sơn La"', ["so-hoa"], id="a phrase at a line's end"), pytest.param('"Sơn La Năm"', [], id="no phrase over a line's end"),
    pytest.param("xyzzy", [], id="a word that stands nowhere"), pytest.param("xyzzy hồ sơ quá hạn", ["ho-so"], id="one of five stands nowhere"),
])
def test_documents_are_found_in_order(site: Path, query: str, documents: list[str]) -> None:
    result = search.search(site, query, kinds=["document"])
    assert names(result) == documents
    assert result.found == {"document": len(documents)}


@pytest.mark.parametrize(("query", "kind", "label", "shown"), [
    pytest.param("số hóa hồ sơ", "metric", "DIGITIZATION 31,2%", "«Số hóa hồ sơ» ở Sơn La Năm 2021, tỷ lệ «số hóa hồ sơ» của tỉnh đạt 31,2%.", id="a figure's sentence, line ends as blanks"),
    pytest.param("so hoa ket qua", "shortcoming", "digital", "Việc «số hoá kết quả» còn chậm…", id="a clause"),
    pytest.param("lo van tien", "official", "Lò Văn Tiến, Giám đốc Sở Nội vụ", "Ông «Lò Văn Tiến», Giám đốc Sở Nội vụ, cho biết thêm.", id="a name"),
    pytest.param("giám đốc sở nội vụ", "official", "Lò Văn Tiến, Giám đốc Sở Nội vụ", "Ông Lò Văn Tiến, «Giám đốc Sở Nội vụ», cho biết thêm.", id="an office"),
    pytest.param("việc số hóa chậm", "document", "", "«Việc số hoá» kết quả còn «chậm».", id="the best sentence of a document"),
])
def test_what_is_shown(site: Path, query: str, kind: Any, label: str, shown: str) -> None:
    hit = search.search(site, query, kinds=[kind]).hits[0]
    assert (hit.label, marked(hit), hit.rank) == (label, shown, 1)


@pytest.mark.parametrize(("filters", "found"), [
    pytest.param(Filters(province="Sơn La"), {"document": 2, "metric": 1, "official": 0, "shortcoming": 1}, id="province"),
    pytest.param(Filters(year=2023), {"document": 3, "metric": 0, "official": 0, "shortcoming": 1}, id="year of publication"),
    pytest.param(Filters(year=2021), {"document": 0, "metric": 1, "official": 0, "shortcoming": 0}, id="year of the figure"),
    pytest.param(Filters(province="Sơn La", year=2023), {"document": 1, "metric": 0, "official": 0, "shortcoming": 1}, id="both"),
    pytest.param(Filters(area="procedures"), {"shortcoming": 1}, id="area: shortcomings only"),
    pytest.param(Filters(province="Hà Nội"), {"document": 0, "metric": 0, "official": 0, "shortcoming": 0}, id="nothing there"),
])
def test_filters(site: Path, filters: Filters, found: dict[str, int]) -> None:
    assert search.search(site, "ho so", filters=filters).found == found


def test_other_accents_are_said_to_be_so_and_a_limit_counts_each_kind(site: Path) -> None:
    result = search.search(site, "số hóa", kinds=["document"])
    assert [hit.exact for hit in result.hits] == [True, True, False, False]
    result = search.search(site, "ho so", limit=1)
    assert [hit.kind for hit in result.hits] == ["document", "metric", "shortcoming"]
    assert result.found["document"] == 4
    assert search.search(site, "xyzzy hồ").unknown == ("xyzzy",)


@pytest.mark.parametrize(("query", "says"), [
    pytest.param("", "say what to look for", id="nothing"), pytest.param('"…" ?!', "say what to look for", id="no words"),
    pytest.param("một " * 33, "33 words are too many", id="too many"),
])
def test_queries_that_say_nothing(site: Path, query: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        search.search(site, query)


def test_kinds_and_editions_that_cannot_be_searched(site: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="only shortcomings have an area"):
        search.search(site, "x", kinds=["metric"], filters=Filters(area="digital"))
    with pytest.raises(QueryError, match="unknown kind"):
        search.search(site, "x", kinds=["văn bản"])      # type: ignore[list-item]
    with pytest.raises(QueryError, match="no edition 2 to show"):
        search.search(site, "x", as_of=2)
    duckdb.connect((tmp_path / "old.duckdb").as_posix()).close()
    (tmp_path / "copied.duckdb").write_bytes(site.read_bytes())
    for name, says in (("old", "publish it again"), ("copied", r"edition 1 has no index at .*copied\.search/.* copy the folder copied.search to where")):
        with pytest.raises(QueryError, match=says):
            search.search(tmp_path / f"{name}.duckdb", "x")
    shutil.copytree(site.with_suffix(".search"), tmp_path / "copied.search")
    assert search.search(tmp_path / "copied.duckdb", "hồ sơ") == search.search(site, "hồ sơ")
    index = next((tmp_path / "copied.search").iterdir())
    (index / "metric" / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises(QueryError, match=r"copied\.search: the index in .* can't be read .*; remove the whole folder copied\.search and make it again with `cchc publish`"):
        search.search(tmp_path / "copied.duckdb", "x")
    (index / indexing.MADE).write_text('{"layout": 0}', encoding="utf-8")
    with pytest.raises(QueryError, match="publish it again"):
        search.search(tmp_path / "copied.duckdb", "x")


@pytest.mark.parametrize(("query", "words", "phrases"), [
    ('Số "hoá đơn" x', ("số", "hóa", "đơn", "x"), ((1, 2),)), ('"a b" «c d»', ("a", "b", "c", "d"), ((0, 1), (2, 3))), ('a "b', ("a", "b"), ()), ('a "" b', ("a", "b"), ()),
    ("hạng 51/63", ("hạng", "51", "63"), ((1, 2),)), ("đạt 99,3% và 1.932", ("đạt", "99", "3", "và", "1", "932"), ((1, 2), (4, 5))), ('"99,3%"', ("99", "3"), ((0, 1),)),
    ("2024 số 5,", ("2024", "số", "5"), ()), ("43/2011/NĐ-CP", ("43", "2011", "nđ", "cp"), ((0, 1),)), (unicodedata.normalize("NFD", "Hoà"), ("hòa",), ()),
])
def test_queries_are_read(query: str, words: tuple[str, ...], phrases: tuple[tuple[int, ...], ...]) -> None:
    assert (parse(query).words, parse(query).phrases) == (words, phrases)


# ---------------------------------------------------------------- words and excerpts
@given(st.text(st.one_of(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn"]), st.sampled_from("oOuUàÀèỳỲđĐðÐİßΣ\ufad3𝐂\n ")), max_size=60))
@settings(max_examples=200, deadline=None)
def test_whole_texts_are_spelled_and_folded_as_word_by_word(text: str) -> None:
    spelled, folded = wording.spaced(text)
    assert len(spelled) == len(folded) == len(text)
    words = [(word.start(), word[0]) for word in wording.WORD.finditer(text)]
    for form, key in ((spelled, wording.spelling), (folded, wording.folded)):
        said = [(word.start(), word[0]) for word in re.finditer(r"[^\s¶]+", form)]
        assert said == [(start, key(word)) for start, word in words]
        assert [at for at, char in enumerate(form) if char == wording.LINE] == [at for at, char in enumerate(text) if char == "\n"]


def test_texts_of_the_sample_are_spelled_and_folded_as_word_by_word() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((Path(corpus.__file__).parent / "sample" / "gold" / "documents").glob("*.txt")))
    spelled, folded = (form.replace(wording.LINE, " ").split() for form in wording.spaced(text))
    words = wording.WORD.findall(text)
    assert (spelled, folded) == (list(map(wording.spelling, words)), list(map(wording.folded, words)))
    assert len(words) > 10_000


@pytest.mark.parametrize(("word", "spelled", "bare"), [("HOÀ", "hòa", "hoa"), ("Đồng", "đồng", "dong"), ("Uỷ", "ủy", "uy"), ("51", "51", "51"), ("Kđăm", "kđăm", "kdam"), ("ÐẤT", "đất", "dat")])
def test_spelling_and_folding(word: str, spelled: str, bare: str) -> None:
    assert (wording.spelling(word), wording.folded(word)) == (spelled, bare)


@given(st.lists(st.sampled_from(["hồ", "sơ", "số", "hóa", "của", "tỉnh", ".", "\n", "…", "x" * 90]), max_size=120).map(" ".join),
       st.lists(st.sampled_from(["hồ", "sơ", "số", "hóa", "xa"]), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_excerpts_keep_to_the_text(text: str, words: list[str]) -> None:
    shown = excerpts.cut(text, words, [], 0, len(text), exact=True, whole=False)
    plain = shown.text.removeprefix("…").removesuffix("…")
    assert re.sub(r"\s+", " ", text[shown.start:shown.end]).removeprefix("…").removesuffix("…") == plain
    assert all(set(shown.text[start:end].split()) <= set(words) for start, end in shown.marks)
    assert bool(shown.marks) == bool(set(words) & set(text.split()))
    assert len(shown.text) <= excerpts.LONGEST + 2 + 90
    assert unicodedata.is_normalized("NFC", shown.text)


def test_nothing_is_searched_that_is_no_longer_stated(filled: Place, make: Callable[..., Any], found: Callable[..., Facts]) -> None:
    assert search.search(filled.target, "số hóa kết quả ở cấp xã").found["shortcoming"] == 1
    filled.add((make("Bài viết đã được sửa hẳn.", fetched=5), Facts((), (), ())))
    filled.publish()
    assert search.search(filled.target, "số hóa kết quả ở cấp xã").found == {"document": 0, "metric": 0, "official": 0, "shortcoming": 0}
