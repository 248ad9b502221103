"""`draft` on the sample's three portals and on small sites in the manner of other systems: what it drafts must pass the check."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.sample.server import SampleServer, serve
from corpus.sources import load_families, load_source
from corpus.sources.writing import to_toml
from pipeline.crawl.address import is_article
from pipeline.crawl.fetch import Fetcher, Limits
from pipeline.parse import NotAnArticle
from pipeline.probe import NoListing, check, draft
from pipeline.probe.draft import _id, _province

QUICK = Limits(attempts=1, connect=2.0, read=2.0, total=5.0)
FAMILIES = load_families()
TOPICS = ("Tỉnh công bố kết quả chấm điểm cải cách hành chính", "Huyện miền núi rút ngắn thời gian trả hồ sơ đất đai", "Khai trương trung tâm phục vụ hành chính công",
          "Hội nghị sơ kết sáu tháng đầu năm của Ban Chỉ đạo", "Chủ tịch tỉnh đối thoại với doanh nghiệp về thủ tục", "Số hóa hồ sơ ở xã vùng cao còn gặp nhiều khó khăn",
          "Kiểm tra công vụ đột xuất tại các phường trung tâm", "Người dân chấm điểm thái độ của cán bộ một cửa")
SENTENCE = "Bộ phận một cửa đã nhận và trả hồ sơ đúng hẹn, người dân không phải đi lại nhiều lần như trước. "


@pytest.fixture(scope="module")
def sample() -> Iterator[SampleServer]:
    with serve() as server:
        yield server


@pytest.mark.parametrize("source_id, page", [("mau-lai-chau", "vi-vn/pages/chuyen-muc.aspx?CatID=17"), ("mau-dak-lak", "tin-cai-cach-hanh-chinh"), ("mau-nhip-cau", "cai-cach-hanh-chinh")])
@pytest.mark.parametrize("families", [pytest.param(FAMILIES, id="with-families"), pytest.param({}, id="without")])
def test_the_sample(sample: SampleServer, tmp_path: Path, source_id: str, page: str, families: dict[str, Any]) -> None:
    known = sample.sources[source_id]
    with Fetcher("cchc-test", connect_to=sample.connect_to) as fetcher:
        made = draft(known.base_url + page, fetcher, families, source_id="ban-thao")
        assert bool(made.source.family) == bool(families)
        checked = check(made.source, fetcher, articles=4)
        assert checked.ok, [str(problem) for problem in checked.problems]
        assert (checked.share("title"), checked.share("date"), checked.share("body")) == (1.0, 1.0, 1.0)
        own = check(known, fetcher, articles=3)
    path = tmp_path / "ban-thao.toml"
    path.write_text(to_toml(made.source, families), encoding="utf-8")
    (tmp_path / "families").mkdir()
    assert load_source(path, families) == replace(made.source, notes=made.source.notes.strip() + "\n")
    assert all(is_article(look.url, made.source) for look in own.looks)
    titles = {look.url: look.document.title for look in own.looks if look.document}
    for look in checked.looks:
        if look.document and look.url in titles:
            assert look.document.title == titles[look.url]
    ways = [way.kind for way in made.source.discovery]
    assert ways == (["listing", "feed", "sitemap"] if source_id == "mau-nhip-cau" else ["listing"])
    assert made.source.discovery[0].next or made.source.discovery[0].page_param


# ---------------------------------------------------------------- other systems
def slug(number: int) -> str:
    plain = str.maketrans("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ", "aadeoouaaaaaaaaaaaaaaaeeeeeeeeeeiiiiiooooooooooooooouuuuuuuuuuyyyyy")
    return "-".join(TOPICS[number].lower().translate(plain).split())


def site_of(site: Any, reply: Any, *, address: Callable[[int], str], article: str, entry: str, second: str, more: str = "", head: str = "", listing: str = "/tin-tuc") -> str:
    """Two listing pages of four articles each; `article`, `entry` are markup with {title} {date} {url} {body}; `second` is the address of page 2."""
    for number, title in enumerate(TOPICS):
        date, body = f"{number + 3:02}/06/2024 0{number}:1{number}", "".join(f"<p>Đoạn {n} của bài {number}: {SENTENCE * 2}</p>" for n in range(1, 4))
        site.pages[address(number)] = reply(f"<html><head><title>{title} - Cổng thông tin điện tử tỉnh Lạng Sơn</title>{head}</head><body><h1 class='site'>Cổng thông tin</h1>"
                                            f"<span class='clock'>22/11/2026 07:30</span>{article.format(title=title, date=date, body=body)}<div class='foot'>Bản quyền 2024</div></body></html>")
    for page, numbers in ((listing, range(4)), (second, range(4, 8))):
        entries = "".join(entry.format(title=TOPICS[n], date=f"{n + 3:02}/06/2024", url=address(n)) for n in numbers)
        site.pages[page] = reply(f"<html><head><title>Tin tức - Cổng thông tin điện tử tỉnh Lạng Sơn</title>{head}</head><body><ul class='menu'><li><a href='/gioi-thieu'>Giới thiệu</a></li>"
                                 f"<li><a href='/so-do-to-chuc-bo-may'>Sơ đồ tổ chức bộ máy của tỉnh</a></li></ul><div class='list'>{entries}</div>{more}</body></html>")
    return str(site.url(listing))


@pytest.mark.parametrize("style, family, paging", [
    pytest.param({"address": lambda n: f"/{slug(n)}/", "head": '<meta name="generator" content="WordPress 6.4"><link rel="stylesheet" href="/wp-content/a.css">',
                  "article": '<h1 class="entry-title">{title}</h1><time class="entry-date">{date}</time><div class="entry-content">{body}</div>',
                  "entry": '<article class="post"><h2><a href="{url}">{title}</a></h2><span class="meta">{date}</span></article>', "second": "/tin-tuc/page/2/",
                  "more": '<a class="next page-numbers" href="/tin-tuc/page/2/">Sau</a>'}, "wordpress", ("next", "a.next"), id="wordpress"),
    pytest.param({"address": lambda n: f"/vi/news/tin-tuc/{slug(n)}-{n + 41}.html", "head": '<meta name="generator" content="NukeViet v4.5">',
                  "article": '<div class="news_column"><h1 class="title">{title}</h1><span class="h5">Thứ hai - {date}</span><div id="news-bodyhtml">{body}</div></div>',
                  "entry": '<div class="news_column"><h3><a href="{url}">{title}</a></h3><em>{date}</em></div>', "listing": "/vi/news/tin-tuc/", "second": "/vi/news/tin-tuc/page-2/",
                  "more": '<ul class="pagination"><li class="active"><a href="#">1</a></li><li><a href="/vi/news/tin-tuc/page-2/">2</a></li></ul>'}, "nukeviet", ("page_url", "page-{page}/"), id="nukeviet"),
    pytest.param({"address": lambda n: f"/thoi-su/20240{n % 3 + 1}/{slug(n)}-9b625e{n}/", "article": '<h2 class="tit">{title}</h2><p class="when">{date}</p><div class="noi-dung">{body}</div>',
                  "entry": '<li class="it"><a href="{url}"><img src="/x.jpg"></a><a href="{url}">{title}</a> <i class="d">{date}</i></li>', "second": "/tin-tuc?trang=2",
                  "more": '<a href="/tin-tuc?trang=2">2</a> <a href="/tin-tuc?trang=3">3</a>'}, "", ("page_param", "trang"), id="unknown-system"),
    pytest.param({"address": lambda n: f"/chi-tiet.aspx?newsid={n + 100}&m=3", "article": '<table><tr><td class="tieude">{title}</td></tr><tr><td class="ngay">{date}</td></tr><tr><td class="nd">{body}</td></tr></table>',
                  "entry": '<tr><td class="dong"><a href="{url}">{title}</a> <span class="ngay">({date})</span></td></tr>', "second": "/tin-tuc?p=1",
                  "more": '<a href="/tin-tuc?p=1">2</a>'}, "", ("page_param", "p"), id="tables-counted-from-zero"),
])
def test_other_systems(site: Any, reply: Any, style: dict[str, Any], family: str, paging: tuple[str, str]) -> None:
    start = site_of(site, reply, **style)
    with Fetcher("cchc-test", limits=QUICK) as fetcher:
        made = draft(start, fetcher, FAMILIES, source_id="ban-thao")
        source, way = made.source, made.source.discovery[0]
        assert (source.family, source.province, source.kind) == (family, "Lạng Sơn", "portal"), made.remarks
        assert source.name == "Cổng thông tin điện tử tỉnh Lạng Sơn"
        assert paging[1] in str(getattr(way, paging[0])), way
        assert not is_article(start, source)
        checked = check(replace(source, expect=replace(source.expect, documents=8)), fetcher, articles=8)
    assert checked.ok and checked.found[0] == 8, [str(problem) for problem in checked.problems]
    assert [document.title for document in checked.documents] == list(TOPICS)
    assert {document.published.day.month for document in checked.documents if document.published} == {6}
    assert all("Bản quyền" not in document.text and document.text.count("người dân không phải") == 6 for document in checked.documents)


def test_a_listing_that_repeats_itself_has_no_paging(site: Any, reply: Any) -> None:
    start = site_of(site, reply, address=lambda n: f"/tin-{slug(n)}-{n + 700}.html", article="<h2 class='t'>{title}</h2><b class='d'>{date}</b><div class='b'>{body}</div>",
                    entry="<p><a href='{url}'>{title}</a></p>", second="/khac", more="<a class='next' href='/tin-tuc?x=2'>Sau</a>")
    site.pages["/tin-tuc?x=2"] = site.pages["/tin-tuc"]
    with Fetcher("cchc-test", limits=QUICK) as fetcher:
        made = draft(start, fetcher, FAMILIES)
    assert made.source.discovery[0].next is None and made.source.discovery[0].max_pages == 1
    assert any("no way to the next page" in remark for remark in made.remarks)


@pytest.mark.parametrize("body, error, part", [
    ("<html><body><div id='app'></div><a href='/'>Trang chủ</a></body></html>", NoListing, "the list may be made by script"),
    ("".join(f"<a href='/{'x' * n}'>Một liên kết có tiêu đề đủ dài thứ {n}</a>" for n in range(1, 9)), NoListing, "have no address in common"),
    ("<script>document.cookie=\"D1N=1f2e\";location.reload()</script>", NotAnArticle, "challenge"),
])
def test_pages_that_are_no_listing(site: Any, reply: Any, body: str, error: type[Exception], part: str) -> None:
    site.pages["/tin-tuc"] = reply(body)
    with Fetcher("cchc-test", limits=QUICK) as fetcher, pytest.raises(error, match=part):
        draft(site.url("/tin-tuc"), fetcher, FAMILIES)


def test_an_address_among_those_of_its_articles(site: Any, reply: Any) -> None:
    start = site_of(site, reply, address=lambda n: f"/{slug(n)}.html", article="<h1>{title}</h1>{date}<div>{body}</div>", entry="<a href='{url}'>{title}</a>",
                    second="/x", listing="/tin-tuc-su-kien-trong-tinh-hom-nay.html")
    with Fetcher("cchc-test", limits=QUICK) as fetcher, pytest.raises(NoListing, match="looks like those of its articles"):
        draft(start, fetcher, {})


@pytest.mark.parametrize("host, identity, province", [
    ("langson.gov.vn", "lang-son", "Lạng Sơn"), ("baolaocai.vn", "bao-lao-cai", "Lào Cai"), ("baoyenbai.com.vn", "bao-yen-bai", "Yên Bái"),
    ("samson.thanhhoa.gov.vn", "samson-thanh-hoa", "Thanh Hóa"), ("cchc.laichau.gov.vn", "cchc-lai-chau", "Lai Châu"), ("baoapbac.vn", "baoapbac", None),
    ("moha.gov.vn", "moha", None), ("baria-vungtau.gov.vn", "baria-vungtau", "Bà Rịa - Vũng Tàu"), ("127.0.0.1", "", None),
])
def test_names_from_hosts(host: str, identity: str, province: str | None) -> None:
    assert (_id(host), _province(host, "")) == (identity, province)
