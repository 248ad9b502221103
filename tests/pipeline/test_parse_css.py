"""Selectors of sources on a page: they mean what CSS says, and what is cut out is found no more."""
from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from pipeline.parse.css import Page, fragment, text_of

MARKUP = """<!DOCTYPE html><html><head><title>trang</title></head><body><div id="main" class="a b"><h1 class="title big">T</h1><p class="x">1</p><div class="c" data-k="v w"><p>2</p><span lang="vi">3</span></div>sau</div>
<p class="x y">4</p><ul><li>5</li><li class="y">6</li></ul></body></html>"""


@pytest.mark.parametrize("css", [
    "p", "*", ".x", "p.x", "p.x.y", "#main", "div#main.a > p", "div p", "div > p", "div div p", "[data-k]", '[data-k="v w"]', "[lang=vi]", "[class^=x]", "[class*='itl']",
    "[data-k~=w]", "h1, li", ".none", "div .c > span", "p:not(.x)", "li:nth-of-type(2)", "h1 + p", "div:has(> span)", "p ~ div", "[data-k$=w]", "body > p, #main > p", "div:not(:has(p.x))",
])
def test_selectors_mean_what_css_says(css: str) -> None:
    found = [(node.tag, node.text()) for node in Page(MARKUP).select(css) if node.tag not in ("html", "head")]
    assert found == [(e.name, e.get_text()) for e in BeautifulSoup(MARKUP, "lxml").select(css) if e.name not in ("html", "head")]


@pytest.mark.parametrize(("css", "gone", "left"), [
    pytest.param("div", "123", "sau", id="one inside the other"),
    pytest.param(".c", "23", "sau", id="the text behind stays"),
    pytest.param(".none", "", "123", id="nothing"),
    pytest.param("p, .c, span", "123", "T", id="several selectors for one place"),
])
def test_what_is_cut_is_found_no_more(css: str, gone: str, left: str) -> None:
    page = Page(f"<body><section>{MARKUP}</section>sau</body>")
    whole = text_of(page.tree)
    page.cut(css)
    assert not page.select(css)
    assert all(sign in whole and sign not in text_of(page.tree) for sign in gone)
    assert left in text_of(page.tree) or not gone


@pytest.mark.parametrize(("css", "tag", "text"), [
    pytest.param("div.c", "div", "23", id="an element alone"),
    pytest.param("td.noi-dung", "div", "ab1", id="a cell, with the table in it"),
    pytest.param("body", "div", "ab1c", id="the whole page"),
])
def test_a_fragment_is_the_element_alone(css: str, tag: str, text: str) -> None:
    page = Page(MARKUP if css == "div.c" else '<!DOCTYPE html><table><tr><td class="noi-dung" title="x > y">a<p>b</p><table><tr><td>1</td></tr></table></td><td>c</td></tr></table>')
    (node,) = page.select(css)
    found = fragment(node)
    assert (found.tag, text_of(found), found.get("class")) == (tag, text, None if css == "body" else css.partition(".")[2])
