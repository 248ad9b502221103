"""Which addresses name the same article, and which links are articles."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sources import Discovery, Source
from pipeline.crawl.address import absolute, canonical, is_article, netloc, with_param


def source(*params: str, base: str = "https://langson.gov.vn/", pattern: str = ".") -> Source:
    return Source(id="lang-son", name="Lạng Sơn", kind="portal", base_url=base, hosts=("langson.gov.vn", "www.langson.gov.vn", "tin.langson.gov.vn"),
                  delay_seconds=2, verified=False, article_pattern=pattern, discovery=(Discovery("feed", base),), identity_params=params)


HOME = "https://langson.gov.vn"
SAME = [
    pytest.param((), "/tin/bai-1.html", "/tin/bai-1.html#binh-luan", id="fragment"),
    pytest.param((), "/tin/bai-1", "/tin/bai-1/", id="trailing-slash"),
    pytest.param((), "/tin/bai-1.html", "/tin/bai-1.html?utm_source=zalo&utm_medium=social", id="utm"),
    pytest.param((), "/tin/bai-1.html", "/tin/bai-1.html?zarsrc=30&gidzl=abc", id="zalo"),
    pytest.param((), "/tin/bai-1.html", "/tin/bai-1.html?fbclid=IwAR0x", id="facebook"),
    pytest.param((), "/tin.jsp", "/tin.jsp;jsessionid=0A1B2C.node1", id="java-session"),
    pytest.param((), "/tin/bai.aspx", "/(S(2f0mxi45q1))/tin/bai.aspx", id="asp-session"),
    pytest.param((), "/tin.php?id=7", "/tin.php?PHPSESSID=99aa&id=7", id="php-session"),
    pytest.param((), "/t?a=1&b=2", "/t?b=2&a=1", id="order"),
    pytest.param((), "/-/bai-1", "/-/bai-1?redirect=%2Ftrang-chu&inheritRedirect=true", id="liferay-redirect"),
    pytest.param((), "/-/bai-1", "/-/bai-1?_101_INSTANCE_St1_redirect=%2Fx", id="liferay-portlet-redirect"),
    pytest.param((), "/tin//bai-1", "/tin/bai-1", id="double-slash"),
    pytest.param((), "/c%E1%BA%A3i", "/c%e1%ba%a3i", id="escape-case"),
    pytest.param((), "/%7Euser/a", "/~user/a", id="needless-escape"),
    pytest.param(("ItemID",), "/tin.aspx?ItemID=12", "/tin.aspx?ItemID=12&CatID=17&l=tin-tuc", id="only-identity-params"),
    pytest.param(("ItemID",), "/tin.aspx?ItemID=12", "/tin.aspx?itemid=12", id="param-case"),
    pytest.param(("newsid", "cat"), "/tin?newsid=5&cat=2", "/tin?cat=2&newsid=5&page=3", id="two-identity-params"),
]
DIFFERENT = [
    pytest.param(("ItemID",), "/tin.aspx?ItemID=12", "/tin.aspx?ItemID=13", id="ItemID"),
    pytest.param((), "/tin.aspx?ItemID=12", "/tin.aspx?ItemID=13", id="ItemID-not-configured"),
    pytest.param((), "/web/guest?newsid=123", "/web/guest?newsid=124", id="newsid"),
    pytest.param(("ItemID",), "/tin.aspx?newsid=1", "/tin.aspx?newsid=2", id="other-param-than-configured"),
    pytest.param((), "/modules.php?sid=1", "/modules.php?sid=2", id="sid-names-articles-too"),
    pytest.param((), "/index.php?p=41", "/index.php?p=42", id="p"),
    pytest.param((), "/tin/bai-1", "/tin/bai-2", id="path"),
    pytest.param((), "/tin/Bai-1", "/tin/bai-1", id="path-case"),
    pytest.param((), "/a%2Fb", "/a/b", id="escaped-slash"),
    pytest.param(("ItemID",), "/a.aspx?ItemID=1", "/b.aspx?ItemID=1", id="same-id-other-page"),
]


@pytest.mark.parametrize("params, one, other", SAME)
def test_same_article(params: tuple[str, ...], one: str, other: str) -> None:
    assert canonical(HOME + one, source(*params)) == canonical(HOME + other, source(*params))


@pytest.mark.parametrize("params, one, other", DIFFERENT)
def test_different_articles(params: tuple[str, ...], one: str, other: str) -> None:
    assert canonical(HOME + one, source(*params)) != canonical(HOME + other, source(*params))


@pytest.mark.parametrize("url, expected", [
    pytest.param("http://langson.gov.vn/a", f"{HOME}/a", id="http"),
    pytest.param("https://www.langson.gov.vn/a", f"{HOME}/a", id="www"),
    pytest.param("HTTPS://LangSon.gov.vn:443/a", f"{HOME}/a", id="case-and-port"),
    pytest.param("http://tin.langson.gov.vn/a", "https://tin.langson.gov.vn/a", id="other-host-stays"),
    pytest.param("https://langson.gov.vn", f"{HOME}/", id="root"),
    pytest.param("https://langson.gov.vn/cải-cách", f"{HOME}/c%E1%BA%A3i-c%C3%A1ch", id="vietnamese"),
])
def test_canonical_form(url: str, expected: str) -> None:
    assert canonical(url, source()) == expected


def test_canonical_keeps_the_port_of_a_sample() -> None:
    sample = source(base="http://127.0.0.1:8471/")
    assert canonical("http://127.0.0.1:8471/a/?utm_source=x", sample) == "http://127.0.0.1:8471/a"


@given(st.sampled_from(["", "/", "/tin/bai", "/cải cách/", "/a%2fb//c;jsessionid=1/x"]), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4))
def test_canonical_of_canonical_is_itself(path: str, query: dict[str, str]) -> None:
    from urllib.parse import urlencode
    once = canonical(f"{HOME}{path}?{urlencode(query)}", source("ItemID"))
    assert canonical(once, source("ItemID")) == once


@pytest.mark.parametrize("href, expected", [
    pytest.param("../bai-2.html", "https://x.vn/bai-2.html", id="relative"),
    pytest.param("//y.vn/a", "https://y.vn/a", id="scheme-less"),
    pytest.param(" /tin\n/a ", "https://x.vn/tin/a", id="spaces-and-newline"),
    pytest.param("/tin tức/a?q=số#x", "https://x.vn/tin%20t%E1%BB%A9c/a?q=s%E1%BB%91", id="encoded"),
    pytest.param("https://ai@x.vn:443/a", "https://x.vn/a", id="user-name-dropped"),
    pytest.param("javascript:void(0)", None, id="javascript"),
    pytest.param("mailto:a@x.vn", None, id="mail"),
    pytest.param("tel:0203", None, id="phone"),
    pytest.param("http://", None, id="no-host"),
    pytest.param("http://x.vn:port/", None, id="bad-port"),
    pytest.param("http://[::1/", None, id="bad-ipv6"),
])
def test_absolute(href: str, expected: str | None) -> None:
    assert absolute(href, "https://x.vn/tin/bai-1.html") == expected


@pytest.mark.parametrize("url, expected", [
    pytest.param(f"{HOME}/tin/1234.html", True, id="article"),
    pytest.param(f"{HOME}/tin/", False, id="section"),
    pytest.param("https://evil.example/tin/1234.html", False, id="other-host"),
    pytest.param(f"{HOME}:8080/tin/1234.html", False, id="other-port"),
])
def test_is_article(url: str, expected: bool) -> None:
    assert is_article(url, source(pattern=r"/\d+\.html$")) is expected


def test_article_pattern_sees_the_query() -> None:
    assert is_article(f"{HOME}/tin.aspx?ItemID=5", source(pattern=r"\?ItemID=\d+"))


def test_with_param_replaces_and_keeps_the_others() -> None:
    assert with_param("https://x.vn/l?CatID=17&Page=1", "Page", 2) == "https://x.vn/l?CatID=17&Page=2"


def test_netloc_of_ipv6() -> None:
    assert netloc("http://[::1]:80/") == "[::1]"
