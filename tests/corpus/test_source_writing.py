"""A source written as TOML reads back as the same source, and says nothing that its family or a default says already."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.sources import Discovery, Selectors, Source, load_families, load_source, load_sources
from corpus.sources.writing import to_toml

FAMILIES = load_families()
LEAST = Source(id="mau", name="Báo Mẫu", kind="newspaper", base_url="https://mau.vn/", hosts=("mau.vn",), delay_seconds=2.0, verified=False,
               article_pattern=r"-post\d+\.html$", discovery=(Discovery("feed", "https://mau.vn/rss"),))


def again(source: Source, folder: Path) -> tuple[Source, str]:
    text = to_toml(source, FAMILIES)
    path = folder / f"{source.id}.toml"
    path.write_text(text, encoding="utf-8")
    return load_source(path, FAMILIES), text


@pytest.mark.parametrize("source_id", ["bac-giang", "bao-lao-cai", "bao-nghe-an", "binh-duong", "gia-lai", "ha-tinh", "hue", "phu-yen", "tien-giang", "vinh-long"])
def test_sources_that_ship(tmp_path: Path, source_id: str) -> None:
    source = load_sources()[source_id]
    read, text = again(source, tmp_path)
    assert replace(read, notes="") == replace(source, notes="") and read.notes.split() == source.notes.split()
    for line in ("[selectors]", "identity_params"):
        assert (line in text) is (line in (Path(load_sources.__code__.co_filename).parent / f"{source_id}.toml").read_text(encoding="utf-8"))


def test_what_the_family_says_is_left_out(tmp_path: Path) -> None:
    family = FAMILIES["epi"]
    source = replace(LEAST, family="epi", article_pattern=family.article_pattern, selectors=family.selectors,
                     discovery=(Discovery("feed", "https://mau.vn/rss/home.rss"), Discovery("listing", "https://mau.vn/", links="a[href*='-post']", max_pages=1)))
    read, text = again(source, tmp_path)
    assert read == source and text.count("\n") == 8 and "discovery" not in text


def test_what_the_family_says_and_the_source_does_not_is_said(tmp_path: Path) -> None:
    source = replace(LEAST, family="epi", selectors=replace(FAMILIES["epi"].selectors, title=(), body=("div.x",)))
    read, text = again(source, tmp_path)
    assert read == source and "title = []" in text and 'body = ["div.x"]' in text and "date" not in text


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)


@given(name=words, notes=st.text(st.sampled_from("aB1 .'\"\\ă\n#[]="), max_size=400), pattern=st.sampled_from([r"'\d+'", r"a\.b$", "it's", '"x"', "[?&]id=\\d+"]),
       css=st.sampled_from(["a[href*='x']", 'a[title="y"]', "div > p", "a:-soup-contains('Xem thêm')"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives(tmp_path: Path, name: str, notes: str, pattern: str, css: str) -> None:
    source = replace(LEAST, name=name, notes=notes, article_pattern=pattern, discovery=(Discovery("listing", "https://mau.vn/l", links=css),),
                     selectors=Selectors(body=("div[class='a b']",)))
    read, _ = again(source, tmp_path)
    assert replace(read, notes="") == replace(source, notes="") and read.notes.split() == source.notes.split()
