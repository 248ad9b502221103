"""What is no article is refused, and articles that look like it are not: content in the frames of portals, with and without the source's selectors.

Each frame has what real ones have: menus with long links, a login box, a column of teasers, a footer. The sentences are our own.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pytest

from corpus.sample import HERE as SAMPLE
from corpus.sources import Source, load_sources
from pipeline.archive import RawPage
from pipeline.document import Document
from pipeline.parse import NotAnArticle, parse_page

HOST = "soldnv.mau.gov.vn"
BASE = next(iter(load_sources(SAMPLE / "sources").values()))
SOURCE = replace(BASE, hosts=(HOST,), selectors=replace(BASE.selectors, title=("h1.tieu-de",), date=(".ngay-dang",), author=(), body=("div.noi-dung",), remove=()))

MENU = "".join(f'<li><a href="/chuyen-muc/{n}">{name}</a></li>' for n, name in enumerate([
    "Giới thiệu", "Chức năng, nhiệm vụ của Sở và các đơn vị trực thuộc", "Tin tức", "Cải cách hành chính", "Hướng dẫn thủ tục cho người dân, doanh nghiệp",
    "Đăng nhập", "Văn bản chỉ đạo điều hành của UBND tỉnh", "Liên hệ", "Lịch công tác của lãnh đạo Sở trong tuần"]))
TEASERS = [
    ("Phường Đông Thành trả kết quả tại nhà cho người cao tuổi", "Từ đầu tháng, cán bộ bưu điện mang giấy tờ đến tận nơi cho người từ 70 tuổi trở lên trong phường."),
    ("Xã Bản Lang mở điểm hỗ trợ nộp hồ sơ trực tuyến", "Hai máy tính và một cán bộ trực cả ngày giúp bà con làm quen với cổng dịch vụ công."),
    ("Kiểm tra kỷ luật, kỷ cương tại ba đơn vị cấp huyện", "Đoàn kiểm tra ghi nhận việc niêm yết thủ tục đã đầy đủ, song còn hồ sơ trả chậm không có thư xin lỗi."),
    ("Tập huấn ký số cho công chức văn phòng các xã", "Gần một trăm công chức được cấp chứng thư và thực hành ngay trên văn bản của đơn vị mình."),
    ("Họp bàn giải pháp nâng hạng chỉ số hài lòng", "Các sở nêu từng tiêu chí bị trừ điểm và nhận thời hạn khắc phục cụ thể trong quý tới."),
    ("Ra mắt trợ lý ảo trả lời câu hỏi về thủ tục đất đai", "Trợ lý trả lời được ba trăm câu hỏi thường gặp và chuyển câu khó cho cán bộ chuyên môn."),
    ("Khen thưởng mười sáng kiến rút ngắn thời gian", "Sáng kiến đứng đầu giúp bớt hai ngày đi lại cho mỗi hồ sơ cấp đổi giấy chứng nhận."),
    ("Lấy phiếu khảo sát sự hài lòng của doanh nghiệp", "Phiếu gửi qua thư điện tử đến bốn trăm doanh nghiệp có phát sinh hồ sơ trong năm."),
    ("Bàn giao phần mềm một cửa cho cấp xã mới sắp xếp", "Dữ liệu của các xã cũ được chuyển nguyên vẹn, hồ sơ đang giải quyết không bị ngắt quãng."),
]
SIDE = "".join(f'<div class="item"><h4><a href="/tin/{n}">{title}</a></h4><span class="date">{n + 1:02}/03/2024</span><p>{teaser}</p></div>' for n, (title, teaser) in enumerate(TEASERS[:5]))
LIST = "".join(f'<div class="news-item"><h3><a href="/tin-tuc/bai-{n}.html">{title}</a></h3><span class="date">0{n + 1}/04/2024</span><p class="sapo">{teaser}</p></div>' for n, (title, teaser) in enumerate(TEASERS))
LINKS = "<ul>" + "".join(f'<li><a href="/tin/{n}">{title}</a></li>' for n, (title, _) in enumerate(TEASERS)) + "</ul>"
FOOT = "<footer><p>Cơ quan chủ quản: Sở mẫu. Địa chỉ: số 1, đường Mẫu, thành phố Mẫu. Điện thoại: 0200 000 000.</p></footer>"


def portal(content: str, title: str = "Cổng thông tin điện tử Sở mẫu") -> str:
    """Boxes by class names, a login box in the head, as newer portals have it."""
    return (f'<!DOCTYPE html><html lang="vi"><head><title>{escape(title)}</title><script src="/js/jquery.js"></script><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></head><body>'
            f'<div class="header"><ul class="main-menu">{MENU}</ul><form class="login-box"><input name="u"><input type="password" name="p"></form></div>'
            f'<div class="content">{content}</div><div class="col-right">{SIDE}</div>{FOOT}</body></html>')


def tables(content: str, title: str = "Trang chủ") -> str:
    """Everything in nested tables and one form, as ASP.NET and older portals have it; nothing is named."""
    return (f'<html><head><title>{escape(title)}</title></head><body><form method="post" action="./Default.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUK" />'
            f'<table width="1000"><tr><td colspan="2"><table><tr>{MENU.replace("<li>", "<td>").replace("</li>", "</td>")}</tr></table></td></tr><tr><td valign="top">{content}</td>'
            f'<td width="250"><table>{"".join(f"<tr><td><a href=x{n}>{t}</a><br>{s}</td></tr>" for n, (t, s) in enumerate(TEASERS[:5]))}</table></td></tr>'
            '<tr><td colspan="2">Bản quyền thuộc Sở mẫu. Giấy phép số 01/GP-STTTT ngày 01/01/2020. Ghi rõ nguồn khi sử dụng thông tin.</td></tr></table></form></body></html>')


FRAMES = [pytest.param(portal, id="boxes"), pytest.param(tables, id="tables")]


def read(markup: str, *, source: Source | None = None, path: str = "/tin-tuc/bai-viet-12.html") -> Document:
    url = f"https://{HOST}{path}"
    return parse_page(RawPage(url, url, "a", 200, "text/html; charset=utf-8", {}, markup.encode(), datetime(2026, 11, 22, tzinfo=UTC), None), source)


def article(title: str, *paragraphs: str, date: str = "Thứ Ba, 12/03/2024, 08:15") -> str:
    return f'<h1 class="tieu-de">{title}</h1><span class="ngay-dang">{date}</span><div class="noi-dung">' + "".join(f"<p>{p}</p>" for p in paragraphs) + "</div>"


GAMBLING = ("Nhà cái hàng đầu châu Á năm 2024 với kho trò chơi khổng lồ: tài xỉu, xóc đĩa, nổ hũ, bắn cá đổi thưởng.", "Đăng ký ngay để nhận khuyến mãi 100% cho lần nạp tiền đầu tiên, rút tiền trong hai phút, uy tín số một.",
            "Link vào mới nhất không bị chặn được cập nhật mỗi ngày; tải app để chơi ngay trên điện thoại.")
REFUSED = [
    pytest.param("listing", f'<h1 class="tieu-de">Tin tức</h1>{LIST}', "Tin tức", "/tin-tuc", id="list with teasers"),
    pytest.param("listing", f'<h2>Cải cách hành chính</h2><p>Chuyên mục đăng tin, bài về cải cách hành chính của các đơn vị trong ngành.</p>{LIST}', "Cải cách hành chính", "/cchc", id="list with an introduction"),
    pytest.param("listing", f'<div class="noi-dung">{LIST}<a href="?p=2">2</a> <a href="?p=3">3</a> <a href="?p=2">Trang sau</a></div>', "Tin hoạt động", "/tin?p=1", id="list in the article's place"),
    pytest.param("listing", f"<h1>Văn bản</h1><table>{''.join(f'<tr><td>{n}/KH-SNV</td><td>0{n}/05/2024</td><td><a href=vb{n}>Kế hoạch kiểm tra công vụ đợt {n} năm 2024 tại các đơn vị</a></td></tr>' for n in range(1, 10))}</table>", "Văn bản", "/van-ban", id="list of documents"),
    pytest.param("listing", f'<h1>Kết quả tìm kiếm</h1><p>Tìm thấy 9 kết quả.</p>{LINKS}', "Tìm kiếm", "/tim-kiem?q=cchc", id="search results"),
    pytest.param("login", '<h1>Đăng nhập</h1><form><p>Tên đăng nhập</p><input name="u"><p>Mật khẩu</p><input type="password"><a href="/quen">Quên mật khẩu?</a></form>', "Đăng nhập - Cổng thông tin điện tử Sở mẫu", "/dang-nhap", id="login"),
    pytest.param("login", "<h2>Đăng nhập hệ thống</h2><p>Vui lòng dùng tài khoản công chức được cấp để vào hệ thống quản lý văn bản và điều hành.</p><a href='/sso'>Đăng nhập bằng VNeID</a>", "Đăng nhập", "/sso", id="login elsewhere"),
    pytest.param("error", "<h1>404</h1><p>Trang bạn tìm không tồn tại.</p><a href='/'>Về trang chủ</a>", "404 - Không tìm thấy trang", "/x", id="404"),
    pytest.param("error", '<div class="alert alert-danger">Bài viết không tồn tại hoặc đã bị xóa!</div>', "Cổng thông tin điện tử Sở mẫu", "/tin/99", id="soft 404 in a box"),
    pytest.param("error", '<div class="noi-dung">Không tìm thấy nội dung bạn yêu cầu. Nội dung có thể đã bị gỡ hoặc đường dẫn không còn đúng.</div>', "Sở mẫu", "/tin/98", id="soft 404 in the article's place"),
    pytest.param("error", "<p>Dữ liệu đang được cập nhật</p>", "Tin tức", "/tin/97", id="nothing there yet"),
    pytest.param("error", "<h2>Server Error in '/' Application.</h2><p>Object reference not set to an instance of an object.</p>", "Runtime Error", "/tin/96", id="ASP.NET error"),
    pytest.param("error", "<h1>Hệ thống đang bảo trì</h1><p>Chúng tôi đang nâng cấp, mong quý khách thông cảm và vui lòng quay lại sau.</p>", "Thông báo", "/tin/95", id="maintenance"),
    pytest.param("empty", '<h1 class="tieu-de">Triển khai kế hoạch cải cách hành chính năm 2024 của ngành</h1><span class="ngay-dang">12/03/2024 08:15</span><div class="noi-dung"></div>' + LINKS, "Chi tiết tin", "/tin/94", id="empty template"),
    pytest.param("spam", article("Top 5 nhà cái uy tín nhất hiện nay", *GAMBLING), "Nhà cái uy tín", "/tin-tuc/top-nha-cai-uy-tin", id="gambling in the portal's template"),
    pytest.param("spam", article("Situs slot gacor maxwin hari ini", "Daftar situs judi slot online terpercaya dengan bonus new member 100 persen.", "Slot gacor malam ini, jackpot terbesar, togel dan poker dalam satu akun."),
                 "Slot gacor", "/upload/slot-gacor-2024/", id="gambling in Indonesian"),
    pytest.param("spam", article("Buy Viagra online", "Order cheap Viagra and Cialis from our online pharmacy without prescription.", "Sildenafil, Levitra and Tramadol with discount and fast delivery worldwide."),
                 "Cheap Viagra", "/wp-content/uploads/viagra.html", id="pharmacy"),
    pytest.param("spam", article("激安ブランド通販 公式サイト", "当店は正規品のみを送料無料でお届けする通販サイトです。人気の新品バッグが激安、楽天より安い価格で販売中。本日限定のセールを開催しています。", "新品の財布と時計も激安で販売、全国送料無料。"),
                 "激安通販", "/images/shop/item-88.html", id="Japanese shop"),
    pytest.param("spam", article("NEW88 - Trang chủ NEW88.COM đăng nhập chính thức", "NEW88 là sân chơi cá cược hàng đầu, liên kết cùng HI88, 789BET và 8xbet, mang tới trải nghiệm đẳng cấp cho hội viên.", "Tham gia ngay hôm nay để nhận ưu đãi dành cho thành viên mới."),
                 "NEW88", "/Portals/0/new88.html", id="brands"),
    pytest.param("spam", article("Kubet trang chủ chính thức", 'Tham gia <a href="https://kubet-vip.example/">Kubet</a> để trải nghiệm casino trực tuyến, cá cược thể thao cùng nhiều ưu đãi hấp dẫn cho thành viên mới.'),
                 "Kubet", "/tin-tuc/kubet-trang-chu", id="one paragraph and a link"),
]


@pytest.mark.parametrize("selectors", [True, False], ids=["selectors", "no selectors"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("kind", "content", "title", "path"), REFUSED)
def test_no_article_in_a_frame(frame, kind: str, content: str, title: str, path: str, selectors: bool) -> None:
    with pytest.raises(NotAnArticle) as caught:
        document = read(frame(content, title), source=SOURCE if selectors else None, path=path)
        print(document.text)
    assert caught.value.kind == kind, caught.value.evidence
    assert caught.value.evidence and caught.value.url.endswith(path)


P = "Ủy ban nhân dân huyện đã tiếp nhận và giải quyết hồ sơ của người dân đúng hẹn trong tháng qua, không để tồn đọng."
ARTICLES = [
    pytest.param(article("Triệt phá đường dây cá độ, đánh bạc qua mạng nghìn tỷ đồng", "Công an tỉnh vừa khởi tố 12 bị can trong đường dây tổ chức đánh bạc dưới hình thức cá cược bóng đá, lô đề, tài xỉu.",
                         "Các đối tượng lập trang nhà cái, mời người chơi đăng ký tài khoản, nạp tiền và hứa rút tiền nhanh, hoàn trả, khuyến mãi lớn.", "Cơ quan điều tra cảnh báo người dân không tham gia cá độ, nổ hũ, bắn cá trên mạng."),
                 "/tin-tuc/triet-pha-duong-day-ca-do-danh-bac", id="gambling ring broken"),
    pytest.param(article("Tuyên truyền phòng, chống cá độ bóng đá mùa World Cup", "Các trường và khu phố phát tờ rơi, ký cam kết không cá độ, không chơi lô đề, tài xỉu.", "Công an phường nêu thủ đoạn của nhà cái: tặng khuyến mãi lần nạp tiền đầu rồi khóa tài khoản."),
                 "/tin/chong-ca-do", id="against gambling"),
    pytest.param(article("Phát hiện nhiều trang .gov.vn bị chèn quảng cáo cờ bạc", "Sở Thông tin và Truyền thông rà soát, phát hiện 9 trang bị chèn mã độc dẫn tới trang casino, nhà cái, slot, cá cược.", "Đơn vị chủ quản được yêu cầu gỡ trong ngày và báo cáo về an toàn thông tin."),
                 "/tin/trang-bi-chen-casino", id="hijacked portals in the news"),
    pytest.param(article("Đăng nhập VNeID để nộp hồ sơ: những điều người dân cần biết", "Từ 1/7, mọi tài khoản trên Cổng dịch vụ công đăng nhập bằng VNeID mức độ 2; tài khoản cũ không còn dùng được.", "Bộ phận một cửa bố trí cán bộ giúp người dân đăng nhập, đổi mật khẩu và ký số."),
                 "/tin/dang-nhap-vneid", id="login in the news"),
    pytest.param(article("Lỗi 404 trên Cổng dịch vụ công đã được khắc phục", P, "Người dân gặp lỗi không tìm thấy trang khi tra cứu hồ sơ trong sáng 11/3; đến trưa, sự cố được xử lý xong."), "/tin/loi-404", id="error in the news"),
    pytest.param(article("Thông báo tạm dừng hệ thống một cửa điện tử để nâng cấp", "Để nâng cấp, hệ thống tạm ngừng hoạt động từ 20 giờ ngày 15/3 đến 6 giờ ngày 16/3/2024."), "/tin/tam-dung", id="notice of maintenance"),
    pytest.param(article("Cần sớm gỡ bài viết không còn đúng quy định trên trang xã", P, P), "/tin/go-bai", id="outdated pages in the news"),
    pytest.param(article("Kết quả kiểm tra công vụ tháng 2 tại các xã vùng cao", P, P, P) + f"<h3>Tin liên quan</h3>{LINKS}<h3>Tin khác</h3>{LINKS}{LIST}", "/tin/cong-vu", id="many related links"),
    pytest.param(article("Lịch tiếp công dân tháng 4 của Giám đốc Sở mẫu", "Giám đốc Sở tiếp công dân sáng thứ Năm hằng tuần tại trụ sở Sở."), "/tin/lich", id="short notice"),
    pytest.param(article("Lịch tiếp công dân tháng 5 của Giám đốc Sở mẫu", "Giám đốc Sở tiếp công dân sáng thứ Năm hằng tuần tại trụ sở Sở.") + LINKS + LIST, "/tin/lich-5", id="short notice above lists"),
    pytest.param(article("Hướng dẫn bật cookie khi nộp hồ sơ trực tuyến", "Trình duyệt chặn cookie thì hồ sơ không lưu được. Vui lòng bật JavaScript và cookie trước khi nộp.", P, P), "/tin/cookie", id="cookies in the news"),
    pytest.param(article("Phòng PA88 tập huấn an toàn thông tin cho 66 xã", "Lớp học nêu chuyện các trang xã bị chèn chữ casino, phần mềm T66 quét ra 9 trang nhiễm.", P), "/tin/pa88", id="numbers like brands"),
    pytest.param(article("Nhà thuốc trong tỉnh liên thông dữ liệu kê đơn", "Sở Y tế kiểm tra 200 nhà thuốc (pharmacy); thuốc giảm đau tramadol, thuốc ngủ chỉ bán theo đơn, bán không đơn bị xử phạt.", P), "/tin/nha-thuoc", id="pharmacies in the news"),
]


@pytest.mark.parametrize("selectors", [True, False], ids=["selectors", "no selectors"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("content", "path"), ARTICLES)
def test_an_article_in_a_frame(frame, content: str, path: str, selectors: bool) -> None:
    title = content.partition(">")[2].partition("<")[0]
    document = read(frame(content, f"{title} - Cổng thông tin điện tử Sở mẫu"), source=SOURCE if selectors else None, path=path)
    own = [p.partition("</p>")[0] for p in content.partition('class="noi-dung">')[2].partition("</div>")[0].split("<p>")[1:]]
    assert document.title == title
    assert [p for p in own if p not in document.text] == []
    assert TEASERS[0][1] not in document.text and document.warnings == ()


HIDDEN = ['<div style="position:absolute;left:-9999px"><a href="https://789bet.example/">789bet</a> <a href="https://khach.example/">nhà cái uy tín</a></div>',
          '<p>Xem thêm <a href="https://nhacai-uy-tin.example/vao">link vào nhà cái</a> tại đây.</p>', '<div style="display:none"><a href="//casino.example/x">casino</a></div>']


@pytest.mark.parametrize("hidden", HIDDEN, ids=["off the screen", "in a paragraph", "not displayed"])
@pytest.mark.parametrize("selectors", [True, False], ids=["selectors", "no selectors"])
def test_links_put_into_a_good_article_are_cut_out_and_told(hidden: str, selectors: bool) -> None:
    source = SOURCE if selectors else None
    clean = article("Kết quả kiểm tra công vụ tháng 2 tại các xã vùng cao", P, P + " Đợt hai kiểm tra bốn xã.", P + " Đợt ba kiểm tra ba xã.")
    document = read(portal(clean.replace("</div>", f"{hidden}</div>")), source=source)
    assert document.warnings == ("injected_links",)
    assert "nhà cái" not in document.text and "789bet" not in document.text and "casino" not in document.text
    assert "Đợt ba kiểm tra ba xã." in document.text


@pytest.mark.parametrize("markup", [
    pytest.param('<html><body><script>document.cookie="D1N=93ac1b"+"; path=/";window.location.reload(true);</script></body></html>', id="D1N"),
    pytest.param('<html><head><title>Just a moment...</title><meta http-equiv="refresh" content="390"></head><body><div class="main-wrapper"><h1>mau.gov.vn</h1><p>Verifying you are human. This may take a few seconds.</p>'
                 '<noscript>Enable JavaScript and cookies to continue</noscript></div><script>window._cf_chl_opt={cvId:"3"};</script>' + "<!-- x -->" * 2000 + "</body></html>", id="Cloudflare, 20 KB"),
    pytest.param('<html><head><title></title><script>window["bobcmn"]="101110101"</script></head><body><noscript>Please enable JavaScript to view the page content.<br/>Your support ID is: 123.</noscript></body></html>', id="F5"),
    pytest.param('<html><head><script>window.location.href="https://mau.gov.vn/trang-moi";</script></head><body></body></html>', id="sent on by script"),
    pytest.param('<html><head><title>Xác thực</title></head><body><h2>Vui lòng xác minh bạn không phải là robot</h2><div class="g-recaptcha" data-sitekey="x"></div></body></html>', id="captcha"),
    pytest.param('<html><head><title>Website</title></head><body><p>Vui lòng bật JavaScript để tiếp tục truy cập trang web này, sau đó tải lại trang.</p></body></html>', id="asks for scripts"),
])
def test_walls(markup: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        read(markup)
    assert caught.value.kind == "challenge", caught.value.evidence


def test_a_page_that_a_script_draws_says_so_or_gives_what_json_ld_states() -> None:
    drawn = '<!DOCTYPE html><html><head><title>Tin</title>{}</head><body><div id="__next"></div><script src="/_next/static/main.js"></script></body></html>'
    with pytest.raises(NotAnArticle, match="drawn by a script") as caught:
        read(drawn.format(""))
    assert caught.value.kind == "empty"
    stated = '{"@type": "NewsArticle", "headline": "Xã Mường Than đưa thủ tục đến từng bản", "datePublished": "2024-03-12T08:15:00+07:00", "articleBody": "' + f"{P}\\n{P} Bản xa nhất cách trung tâm 20 km." + '"}'
    document = read(drawn.format(f'<script type="application/ld+json">{stated}</script>'))
    assert document.text == f"Xã Mường Than đưa thủ tục đến từng bản\n\n{P}\n\n{P} Bản xa nhất cách trung tâm 20 km."
    assert document.warnings == ("body:json-ld",)
