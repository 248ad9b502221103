"""Addresses of one site's articles become a pattern: shapes that were seen on Vietnamese portals and newspapers."""
from __future__ import annotations

import re

import pytest

from pipeline.probe.shapes import described, learn

SITE = "https://mau.gov.vn"


@pytest.mark.parametrize("paths, pattern, params, no", [
    pytest.param(["/tin-thoi-su/bo-truong-du-hoi-1309007", "/tin-trong-nuoc/tuyen-bo-chung-1309850", "/tin-thoi-su/khai-mac-hoi-nghi-1309017"],
                 r"^/[^/?]+/[^/?]+-\d{3,}$", (), ["/tin-thoi-su", "/tin-thoi-su/lien-he"], id="slug-number"),
    pytest.param(["/song-lam-thua-post289086.html", "/ha-guc-binh-dinh-post289748.html", "/gia-xang-post1.html", "/gia-xang-tang-post289749.html"],
                 r"^/[^/?]+-post\d{3,}\.html$", (), ["/lien-he.html"], id="post-number"),
    pytest.param(["/quyen-linh-a174750.html", "/hoi-nghi-a174751.html", "/khoi-to-a174752.html"], r"^/[^/?]+-a\d{3,}\.html$", (), ["/chinh-tri/"], id="a-number"),
    pytest.param(["/vi-vn/pages/tin.aspx?ItemID=715&CatID=23", "/vi-vn/pages/tin.aspx?ItemID=716&CatID=23", "/vi-vn/pages/tin.aspx?CatID=17&ItemID=717"],
                 r"^/vi-vn/pages/tin\.aspx/?\?(?:[^#]*&)?ItemID=[^&]+", ("ItemID",), ["/vi-vn/pages/tin.aspx?CatID=23", "/vi-vn/pages/tin.aspx"], id="parameter"),
    pytest.param(["/Default.aspx?tabid=60&newsid=8", "/Default.aspx?tabid=60&newsid=9", "/Default.aspx?tabid=60&newsid=10"],
                 r"^/Default\.aspx/?\?(?:[^#]*&)?newsid=[^&]+", ("newsid",), ["/Default.aspx?tabid=60"], id="newsid"),
    pytest.param(["/?gd=1&tc=22380", "/?gd=1&tc=22381", "/?gd=1&tc=22382"], r"^/\?(?:[^#]*&)?tc=[^&]+", ("tc",), ["/?gd=1"], id="parameter-of-the-root"),
    pytest.param([f"/{page}/-/asset_publisher/{instance}/content/{slug}" for page, instance, slug in
                  [("x", "Ab1", "hoi-nghi-tong-ket-nam"), ("y", "Cd2", "ke-hoach-cai-cach-hanh-chinh"), ("x", "Ab1", "bo-nhiem-can-bo-moi")]],
                 r"^/[^/?]+/-/asset_publisher/[^/?]+/content/[^/?]+(?:-[^/?-]+){3,}$", (), ["/x/-/asset_publisher/Ab1"], id="liferay"),
    pytest.param(["/portal/Pages/2024-11-18/Pho-chu-tich-UBND-huyen481096.aspx", "/portal/Pages/2024-1-8/Hoi-nghi-tong-ket-nama1b2.aspx", "/portal/Pages/2023-6-21/Cai-cach-hanh-chinh-o-huyen.aspx"],
                 r"^/portal/Pages/\d{4}-\d{1,2}-\d{1,2}/[^/?]+(?:-[^/?-]+){3,}\.aspx$", (), ["/portal/Pages/default.aspx"], id="dated"),
    pytest.param(["/thoi-su/202404/tai-nan-tren-duong-9b625e4/", "/kinh-te/202404/duong-moi-1b625e5/", "/kinh-te/202405/hai-cau-9007121/"],
                 r"^/[^/?]+/\d{6}/[^/?]+-[0-9a-f]{6,10}/?$", (), ["/thoi-su/", "/thoi-su/202404/"], id="year-month"),
    pytest.param(["/tin-tuc/su-kien/hoi-nghi-tong-ket-nam.html", "/tin-tuc/kinh-te/khanh-thanh-cau-moi-hom-nay.html", "/tin-tuc/kinh-te/gia-lua-tang-tro-lai.html"],
                 r"^/tin-tuc/[^/?]+/[^/?]+(?:-[^/?-]+){3,}\.html$", (), ["/tin-tuc/su-kien.html", "/tin-tuc/kinh-te/tin-moi.html"], id="slug-alone"),
    pytest.param(["/tin-bai/20468/lich-nghi-le", "/tin-bai/20619/who-ban-bo-tinh-trang-khan-cap", "/tin-bai/20700/lich"], r"^/tin-bai/\d+/[^/?]+$", (), ["/tin-bai/20468", "/tin-bai"], id="number-before"),
])
def test_patterns(paths: list[str], pattern: str, params: tuple[str, ...], no: list[str]) -> None:
    found = learn([SITE + path for path in paths])
    assert found is not None and (found.pattern, found.params) == (pattern, params)
    assert [path for path in paths if not re.search(pattern, path)] == [path for path in paths if path == "/gia-xang-post1.html"]
    assert not [path for path in no if re.search(pattern, path)]


def test_two_ways_to_write_an_address() -> None:
    """Half of a site's links may name an article by number, the others by slug."""
    old, new = [f"/tin/{number}/bai" for number in (101, 102, 103)], [f"/tin-tuc/hoi-nghi-tong-ket-{number}" for number in (7001, 7002, 7003, 7004)]
    found = learn([SITE + path for path in [*old, *new]])
    assert found is not None and all(re.search(found.pattern, path) for path in [*old, *new])


@pytest.mark.parametrize("paths", [[], ["/lien-he", "/gioi-thieu", "/so-do"], ["/a-b-c-1234", "/d-e-f-1235"], ["/", "/?lang=vi"]])
def test_too_few_or_nothing_that_names_an_article(paths: list[str]) -> None:
    assert learn([SITE + path for path in paths]) is None


def test_described() -> None:
    assert described([f"{SITE}/tin/hoi-nghi-lan-{number}.html" for number in range(3)] + [f"{SITE}/lien-he"]) == "/tin/slug.html (3), /lien-he (1)"
