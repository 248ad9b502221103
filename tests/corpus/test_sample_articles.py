"""The sample's articles as data: complete, varied, readable, and no sentence told twice."""
from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from corpus import places
from corpus.sample.content import PORTALS, Article, articles, read_article

ENTRIES = [a for portal in PORTALS for a in articles(portal)]
READABLE = [a for a in ENTRIES if a.kind == "article"]


def test_the_sample_is_broad() -> None:
    assert len(READABLE) >= 36
    assert len({a.province for a in READABLE if a.province}) >= 10
    assert {a.date.year for a in READABLE} == set(range(2016, 2027))
    assert Counter(a.kind for a in ENTRIES)["spam"] >= 1
    assert {a.kind for a in ENTRIES} == {"article", "spam", "challenge", "gone"}


def test_most_articles_have_a_real_length() -> None:
    long_enough = [a for a in READABLE if len(a.text) >= 1500]
    assert len(long_enough) / len(READABLE) > 0.8
    assert max(len(a.text) for a in READABLE) > 4000


@pytest.mark.parametrize("kind", ["heading", "list_item", "caption", "table", "right"])
def test_every_kind_of_block_occurs(kind: str) -> None:
    assert any(block.kind == kind for a in READABLE for block in a.blocks)


def test_some_articles_are_not_about_administration() -> None:
    assert {a.section for a in READABLE} >= {"Thời tiết", "Thể thao", "Thị trường", "Doanh nghiệp"}


def test_spellings_that_trip_readers_occur() -> None:
    everything = "\n".join(a.text for a in READABLE)
    for word in ("Uỷ ban", "Ủy ban", "hoá", "hóa", "Hoà", "Hòa", "H'", "Niê Kđăm", "NGÔ XUÂN QUỲNH"):
        assert word in everything, word


def test_names_and_addresses_are_unique() -> None:
    for portal in PORTALS:
        entries = articles(portal)
        assert len({a.id for a in entries}) == len({a.slug for a in entries}) == len(entries)
    assert len({a.name for a in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("article", READABLE, ids=lambda a: a.name)
def test_province_is_one_of_the_gazetteer(article: Article) -> None:
    assert article.province is None or article.province in {p.name for p in places.provinces().values()}


@pytest.mark.parametrize("article", ENTRIES, ids=lambda a: a.name)
def test_text_is_composed_and_tidy(article: Article) -> None:
    assert unicodedata.is_normalized("NFC", article.text)
    assert not re.search(r"  |[\u00a0\u200b]| \n|\n\n\n", article.text)


# An article and what another portal took over from it, so that there is a copy to be found (v_copies).
COPIES = [["tong-ket-2022", "lai-chau-2022"]]


def test_no_sentence_stands_twice() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for article in ENTRIES:
        for sentence in re.split(r"(?<=[.!?;:])\s+|\n+|\t", article.text):
            if len(sentence.strip()) > 24:   # shorter pieces are table cells, headings and job titles
                where[sentence.strip()].append(article.name)
    assert {s: names for s, names in where.items() if len(names) > 1 and names not in COPIES} == {}


@pytest.mark.parametrize(("first", "copy"), COPIES)
def test_a_copy_names_where_it_is_from_and_brings_nothing_new(first: str, copy: str) -> None:
    by_name = {a.name: a for a in ENTRIES}
    assert by_name[copy].portal != by_name[first].portal and by_name[copy].date > by_name[first].date
    opening, *paragraphs = by_name[copy].blocks
    assert opening.text.startswith("Theo ")
    assert {block.text for block in paragraphs} <= {block.text for block in by_name[first].blocks}


def test_a_revised_article_differs_and_keeps_its_identity() -> None:
    pairs = [(a, b) for portal in PORTALS for a, b in zip(articles(portal), articles(portal, revised=True), strict=True) if b.revised]
    assert pairs
    for before, after in pairs:
        assert (before.id, before.slug, before.date) == (after.id, after.slug, after.date)
        assert before.text != after.text and after.modified > before.modified


@pytest.mark.parametrize(("content", "message"), [
    pytest.param("Chỉ có chữ", "needs a TOML head", id="no head"),
    pytest.param('+++\nid = 1\nslug = "a"\ntitle = "T"\n+++\nX', "needs 'date'", id="no date"),
    pytest.param('+++\nid = 1\nslug = "a"\ntitle = "T"\ndate = 2020-01-01T08:00:00\n+++\nX', "needs its offset", id="date without offset"),
    pytest.param('+++\nid = 1\nslug = "a"\ntitel = "T"\ndate = 2020-01-01T08:00:00+07:00\n+++\nX', "unknown key 'titel'", id="misspelt key"),
])
def test_a_faulty_article_file_says_what_to_do(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bai.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message) as caught:
        read_article(path)
    assert "bai.txt" in str(caught.value)
