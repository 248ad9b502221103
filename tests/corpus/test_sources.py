"""Source files: what is accepted, and what every mistake in one is answered with."""
from __future__ import annotations

import re
import textwrap
from dataclasses import fields
from pathlib import Path

import pytest

import corpus.sources
from corpus.sources import Discovery, Source, SourceError, load_source, load_sources, tracking_params

GOOD = """
id = "mau"
name = "Báo Mẫu"
kind = "newspaper"
base_url = "https://mau.vn/"
hosts = ["mau.vn"]
delay_seconds = 2
verified = false
article_pattern = '-post\\d+\\.html$'

[[discovery]]
kind = "listing"
url = "https://mau.vn/cchc"
links = "h3 a"
next = "a.next"
"""


def write(folder: Path, text: str, name: str = "mau.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_least_file(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert (source.id, source.hosts, source.delay_seconds, source.province, source.allow_private) == ("mau", ("mau.vn",), 2.0, None, False)
    assert source.discovery == (Discovery("listing", "https://mau.vn/cchc", links="h3 a", next="a.next"),)
    assert (source.selectors.title, source.expect.documents) == ((), 1)


def test_full_file(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD.replace("[[disc", 'province = "Lạng Sơn"\nidentity_params = ["ItemID"]\n[[disc') + """
[[discovery]]
kind = "sitemap"
url = "https://mau.vn/sitemap.xml"
max_pages = 3
[selectors]
title = ["h1", "h2.title"]
[expect]
documents = 5
date = 0.5
"""))
    assert (source.province, source.identity_params, source.selectors.title) == ("Lạng Sơn", ("ItemID",), ("h1", "h2.title"))
    assert (source.expect.documents, source.expect.date, source.discovery[1].max_pages) == (5, 0.5, 3)


@pytest.mark.parametrize("old, new, key, part", [
    pytest.param('name = "Báo Mẫu"', 'nmae = "Báo Mẫu"', "nmae", "unknown key; known here: id, name", id="unknown-key"),
    pytest.param('links = "h3 a"', 'link = "h3 a"', r"discovery[1].link", "unknown key", id="unknown-key-inside"),
    pytest.param('name = "Báo Mẫu"', "", "name", "missing; add it", id="missing"),
    pytest.param('url = "https://mau.vn/cchc"', "", "discovery[1].url", "missing", id="missing-inside"),
    pytest.param('id = "mau"', 'id = "Báo Mẫu"', "id", "letters a-z", id="id-form"),
    pytest.param('id = "mau"', 'id = "khac"', "id", "call the file khac.toml", id="id-and-file-differ"),
    pytest.param('"newspaper"', '"blog"', "kind", "'blog' is not one of portal, newspaper, central", id="kind"),
    pytest.param("delay_seconds = 2", 'delay_seconds = "2"', "delay_seconds", "must be a number", id="delay-as-text"),
    pytest.param("delay_seconds = 2", "delay_seconds = true", "delay_seconds", "must be a number", id="delay-as-bool"),
    pytest.param("delay_seconds = 2", "delay_seconds = 0.1", "delay_seconds", "from 1 to 600 seconds", id="impolite"),
    pytest.param("delay_seconds = 2", "delay_seconds = nan", "delay_seconds", "from 1 to 600 seconds", id="delay-nan"),
    pytest.param("verified = false", 'verified = "no"', "verified", "must be true or false", id="bool"),
    pytest.param('["mau.vn"]', '"mau.vn"', "hosts", "in [brackets]", id="hosts-no-list"),
    pytest.param('["mau.vn"]', '["https://mau.vn"]', "hosts[1]", "no http://", id="host-with-scheme"),
    pytest.param('["mau.vn"]', '["Mau.vn"]', "hosts[1]", "lower case", id="host-case"),
    pytest.param('["mau.vn"]', "[]", "hosts", "empty", id="no-hosts"),
    pytest.param("verified = false", 'verified = false\ntls_unverified = "lỗi"', "tls_unverified", "gives no reason", id="tls-without-reason"),
    pytest.param('"https://mau.vn/"', '"mau.vn"', "base_url", "must be a whole address", id="base-url"),
    pytest.param('"https://mau.vn/cchc"', '"https://other.vn/"', "discovery[1].url", "'other.vn' is not in hosts", id="listing-elsewhere"),
    pytest.param(r"'-post\d+\.html$'", "'(post'", "article_pattern", "not a regular expression", id="regex"),
    pytest.param('"h3 a"', '"h3 >> a["', "discovery[1].links", "is no CSS selector", id="css"),
    pytest.param('links = "h3 a"', "", "discovery[1].links", "a listing needs", id="listing-without-links"),
    pytest.param('kind = "listing"', 'kind = "feed"', "discovery[1].links", "only a listing has it", id="feed-with-links"),
    pytest.param('next = "a.next"', 'next = "a.next"\npage_param = "p"', "discovery[1].page_param", "stands beside next", id="two-ways-of-paging"),
    pytest.param('next = "a.next"', 'page_url = "p2"', "discovery[1].page_url", "has no {page}", id="page-url-without-page"),
    pytest.param('"https://mau.vn/cchc"', '"https://mau.vn/{nam}"', "discovery[1].url", "{nam} is not known", id="archive-unknown-part"),
    pytest.param('"https://mau.vn/cchc"', '"https://mau.vn/{month}"', "discovery[1].url", "names no period", id="archive-without-year"),
    pytest.param('"https://mau.vn/cchc"', '"https://mau.vn/{year}/{day}"', "discovery[1].url", "names no period", id="archive-without-month"),
    pytest.param('next = "a.next"', 'date = "i"', "discovery[1].item", "`date` needs", id="date-without-item"),
    pytest.param('next = "a.next"', "max_pages = 0", "discovery[1].max_pages", "1 or more", id="max-pages"),
    pytest.param("verified = false", 'verified = false\nprovince = "Lạng Son"', "province", "Lạng Sơn", id="province-misspelt"),
    pytest.param("verified = false", 'verified = false\nprovince = "Atlantis"', "province", "is no province's name", id="province-unknown"),
    pytest.param('next = "a.next"', '[selectors]\nbody = ["div:nope("]', "selectors.body[1]", "is no CSS selector", id="selector-css"),
    pytest.param('next = "a.next"', '[selectors]\ndate = ["p:-soup-contains(Ngày)"]', "selectors.date[1]", "the parser of pages can't read it", id="selector-of-soupsieve-only"),
    pytest.param('next = "a.next"', "[expect]\ndate = 1.5", "expect.date", "a share from 0 to 1", id="share"),
    pytest.param('kind = "listing"', "kind = 'listing", "", "not valid TOML", id="toml"),
])
def test_mistakes(tmp_path: Path, old: str, new: str, key: str, part: str) -> None:
    assert old in GOOD
    with pytest.raises(SourceError) as caught:
        load_source(write(tmp_path, GOOD.replace(old, new)))
    message = str(caught.value)
    assert message.startswith(f"mau.toml: {key}:" if key else "mau.toml: ")
    assert part in message and "\n" not in message


