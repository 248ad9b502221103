"""The spaCy face: tokens, span groups with their facts, storing, displaCy."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors import extract
from extractors.components import COMPONENTS, blank

TEXT = (
    "Sáng 05/4/2023, đồng chí Lò Văn Bình, Phó Chủ tịch UBND tỉnh Sơn La chủ trì hội nghị.\n"
    "Năm 2022, tỉnh Sơn La xếp hạng 29/63 tỉnh, thành phố về Chỉ số cải cách hành chính (PAR INDEX); tỷ lệ hồ sơ đúng hạn đạt 98,4%.\n"
    "Tuy nhiên, việc số hóa hồ sơ tại huyện Mường La còn chậm.\n")


@pytest.fixture(scope="module")
def nlp() -> Iterator[Language]:
    yield blank()


@pytest.mark.parametrize(("text", "tokens"), [
    ("xếp hạng 51/63, tăng", ["xếp", "hạng", "51/63", ",", "tăng"]),
    ("đạt 97,7%.", ["đạt", "97,7", "%", "."]),
    ("1.932 TTHC (mức 4)", ["1.932", "TTHC", "(", "mức", "4", ")"]),
    ("Nghị định 43/2011/NĐ-CP;", ["Nghị", "định", "43/2011/NĐ-CP", ";"]),
    ("giai đoạn 2021-2025", ["giai", "đoạn", "2021-2025"]),
    ("Sở NN&PTNT", ["Sở", "NN&PTNT"]),
    ("“Một cửa”", ["“", "Một", "cửa", "”"]),
])
def test_tokens(nlp: Language, text: str, tokens: list[str]) -> None:
    assert [token.text for token in nlp.make_doc(text)] == tokens


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="aĐặ 1,./%-()\n“”&", max_size=30))
def test_tokens_lose_nothing(nlp: Language, text: str) -> None:
    assert nlp.make_doc(text).text == text


def test_the_groups_hold_what_extract_finds(nlp: Language) -> None:
    doc, facts = nlp(TEXT), extract(TEXT)
    assert [span._.fact for span in doc.spans["metrics"]] == list(facts.metrics)
    assert [span._.fact for span in doc.spans["shortcomings"]] == list(facts.shortcomings)
    assert {span._.fact.name for span in doc.spans["officials"]} == {official.name for official in facts.officials}
    assert (29.0, 63.0) in [(m.value, m.total) for m in facts.metrics]


def test_spans_cover_their_facts(nlp: Language) -> None:
    doc = nlp(TEXT)
    for group in ("places", "organisations", "metrics", "shortcomings", "sentences"):
        for span in doc.spans[group]:
            fact = span._.fact
            assert span.start_char <= fact.start < fact.end <= span.end_char
            assert TEXT[fact.start:fact.end] in span.text


def test_places_and_organisations(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["places"]] == [
        ("tỉnh Sơn La", "province"), ("tỉnh Sơn La", "province"), ("huyện Mường La", "district")]
    assert [span.text for span in doc.spans["organisations"]] == ["UBND tỉnh Sơn La"]


def test_sentences_are_those_of_the_extractor(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [sent.text.strip() for sent in doc.sents] == [span.text for span in doc.spans["sentences"]]
    assert len(list(doc.sents)) == 3


def test_what_the_document_says_of_itself_counts(nlp: Language) -> None:
    doc = nlp.make_doc("Huyện An Lão tổ chức hội nghị.")
    doc._.province = "Hải Phòng"
    assert nlp(doc).spans["places"][0]._.fact.province == "Hải Phòng"


def test_a_doc_can_be_stored(nlp: Language) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [span._.fact for span in again.spans["metrics"]] == [span._.fact for span in doc.spans["metrics"]]


def test_displacy_draws_the_facts(nlp: Language) -> None:
    page = displacy.render(nlp(TEXT), style="span", options={"spans_key": "metrics"}, jupyter=False)
    assert "29/63" in page and "ranking" in page


def test_a_pipeline_of_some_components() -> None:
    doc = blank(["cchc_metrics"])(TEXT)
    assert set(doc.spans) == {"metrics"}


def test_other_spans_carry_no_fact(nlp: Language) -> None:
    assert nlp(TEXT)[0:2]._.fact is None


@pytest.mark.parametrize("text", ["", "\n", "  "])
def test_empty_texts(nlp: Language, text: str) -> None:
    assert all(len(group) == 0 for group in nlp(text).spans.values())


def test_the_names_of_the_components(nlp: Language) -> None:
    assert nlp.pipe_names == list(COMPONENTS)
