"""Families: every one that ships holds its own examples, a source is completed by its family and wins over it, mistakes are named."""
from __future__ import annotations

from pathlib import Path

import pytest

from corpus.sources import Discovery, SourceError, load_families, load_source, load_sources

FAMILY = r"""
id = "mau-cms"
name = "Hệ thống mẫu"
article_pattern = '-n\d+\.html$'
identity_params = ["newsid"]
yes = ["/tin/xep-hang-n12.html"]
no = ["/tin/"]
[[discovery]]
kind = "feed"
url = "/rss/home.rss"
[[discovery]]
kind = "listing"
url = "/tin"
[listing]
item = "li"
links = "h3 a"
date = "i"
next = "a.next"
[selectors]
title = ["h1"]
body = [".body"]
[signs]
markup = ['mau-cms']
"""
SOURCE = r"""
id = "mau"
name = "Báo Mẫu"
family = "mau-cms"
kind = "newspaper"
base_url = "https://mau.vn/"
hosts = ["mau.vn"]
delay_seconds = 2
verified = false
"""


def write(folder: Path, source: str = SOURCE, family: str = FAMILY) -> Path:
    (folder / "families").mkdir()
    (folder / "families" / "mau-cms.toml").write_text(family, encoding="utf-8")
    (folder / "mau.toml").write_text(source, encoding="utf-8")
    return folder / "mau.toml"


def test_source_that_states_nothing_itself(tmp_path: Path) -> None:
    source = load_source(write(tmp_path))
    assert (source.family, source.article_pattern, source.identity_params) == ("mau-cms", r"-n\d+\.html$", ("newsid",))
    assert (source.selectors.title, source.selectors.body, source.selectors.date) == (("h1",), (".body",), ())
    assert source.discovery == (Discovery("feed", "https://mau.vn/rss/home.rss"),
                                Discovery("listing", "https://mau.vn/tin", links="h3 a", item="li", date="i", next="a.next"))


def test_what_the_source_states_wins(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, SOURCE + r"""
article_pattern = '/bai/\d+$'
identity_params = []
[selectors]
body = ["div.x"]
"""))
    assert (source.article_pattern, source.identity_params) == (r"/bai/\d+$", ())
    assert (source.selectors.title, source.selectors.body) == (("h1",), ("div.x",))


@pytest.mark.parametrize("own, expected", [
    pytest.param("", Discovery("listing", "https://mau.vn/cchc", links="h3 a", item="li", date="i", next="a.next"), id="nothing"),
    pytest.param('links = "h2 a"', Discovery("listing", "https://mau.vn/cchc", links="h2 a", next="a.next"), id="entry-keys-stand-together"),
    pytest.param('page_param = "p"\npage_start = 0', Discovery("listing", "https://mau.vn/cchc", links="h3 a", item="li", date="i", page_param="p", page_start=0),
                 id="paging-keys-stand-together"),
    pytest.param("max_pages = 2", Discovery("listing", "https://mau.vn/cchc", links="h3 a", item="li", date="i", next="a.next", max_pages=2), id="max-pages"),
])
def test_listing_of_its_own(tmp_path: Path, own: str, expected: Discovery) -> None:
    source = load_source(write(tmp_path, f'{SOURCE}[[discovery]]\nkind = "listing"\nurl = "https://mau.vn/cchc"\n{own}\n'))
    assert source.discovery == (expected,)


@pytest.mark.parametrize("old, new, message", [
    pytest.param('family = "mau-cms"', 'family = "khac"', "mau.toml: family: 'khac' is not known; known are ", id="unknown-family"),
    pytest.param('family = "mau-cms"', "family = 3", "mau.toml: family: must be a text", id="family-no-text"),
    pytest.param("verified = false", "verified = false\nselectors = 3", "mau.toml: selectors: must be a table", id="selectors-no-table"),
    pytest.param("verified = false", "verified = false\ndiscovery = ['x']", "mau.toml: discovery[1]: must be a table", id="discovery-no-table"),
    pytest.param("verified = false", "verified = false\nyes = ['https://mau.vn/lien-he.html']", "mau.toml: yes[1]: article_pattern does not take", id="yes"),
    pytest.param("verified = false", "verified = false\nno = ['https://mau.vn/a-n1.html']", "mau.toml: no[1]: article_pattern takes", id="no"),
    pytest.param("verified = false", "verified = false\nyes = ['/a-n1.html']", "mau.toml: yes[1]: '/a-n1.html' is not on one of the hosts", id="yes-in-part"),
    pytest.param("verified = false", "verified = false\narticle_pattern = '/'\n", "discovery[2].url: 'https://mau.vn/tin' is itself an article", id="listing-is-article"),
    pytest.param('yes = ["/tin/xep-hang-n12.html"]', 'yes = ["/tin/xep-hang.html"]', "families/mau-cms.toml: yes[1]: article_pattern does not take", id="family-yes"),
    pytest.param('no = ["/tin/"]', "no = []", "families/mau-cms.toml: no: empty; give at least one", id="family-no"),
    pytest.param('no = ["/tin/"]', "no = ['https://mau.vn/']", "families/mau-cms.toml: no[1]: 'https://mau.vn/' must begin with /", id="family-whole-address"),
    pytest.param('url = "/tin"', 'url = "tin"', "families/mau-cms.toml: discovery[2].url: 'tin' must begin with /", id="family-listing"),
    pytest.param("markup = ['mau-cms']", "markup = ['(']", "families/mau-cms.toml: signs.markup[1]: not a regular expression", id="family-sign"),
    pytest.param('body = [".body"]', 'body = ["<p>"]', "families/mau-cms.toml: selectors.body[1]: '<p>' is no CSS", id="family-css"),
    pytest.param('next = "a.next"', 'next = "a.next"\npage_param = "p"', "page_param: stands beside next", id="family-paging"),
    pytest.param('id = "mau-cms"', 'id = "khac"', "families/mau-cms.toml: id: 'khac' differs", id="family-name"),
    pytest.param('name = "Hệ thống mẫu"', 'nmae = "x"', "families/mau-cms.toml: nmae: unknown key", id="family-key"),
])
def test_mistakes(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert (old in SOURCE) != (old in FAMILY)
    path = write(tmp_path, SOURCE.replace(old, new), FAMILY.replace(old, new))
    with pytest.raises(SourceError) as caught:
        load_source(path)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_own_family_stands_before_the_one_that_ships(tmp_path: Path) -> None:
    shipped = load_families()["epi"]
    (tmp_path / "families").mkdir()
    (tmp_path / "families" / "epi.toml").write_text(FAMILY.replace("mau-cms", "epi"), encoding="utf-8")
    (tmp_path / "mau.toml").write_text(SOURCE.replace("mau-cms", "epi"), encoding="utf-8")
    assert shipped.article_pattern != r"-n\d+\.html$" == load_sources(tmp_path)["mau"].article_pattern
