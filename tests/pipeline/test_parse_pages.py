"""Pages become Documents: with and without the source's selectors, whatever changes around the article, whatever the markup.

What comes out of whole pages is held by `test_parse_golden.py`.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sources import Source, load_source
from pipeline.archive import RawPage
from pipeline.document import Document
from pipeline.parse import NotAnArticle, parse_page

PAGES = Path(__file__).with_name("pages")
FAMILIES = ["cao-bang", "ninh-thuan", "song-huong-moi"]
SOURCES = {name: load_source(PAGES / name / f"{name}.toml") for name in FAMILIES}


def raw(body: bytes | str, *, status: int = 200, content_type: str = "text/html; charset=utf-8", listing_date: str | None = None) -> RawPage:
    data = body if isinstance(body, bytes) else body.encode()
    return RawPage("https://a.example/tin?id=1&utm=x", "https://a.example/tin?id=1", "a", status, content_type, {}, data,
                   datetime(2026, 11, 22, 3, 41, tzinfo=UTC), listing_date)


def recorded(family: str) -> str:
    return (PAGES / family / "article.html").read_text(encoding="utf-8")


def read(markup: str, source: Source | None) -> Document:
    return parse_page(raw(markup), source)


@pytest.mark.parametrize("family", FAMILIES)
def test_offsets_fit_the_text(family: str) -> None:
    document = read(recorded(family), SOURCES[family])
    assert document.text.startswith(f"{document.title}\n\n")
    assert "\u00a0" not in document.text and "  " not in document.text
    for block in document.blocks:
        for (start, end), following in zip((c for row in block.rows for c in row), [*(c for row in block.rows for c in row)][1:], strict=False):
            assert document.text[end:following[0]] in {"\t", "\n"} and block.start <= start <= end <= block.end


@pytest.mark.parametrize(("family", "old", "new"), [
    pytest.param("cao-bang", "10:41:07", "23:59:59", id="clock"),
    pytest.param("cao-bang", "Lượt xem: 1.482", "Lượt xem: 1.483", id="view counter in the date's line"),
    pytest.param("cao-bang", "token=81aa", "token=ff03", id="token of an image"),
    pytest.param("cao-bang", "Tập huấn sử dụng phần mềm một cửa điện tử", "Hội thi cải cách hành chính", id="list of other articles"),
    pytest.param("cao-bang", "3.904.117", "3.904.118", id="visits in the footer"),
    pytest.param("ninh-thuan", "357 Lượt xem", "358 Lượt xem", id="view counter of Liferay"),
    pytest.param("ninh-thuan", "k9Xp2QwZ", "aaaaaaaa", id="token of a form"),
    pytest.param("ninh-thuan", "4.5 (12 phiếu)", "4.6 (13 phiếu)", id="rating"),
    pytest.param("song-huong-moi", "Mua một tặng một, chỉ hôm nay!", "Vay nhanh lãi thấp", id="advert"),
    pytest.param("song-huong-moi", "Ba phường thí điểm trả kết quả tại nhà", "Tin vừa đăng", id="related box inside the body"),
])
@pytest.mark.parametrize("with_source", [True, False], ids=["selectors", "no selectors"])
def test_what_changes_around_an_article_is_no_new_version(family: str, old: str, new: str, with_source: bool) -> None:
    source = SOURCES[family] if with_source else None
    page = recorded(family)
    assert old in page
    assert read(page.replace(old, new), source).content_hash == read(page, source).content_hash


def test_a_changed_figure_is_a_new_version() -> None:
    page = recorded("ninh-thuan")
    before, after = (read(p, SOURCES["ninh-thuan"]) for p in (page, page.replace("81,47 điểm", "81,48 điểm")))
    assert before.content_hash != after.content_hash and before.document_id == after.document_id


def test_broken_selectors_fall_back_and_say_so() -> None:
    source = SOURCES["ninh-thuan"]
    moved = replace(source, selectors=replace(source.selectors, body=("div.no-such-thing",)))
    document = read(recorded("ninh-thuan"), moved)
    assert "86,20 điểm" in document.text and document.warnings == ("body:trafilatura",)


def test_listing_date_is_the_last_resort() -> None:
    page = "<html><body><h1>Họp ban chỉ đạo</h1><p>" + "Cuộc họp bàn nhiệm vụ tháng tới của ban chỉ đạo huyện. " * 5 + "</p></body></html>"
    document = parse_page(raw(page, listing_date="05/03/2024"), None)
    assert document.published and (document.published.day.isoformat(), document.published.origin) == ("2024-03-05", "listing")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
def test_encodings_of_pages(encoding: str) -> None:
    text = "Công chức xã trả hồ sơ đúng hẹn"
    body = f'<html><head><meta charset="windows-1258"></head><body><h1>Tin</h1><p>{(text + ". ") * 6}</p></body></html>'
    if encoding == "cp1258":   # Windows-1258 writes tone marks as letters of their own
        import unicodedata
        body = "".join(unicodedata.normalize("NFD", c) if c.encode("cp1258", "ignore") == b"" else c for c in body)
        body = "".join(_cp1258(c) for c in unicodedata.normalize("NFC", body))
    assert text in parse_page(raw(body.encode(encoding, "strict"), content_type="text/html"), None).text


def _cp1258(letter: str) -> str:
    """A letter as Windows-1258 has it: the base with its hook or hat composed, the tone mark after it."""
    import unicodedata
    marks = unicodedata.normalize("NFD", letter)
    tones = [m for m in marks[1:] if m in "\u0300\u0301\u0303\u0309\u0323"]
    base = unicodedata.normalize("NFC", marks[0] + "".join(m for m in marks[1:] if m not in tones))
    return base + "".join(tones)


ARTICLE = "<p>" + "Ủy ban nhân dân huyện đã tiếp nhận và giải quyết hồ sơ của người dân trong tháng qua. " * 4 + "</p>"


@pytest.mark.parametrize(("kind", "status", "markup"), [
    pytest.param("error", 404, "<h1>Tin</h1>" + ARTICLE, id="error status"),
    pytest.param("error", 200, "<html><title>404 - Không tìm thấy trang</title><h1>Không tìm thấy trang</h1><p>Mời bạn về trang chủ.</p></html>", id="error with status 200"),
    pytest.param("error", 200, "<html><title>Runtime Error</title><h1>Server Error in '/' Application.</h1></html>", id="ASP.NET error"),
    pytest.param("error", 200, "<html><title>Thông báo</title><h1>Hệ thống đang bảo trì</h1></html>", id="maintenance"),
    pytest.param("challenge", 200, '<html><body><script>document.cookie="D1N=93ac1b"+"; path=/";window.location.reload(true);</script></body></html>', id="D1N stub"),
    pytest.param("challenge", 200, "<html><script>document.cookie='k='+f();location.href='/x'</script></html>", id="unknown cookie stub"),
    pytest.param("login", 200, '<html><title>Đăng nhập hệ thống</title><body><form><input name="u"><input type="password" name="p"></form></body></html>', id="login"),
    pytest.param("spam", 200, "<html><title>Nhà cái uy tín số 1 - tài xỉu, nổ hũ</title><body><h1>Top casino đổi thưởng</h1><p>" +
                 "Đăng ký ngay nhận khuyến mãi 100k khi nạp tiền vào casino, chơi tài xỉu, nổ hũ, xóc đĩa cùng nhà cái hàng đầu. " * 5 + "</p></body></html>", id="gambling"),
    pytest.param("listing", 200, "<html><title>Tin tức</title><body><h1>Tin tức</h1>" +
                 "".join(f'<div><a href="/{n}">Tin số {n} về hội nghị tổng kết công tác năm của huyện</a></div>' for n in range(30)) + "</body></html>", id="listing"),
    pytest.param("empty", 200, "", id="no body"),
    pytest.param("empty", 200, "<html><title>Chi tiết</title><body><div class='noidung'></div></body></html>", id="empty template"),
])
def test_no_article(kind: str, status: int, markup: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        parse_page(raw(markup, status=status), None)
    assert caught.value.kind == kind, caught.value.evidence
    assert caught.value.evidence


@pytest.mark.parametrize("markup", [
    pytest.param("<h1>Triệt phá đường dây cá cược bóng đá</h1><p>" + "Công an tỉnh khởi tố 12 bị can tổ chức đánh bạc, cá độ và lô đề qua mạng; thu giữ 3 tỷ đồng. " * 4 + "</p>", id="news about gambling"),
    pytest.param("<h1>Hướng dẫn đăng nhập Cổng dịch vụ công</h1>" + ARTICLE + '<form><input type="password"></form>', id="article beside a login box"),
    pytest.param("<h1>Lỗi 404 và cách Cổng dịch vụ công xử lý</h1>" + ARTICLE * 2, id="article that speaks of an error"),
])
def test_articles_that_look_suspicious(markup: str) -> None:
    assert parse_page(raw(f"<html><body>{markup}</body></html>"), None).title


def test_a_short_notice_is_an_article() -> None:
    document = parse_page(raw("<html><body><div><h1>Thông báo lịch tiếp công dân</h1><div><p>Chủ tịch UBND xã tiếp công dân sáng thứ Năm hằng tuần tại trụ sở.</p></div></div></body></html>"), None)
    assert document.text == "Thông báo lịch tiếp công dân\n\nChủ tịch UBND xã tiếp công dân sáng thứ Năm hằng tuần tại trụ sở."


@pytest.mark.parametrize(("name", "kept"), [("print-area", True), ("print", True), ("binh-luan", False), ("tin-lien-quan", False), ("blueprint", True), ("shareholders", True)])
def test_wrappers_with_telling_names(name: str, kept: bool) -> None:
    source = replace(SOURCES["song-huong-moi"], selectors=replace(SOURCES["song-huong-moi"].selectors, body=("div.all",)))
    document = parse_page(raw(f"<h1>Tin của xã trong tháng</h1><div class='all'>{ARTICLE}<div class='{name}'><p>Câu ở trong khung. {'Thêm một câu nữa cho dài. ' * 20}</p></div></div>"), source)
    assert ("Câu ở trong khung" in document.text) is kept


@pytest.mark.parametrize("tag", ["div", "span", "font"])
@pytest.mark.parametrize("depth", [200, 1_500])
def test_tags_that_are_never_closed(tag: str, depth: int) -> None:
    assert "tiếp nhận" in parse_page(raw("<h1>Tin của xã trong tháng</h1>" + f"<{tag}>" * depth + ARTICLE), replace(SOURCES["song-huong-moi"], selectors=replace(SOURCES["song-huong-moi"].selectors, body=("body",)))).text


TAGS = st.sampled_from(["<p>", "</p>", "<div class='a'>", "</div>", "<table><tr><td rowspan='3'>", "<td colspan='x'>", "</table>", "<li>", "<br>", "<h1>", "</h1>", "<b>", "<img>",
                        "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":[1],\"author\":{\"name\":3}}</script>", "<meta name='date' content='x'>", "&nbsp;", "&#0;",
                        "\x00", "<!--", "Ủy ban nhân dân xã đã tiếp nhận và trả kết quả 97,7% số hồ sơ trong quý vừa qua, tăng so với quý trước. ", "<time datetime='2024'>"])


@settings(max_examples=60, deadline=None)
@given(st.lists(TAGS | st.text(max_size=20), max_size=20), st.booleans())
def test_any_markup_is_read_or_refused(parts: list[str], with_source: bool) -> None:
    source = SOURCES["song-huong-moi"]
    wide = replace(source, selectors=replace(source.selectors, body=("div.a", "p"), title=("h1",)))
    page = raw("".join(parts).encode("utf-8", "ignore"))
    try:
        document = parse_page(page, wide if with_source else None)
    except NotAnArticle:
        return
    assert document.text.strip() and document.blocks


def test_layout_tables_and_hidden_text() -> None:
    body = ("<h1>Tin</h1><table><tr><td><p>Đoạn một của bài viết nói về kết quả kiểm tra công vụ tại hai huyện miền núi.</p>"
            "<p>Đoạn hai&#8203; của bài viết&amp;nbsp;nói về những việc còn chậm ở một số xã vùng cao.</p></td></tr></table><p style='display: none'>bí mật</p>")
    source = replace(SOURCES["ninh-thuan"], selectors=replace(SOURCES["ninh-thuan"].selectors, title=("h1",), body=("table",)))
    document = parse_page(raw(f"<html><body>{body}</body></html>"), source)
    assert [b.kind for b in document.blocks] == ["heading", "paragraph", "paragraph"]
    assert "Đoạn hai của bài viết nói về" in document.text and "bí mật" not in document.text


@pytest.mark.parametrize("with_source", [True, False], ids=["selectors", "no selectors"])
def test_spans_that_do_not_fit_each_other_end_in_text_and_soon(with_source: bool) -> None:
    rows = "".join(f"<tr><td colspan=50 rowspan=50>Xã số {n}</td><td>{n}</td></tr>" for n in range(400))   # would be a grid of a million cells
    source = replace(SOURCES["song-huong-moi"], selectors=replace(SOURCES["song-huong-moi"].selectors, title=("h1",), body=("body",))) if with_source else None
    document = parse_page(raw(f"<h1>Số liệu của từng xã trong tỉnh</h1>{ARTICLE}<table>{rows}</table>"), source)
    assert "Xã số 399" in document.text and not any(block.rows for block in document.blocks)
