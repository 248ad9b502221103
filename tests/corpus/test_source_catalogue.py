"""The sources that ship: whom they cover, which addresses they take for articles, and that docs/sources.md tells of them as they are."""
from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest

from corpus import places
from corpus.sources import Source, load_families, load_sources
from corpus.sources.table import by_province
from pipeline.crawl.address import canonical, is_article

DOCS = Path(__file__).resolve().parents[2] / "docs" / "sources.md"


@cache
def shipped() -> dict[str, Source]:
    return load_sources()


def test_every_former_province_is_covered() -> None:
    former = {province.name for province in places.provinces_on(date(2025, 6, 30))}
    assert len(former) == 63
    covered = {source.province for source in shipped().values()}
    assert former <= covered, f"no source for {', '.join(sorted(former - covered))}"


def test_every_province_has_a_portal_and_a_newspaper() -> None:
    """The one goes silent where the other does not: portals merge, newspapers are sent on."""
    kinds = Counter((source.province, source.kind) for source in shipped().values() if source.province != "Thừa Thiên Huế")
    for province in places.provinces_on(date(2025, 6, 30)):
        assert kinds[province.name, "portal"] and kinds[province.name, "newspaper"], province.name


def test_central_sources() -> None:
    hosts = {host for source in shipped().values() for host in source.hosts}
    assert {"caicachhanhchinh.gov.vn", "moha.gov.vn", "baochinhphu.vn", "cchc.laichau.gov.vn"} <= hosts
    assert {source.id for source in shipped().values() if source.province is None} == {"bao-chinh-phu", "bo-noi-vu", "cai-cach-hanh-chinh"}


def test_none_is_verified_hurried_or_private() -> None:
    for source in shipped().values():
        assert not source.verified and source.delay_seconds >= 2 and not source.allow_private, source.id
        assert source.discovery and source.notes.strip(), source.id


def test_no_host_belongs_to_two_sources() -> None:
    hosts = Counter(host for source in shipped().values() for host in source.hosts)
    assert not [host for host, count in hosts.items() if count > 1]


def test_no_family_is_idle() -> None:
    assert set(load_families()) == {source.family for source in shipped().values()} - {""}


# What every site has beside its articles.
NO_ARTICLE = [
    "/", "/index.html", "/trang-chu", "/lien-he", "/lien-he.html", "/lien-he.htm", "/contact/", "/gioi-thieu", "/gioi-thieu.html", "/so-do-cong", "/sitemap.xml", "/robots.txt",
    "/rss", "/rss/home.rss", "/feed/", "/dang-nhap", "/dang-nhap.html", "/login", "/login.aspx?ReturnUrl=%2f", "/users/login/", "/c/portal/login?p_l_id=10184",
    "/tim-kiem?q=cai+cach+hanh+chinh", "/search?keyword=cchc", "/Pages/default.aspx", "/_layouts/15/Authenticate.aspx", "/van-ban", "/thu-tuc-hanh-chinh", "/hoi-dap",
    "/tin-tuc", "/tin-tuc/", "/chinh-tri", "/chinh-tri.html", "/cai-cach-hanh-chinh", "/cai-cach-hanh-chinh.html", "/tin-tuc?page=2", "/tin-tuc/page/2/", "/tin-tuc/page-2/",
    "/style.css", "/logo.png",
]


@pytest.mark.parametrize("path", NO_ARTICLE)
def test_no_source_takes_what_is_no_article(path: str) -> None:
    taken = [source.id for source in shipped().values() if is_article(urljoin(source.base_url, path), source)]
    assert not taken