def test_file_that_is_not_utf8_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "mau.toml").write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(SourceError, match=r"mau\.toml: not UTF-8"):
        load_source(tmp_path / "mau.toml")
    with pytest.raises(SourceError, match=r"none\.toml: can't be read"):
        load_source(tmp_path / "none.toml")


def test_folder(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace('id = "mau"', 'id = "a-truoc"'), "a-truoc.toml")
    write(tmp_path, "not a source", "notes.txt")
    assert list(load_sources(tmp_path)) == ["a-truoc", "mau"]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        load_sources(tmp_path / "none")


def test_id_used_twice(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "ban-sao.toml")
    with pytest.raises(SourceError, match=r"ban-sao\.toml: id: 'mau' differs from the file's name"):
        load_sources(tmp_path)


def test_sources_that_ship() -> None:
    sources = load_sources()
    assert len(sources) >= 8
    for source in sources.values():
        assert source.delay_seconds >= 2 and not source.allow_private, source.id
        assert all(part.isascii() for part in source.hosts), source.id


@pytest.mark.parametrize("name, tracking", [
    ("utm_source", True), ("UTM_Campaign", True), ("fbclid", True), ("zarsrc", True), ("PHPSESSID", True), ("ASPSESSIONIDCQAB", True),
    ("_101_INSTANCE_x_redirect", True), ("ItemID", False), ("newsid", False), ("id", False), ("sid", False), ("p", False), ("cat", False), ("utm", False),
])
def test_tracking_params(name: str, tracking: bool) -> None:
    assert bool(tracking_params().fullmatch(name)) is tracking


def test_example_of_the_explanation_loads(tmp_path: Path) -> None:
    """What corpus/sources/__init__.py shows as a source is one, and shows every key."""
    text = textwrap.dedent((corpus.sources.__doc__ or "").split("\n\n", 1)[1].rsplit("\n\n", 1)[0])
    source = load_source(write(tmp_path, text, "lang-son-portal.toml"))
    assert source.discovery[0].item == "div.news-item"
    left_out = {"allow_private", "tls_unverified"}
    assert {field.name for field in fields(Source)} - left_out <= set(re.findall(r"^\[*(\w+)", text, re.MULTILINE))