@pytest.mark.parametrize("source_id, path", [
    # shapes of addresses as they were seen, beside those that stand in the files themselves
    ("bac-giang", "/web/guest/-/cong-bo-chi-so-cai-cach-hanh-chinh-nam-2023"),
    ("bac-giang", "/chi-tiet-tin-tuc/-/asset_publisher/St1DaeZNsp94/content/hoi-nghi?redirect=%2Ftin-tuc"),
    ("da-nang", "/web/dng/-/tp-a-nang-cong-bo-chi-so-hai-long"),
    ("ho-chi-minh", "/-/tphcm-ay-manh-cai-cach-hanh-chinh"),
    ("thai-nguyen", "/tin-tuc-su-kien/-/asset_publisher/L0n17VJXU23O/content/id/14118849"),
    ("yen-bai", "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=35077&l=Tintrongtinh"),
    ("vinh-phuc", "/ct/cms/tintuc/Lists/TinTuc/View_Detail.aspx?ItemID=503"),
    ("hai-duong", "/Trang/ChiTietTinTuc.aspx?nid=13053&title=cai-cach-hanh-chinh.html"),
    ("ninh-thuan", "/portal/Pages/2023-6-21/Cai-cach-hanh-chinh-o-Ninh-Phuoca1b2c3.aspx"),
    ("ninh-binh", "/tin-tuc-cai-cach-hanh-chinh/ninh-binh-cong-bo-chi-so-par-index-398812"),
    ("soc-trang", "/mDefault.aspx?catid=57715&catname=Tin&id=371205&pageid=30591&sid=1282"),
    ("lai-chau", "/tin-tuc-su-kien/hoat-dong-cua-tinh/hoi-nghi-tong-ket-cong-tac-cai-cach.html"),
    ("dong-nai", "/vi/news/cai-cach-hanh-chinh/dong-nai-xep-hang-par-index-60123.html"),
    ("hue", "/Thong-tin-tuc/tid/Hue-dan-dau/newsid/0F5A1D2C-91B7-4C1D-9B0A-B1F200A3C4D5/cid/7C1E"),
    ("bac-kan-city", "/hoi-nghi-trien-khai-ke-hoach-cai-cach-hanh-chinh/"),
    ("bao-thai-nguyen", "/thoi-su-thai-nguyen/202604/phan-dau-hoan-thanh-du-an-khu-cong-nghiep-song-cong-3ac6d79/"),
    ("bao-dak-lak", "/thoi-su/202502/dak-lak-cai-thien-chi-so-1800d79"),
    ("bao-ha-tinh", "/ha-tinh-cong-bo-chi-so-ddci-post270001.html"),
    ("bao-nghe-an", "/nghe-an-xep-thu-may-ve-par-index-10289900.html"),
    ("bao-can-tho", "/cai-cach-hanh-chinh-o-quan-ninh-kieu-a180001.html"),
    ("bao-chinh-phu", "/cong-bo-par-index-2024-102250406101010101.htm"),
    ("bao-hoa-binh", "/12/198001/Hoa-Binh-day-manh-cai-cach.htm"),
    ("bao-yen-bai", "/11/345000/Yen-Bai-cong-bo-chi-so.aspx"),
    ("bo-noi-vu", "/tin-tuc/cong-bo-chi-so-cai-cach-hanh-chinh---id57695"),
    ("cchc-lai-chau", "/view.aspx?ItemID=812"),
])
def test_shapes_of_articles(source_id: str, path: str) -> None:
    source = shipped()[source_id]
    assert is_article(urljoin(source.base_url, path), source)


@pytest.mark.parametrize("source_id, one, other", [
    ("hue", "/Default.aspx?tabid=60&newsid=812", "/Default.aspx?tabid=60&newsid=813"),
    ("thua-thien-hue", "/?gd=1&cn=129&tc=22380", "/?gd=1&cn=129&tc=22381"),
    ("yen-bai", "/noidung/tintuc/Pages/tin.aspx?ItemID=1&ListID=7b1e", "/noidung/tintuc/Pages/tin.aspx?ItemID=1&ListID=9c2f"),
    ("tra-vinh", "/mDefault.aspx?sid=1444&pageid=6591&catid=71012&id=693472", "/mDefault.aspx?sid=1444&pageid=6591&catid=71012&id=693473"),
    ("dong-thap", "/tin-tuc/chi-tiet?id=7742453", "/tin-tuc/chi-tiet?id=7742454"),
    ("tien-giang", "/chi-tiet-tin?/gia-mit-tang/21670156", "/chi-tiet-tin?/gia-mit-giam/21670157"),
    ("bao-binh-dinh", "/viewer.aspx?macm=39&macmp=39&mabb=222823", "/viewer.aspx?macm=39&macmp=39&mabb=222824"),
    ("quang-nam", "/webcenter/portal/ubnd/chi-tiet?dDocName=PORTAL174180", "/webcenter/portal/ubnd/chi-tiet?dDocName=PORTAL174181"),
    ("ba-ria-vung-tau", "/article?item=1ef308b5fb154242e4dc19bac2656212", "/article?item=2ef308b5fb154242e4dc19bac2656212"),
])
def test_two_articles_stay_two(source_id: str, one: str, other: str) -> None:
    source = shipped()[source_id]
    assert canonical(urljoin(source.base_url, one), source) != canonical(urljoin(source.base_url, other), source)


@pytest.mark.parametrize("source_id, one, other", [
    ("yen-bai", "/tin.aspx?ItemID=8&CatID=3", "/tin.aspx?CatID=9&itemid=8"),
    ("tra-vinh", "/mDefault.aspx?sid=1444&id=693472&catname=ket-qua", "/mDefault.aspx?catid=71012&sid=1444&pageid=6591&id=693472"),
    ("tien-giang", "/chi-tiet-tin?/gia-mit-tang/21670156", "/chi-tiet-tin?%2Fgia-mit-tang%2F21670156"),
    ("bac-giang", "/-/a-b-c?redirect=%2Ftin", "/-/a-b-c"),
])
def test_one_article_stays_one(source_id: str, one: str, other: str) -> None:
    source = shipped()[source_id]
    assert canonical(urljoin(source.base_url, one), source) == canonical(urljoin(source.base_url, other), source)


def test_docs_tell_of_them() -> None:
    for path in (DOCS, DOCS.parents[1] / "README.md"):
        assert f" {len(shipped())} " in path.read_text(encoding="utf-8"), f"{path.name}: {len(shipped())} sources come along"
    assert by_province(shipped()) in DOCS.read_text(encoding="utf-8"), "docs/sources.md is behind: put the output of `python -m corpus.sources.table` in it"
