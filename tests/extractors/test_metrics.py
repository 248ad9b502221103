"""Metrics: sentences as such texts write them, with the facts a reader would note down."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import extract
from extractors.facts import Metric

PROVINCE, PUBLISHED = "Lai Châu", date(2022, 7, 20)


def find(text: str, province: str | None = PROVINCE) -> tuple[Metric, ...]:
    return extract(text, province=province, published=PUBLISHED).metrics


# text, facts in order: (quote, kind, value, total, unit)
KINDS: list[tuple[str, list[tuple[str, str, float, float | None, str]]]] = [
    ("Chỉ số PAR INDEX năm 2021 của tỉnh xếp hạng 37/63, tăng 5 hạng so với năm 2020.",
     [("37/63", "ranking", 37, 63, "hạng"), ("5", "change", 5, None, "hạng")]),
    ("Chỉ số PCI của tỉnh tụt 12 bậc, từ vị trí thứ 20 xuống thứ 32.",
     [("12", "change", -12, None, "hạng"), ("20", "ranking", 20, None, "hạng"), ("32", "ranking", 32, None, "hạng")]),
    ("Về chỉ số cải cách hành chính, Sở Tài chính dẫn đầu với 92,4%.",
     [("dẫn đầu", "ranking", 1, None, "hạng"), ("92,4%", "percentage", 92.4, None, "%")]),
    ("UBND tỉnh xếp vị trí thứ 4 trên tổng số 63 tỉnh về cải cách hành chính.", [("4", "ranking", 4, 63, "hạng")]),
    ("Toàn tỉnh đã giải quyết 512.340 hồ sơ, trong đó 498.100 hồ sơ đúng hạn, đạt 97,2%.",
     [("512.340", "count", 512340, None, "hồ sơ"), ("498.100", "count", 498100, None, "hồ sơ"), ("97,2%", "percentage", 97.2, None, "%")]),
    ("Tỉnh đã hoàn thành 31/45 nhiệm vụ cải cách hành chính.", [("31/45", "count", 31, 45, "nhiệm vụ")]),
    ("UBND tỉnh công bố 20 TTHC cấp tỉnh, 18 TTHC cấp huyện và 6 TTHC cấp xã.",
     [("20", "count", 20, None, "TTHC"), ("18", "count", 18, None, "TTHC"), ("6", "count", 6, None, "TTHC")]),
    ("Bộ phận một cửa đã trả 2.750/2.750 hồ sơ (đạt tỷ lệ 100%).",
     [("2.750/2.750", "count", 2750, 2750, "hồ sơ"), ("100%", "percentage", 100, None, "%")]),
    ("Chỉ số SIPAS của tỉnh đạt 84,65 điểm, tăng 1,2 điểm.", [("84,65", "score", 84.65, None, "điểm"), ("1,2", "change", 1.2, None, "điểm")]),
    ("Chỉ số chuyển đổi số (DTI) đạt 70,61/100 điểm.", [("70,61/100", "score", 70.61, 100, "điểm")]),
    ("Thu ngân sách của tỉnh đạt 2.315,4 tỷ đồng, tăng 9,2% so với cùng kỳ.",
     [("2.315,4 tỷ đồng", "money", 2315400000000, None, "đồng"), ("9,2%", "change", 9.2, None, "%")]),
    ("UBND huyện hỗ trợ 980 triệu đồng cho hộ nghèo.", [("980 triệu đồng", "money", 980000000, None, "đồng")]),
    ("Số hồ sơ trực tuyến của tỉnh gấp 3 lần năm trước.", [("3", "change", 3, None, "lần")]),
    ("Tỷ lệ giải ngân vốn đầu tư công giảm 4,5%.", [("4,5%", "change", -4.5, None, "%")]),
    ("UBND tỉnh nâng tỷ lệ hồ sơ trực tuyến lên 75%.", [("75%", "percentage", 75, None, "%")]),
    ("Đoàn kiểm tra công vụ đã kiểm tra ba đơn vị cấp huyện.", [("ba", "count", 3, None, "đơn vị")]),
    ("Chủ tịch UBND tỉnh tặng bằng khen cho 05 tập thể và 12 cá nhân.", [("05", "count", 5, None, "tập thể"), ("12", "count", 12, None, "cá nhân")]),
    ("Tỷ lệ hài lòng của người dân đạt 99.3%.", [("99.3%", "percentage", 99.3, None, "%")]),
    ("Cổng Dịch vụ công của tỉnh cập nhật 1,856 thủ tục.", [("1,856", "count", 1856, None, "thủ tục")]),
    ("Sở Nội vụ mở 14 lớp bồi dưỡng cho hơn 1.100 lượt cán bộ, công chức.",
     [("14", "count", 14, None, "lớp"), ("1.100", "count", 1100, None, "lượt")]),
    ("HĐND tỉnh có 2 phó chủ tịch HĐND và 4 phó trưởng ban chuyên trách.",
     [("2", "count", 2, None, "phó chủ tịch"), ("4", "count", 4, None, "phó trưởng ban")]),
    ("UBND tỉnh trang bị 45 màn hình cảm ứng cho bộ phận một cửa.", [("45", "count", 45, None, "màn hình")]),
    ("Tỉnh đã giảm 5 thôn, tương ứng 4,2% số thôn của xã.", [("5", "change", -5, None, "thôn"), ("4,2%", "change", -4.2, None, "%")]),
    ("UBND tỉnh có 12 Phòng chuyên môn, đứng thứ tư cả nước.", [("12", "count", 12, None, "Phòng"), ("tư", "ranking", 4, None, "hạng")]),
    ("Chỉ số CCHC của tỉnh tăng một bậc so với năm 2020.", [("một", "change", 1, None, "hạng")]),
    ("Đứng thứ hai bảng xếp hạng chỉ số PCI là tỉnh Đồng Tháp.", [("hai", "ranking", 2, None, "hạng")]),
    ("Huyện tinh giản 35 biên chế.", [("35", "change", -35, None, "biên chế")]),
    ("UBND tỉnh báo cáo năm 2021 thu hút 1,4 tỷ USD vốn FDI.", [("1,4 tỷ USD", "money", 1400000000, None, "USD")]),
    ("Sở Xây dựng đã cắt giảm thời gian giải quyết hồ sơ 30%.", [("30%", "change", -30, None, "%")]),
    ("Tín dụng chính sách của tỉnh tăng dưới 9%.", [("9%", "change", 9, None, "%")]),
    ("Năm 2021, số hồ sơ đã giải quyết là 8.901 (trước hạn 7.345, đúng hạn 1.490, quá hạn 66); số hồ sơ đang giải quyết 677.",
     [("8.901", "count", 8901, None, "hồ sơ"), ("7.345", "count", 7345, None, "hồ sơ"), ("1.490", "count", 1490, None, "hồ sơ"),
      ("66", "count", 66, None, "hồ sơ"), ("677", "count", 677, None, "hồ sơ")]),
    ("UBND tỉnh đã cắt giảm từ 20% đến 30% thời gian giải quyết đối với 35 TTHC.",
     [("20%", "change", -20, None, "%"), ("30%", "change", -30, None, "%"), ("35", "count", 35, None, "TTHC")]),
    ("UBND tỉnh đề ra giảm 10% chi phí tuân thủ TTHC và 100% hồ sơ được số hóa.",
     [("10%", "change", -10, None, "%"), ("100%", "percentage", 100, None, "%")]),
    ("Chỉ số DTI của tỉnh đạt 0,5802 điểm, đứng thứ 38 cả nước và thứ 5 trong 14 tỉnh miền núi.",
     [("0,5802", "score", 0.5802, None, "điểm"), ("38", "ranking", 38, None, "hạng"), ("5", "ranking", 5, 14, "hạng")]),
    ("UBND huyện xếp thứ ba với số điểm 86,25/100.", [("ba", "ranking", 3, None, "hạng"), ("86,25/100", "score", 86.25, 100, "điểm")]),
    ("UBND tỉnh công bố danh mục 78 TTHC mới.", [("78", "count", 78, None, "TTHC")]),
    ("PAR INDEX bình quân của 63 tỉnh, thành phố đạt 84,9%.", [("84,9%", "percentage", 84.9, None, "%")]),
    ("Số hồ sơ trực tuyến của tỉnh tăng gấp đôi so với năm 2020.", [("đôi", "change", 2, None, "lần")]),
    ("Tổng số TTHC đang có hiệu lực: 1.812, trong đó cấp tỉnh: 1.402; cấp huyện: 262; cấp xã: 148.",
     [("1.812", "count", 1812, None, "TTHC"), ("1.402", "count", 1402, None, "TTHC"), ("262", "count", 262, None, "TTHC"), ("148", "count", 148, None, "TTHC")]),
    ("Tỉnh có tốc độ tăng thu ngân sách trên 8%.", [("8%", "percentage", 8, None, "%")]),
    ("UBND tỉnh tăng cường số hóa 100% hồ sơ.", [("100%", "percentage", 100, None, "%")]),
]
NO_METRICS = [
    "Báo cáo chỉ ra 4 nguyên nhân, 3 bài học kinh nghiệm trong công tác cải cách hành chính của tỉnh.",
    "Nghị định có 8 chính sách đối với cán bộ, công chức nghỉ thôi việc.",
    "Thành phần hồ sơ gồm các biểu (Mẫu số 01, 02 ban hành kèm theo Nghị định của Chính phủ).",
    "Xã vùng khó khăn là xã đáp ứng ít nhất 02 trong 03 tiêu chí sau đây:\n- Tiêu chí xác định: có từ 15% người dân tộc thiểu số trở lên.\n- Có dưới 60% đường thôn được cứng hóa.",
    "Kỳ họp HĐND tỉnh thông qua nghị quyết với 100% đại biểu tán thành.",
    "Tay vợt số một tăng 4 bậc, đứng thứ 28 thế giới sau giải cầu lông.",
    "Định kỳ hai tháng, các tổ của UBND xã họp 1 lần.",
    "Dịch vụ công trực tuyến mức độ 3, 4 được triển khai tại các xã.",
    "Thực hiện Đề án 06 và Nghị quyết số 18 của Trung ương.",
    "Công tác cải cách hành chính được triển khai trên cả 6 nội dung.",
    "Hội nghị trực tuyến kết nối với 12 điểm cầu cấp huyện.",
    "Dự hội nghị có hơn 200 đại biểu.",
    "Thời hạn giải quyết thủ tục là 15 ngày làm việc.",
    "UBND tỉnh có địa chỉ tại tầng 3, số 12 đường Lê Lợi, phường 4.",
    "Trách nhiệm của người đứng đầu cơ quan hành chính được nâng cao.",
    "Lượt xem: 2.097",
    "Bộ phận một cửa của huyện hoạt động hiệu quả.",
    "Phút 68, tiền đạo đội khách sút tung lưới thủ môn, nâng tỷ số lên 2-0, đội nhà rơi xuống thứ 11 trên bảng xếp hạng V.League.",
    "Giá vàng của tỉnh niêm yết ở mức 2.650 USD một lượng.",
    "Giá xăng E5 giảm 320 đồng/lít, giá dầu giảm 1,8% trên thị trường thế giới.",
    "Hồ sơ gồm 01 bản chính và 02 bản sao.",
    "Đoàn công tác do Phó Chủ tịch UBND tỉnh Lò Văn Mạnh dẫn đầu đến thăm huyện.",
]


@pytest.mark.parametrize(("text", "expected"), KINDS, ids=[case[0][:45] for case in KINDS])
def test_kinds_values_and_units(text: str, expected: list[tuple[str, str, float, float | None, str]]) -> None:
    assert [(text[m.start:m.end], m.kind, m.value, m.total, m.unit) for m in find(text)] == expected


@pytest.mark.parametrize("text", NO_METRICS, ids=[text[:45] for text in NO_METRICS])
def test_figures_that_are_no_metrics(text: str) -> None:
    assert [text[m.start:m.end] for m in find(text)] == []


# text, quote of one fact, what its slots must be
SLOTS: list[tuple[str, str, dict[str, Any]]] = [
    ("Phấn đấu đến năm 2025 có ít nhất 80% hồ sơ được nộp trực tuyến.", "80%",
     {"modality": "target", "comparator": "ge", "indicator": "DOSSIERS_ONLINE", "period": "2025-01-01..2025-12-31"}),
    ("Mục tiêu là 90%, đến nay tỷ lệ hồ sơ đúng hạn đã đạt 95%.", "95%", {"modality": "actual", "indicator": "DOSSIERS_ON_TIME"}),
    ("Tỷ lệ số hóa hồ sơ đạt khoảng 45%.", "45%", {"comparator": "approx", "indicator": "DIGITIZATION", "modality": "actual"}),
    ("Tỷ lệ hồ sơ trễ hạn dưới 2%.", "2%", {"comparator": "le", "indicator": "DOSSIERS_OVERDUE"}),
    ("Giải ngân vốn đầu tư công đạt từ 85% đến 90%.", "85%", {"comparator": "ge", "indicator": "BUDGET"}),
    ("Giải ngân vốn đầu tư công đạt từ 85% đến 90%.", "90%", {"comparator": "le", "indicator": "BUDGET"}),
    ("Chỉ số PAPI năm 2021 xếp thứ 20, tăng 6 bậc so với năm 2020 và tăng 9 bậc so với năm 2018.", "9",
     {"indicator": "PAPI", "period": "2021-01-01..2021-12-31", "base": "2018-01-01..2018-12-31"}),
    ("6 tháng đầu năm, thu ngân sách tăng 12% so với cùng kỳ.", "12%",
     {"period": "2022-01-01..2022-06-30", "base": "2021-01-01..2021-06-30", "indicator": "BUDGET"}),
    ("Không quá 2% văn bản của UBND tỉnh bị đề nghị sửa.", "2%", {"comparator": "le"}),
    ("Ít nhất 40% hồ sơ của tỉnh được nộp trực tuyến.", "40%", {"comparator": "ge"}),
    ("Tỉnh có 22 xã đạt từ 85% đến dưới 90% chỉ tiêu.", "90%", {"comparator": "le"}),
    ("Tỷ lệ số hóa hồ sơ đạt 42%, vượt chỉ tiêu 30% của UBND tỉnh.", "30%", {"modality": "target"}),
    ("Tỷ lệ thanh toán trực tuyến đạt 52,4%, hụt so với mức 60% được giao đầu năm.", "60%", {"modality": "target", "indicator": "ONLINE_PAYMENT"}),
    ("Tỷ lệ thanh toán trực tuyến đạt mức 52,4%, thấp hơn mức 60% của tỉnh bạn.", "60%", {"modality": "actual"}),
    # A list of places in one index goes on from sentence to sentence, and the year that one is compared with is no other's.
    ("Năm 2021, 97,9% hồ sơ của Lai Châu được giải quyết đúng hạn. Ở Chỉ số SIPAS, Lai Châu đạt 81,6%, xếp thứ 30/63. Đắk Lắk đạt 80,4%, xếp thứ 37/63.", "80,4%", {"indicator": "SIPAS"}),
    ("Chỉ số SIPAS năm 2021 của Đắk Lắk xếp thứ 37/63, nhích lên 5 bậc so với vị trí 42 của năm 2020. Phú Yên đạt 78,9%, xếp thứ 52/63.", "78,9%",
     {"indicator": "SIPAS", "period": "2021-01-01..2021-12-31"}),
    ("Tỷ lệ hồ sơ nộp trực tuyến của tỉnh đạt 98%, xếp thứ 3 cả nước.", "98%", {"indicator": "DOSSIERS_ONLINE"}),
    ("Đã giải quyết 139.705 hồ sơ, tỷ lệ đúng hạn đạt 98,3%.", "98,3%", {"indicator": "DOSSIERS_ON_TIME"}),
    ("Đã giải quyết 139.705 hồ sơ, đạt tỷ lệ 98,3%.", "98,3%", {"indicator": "DOSSIERS_RESOLVED"}),
    ("UBND tỉnh phấn đấu tỷ lệ hồ sơ thực hiện trực tuyến đạt 90%.", "90%", {"modality": "target"}),
    ("So với cùng kỳ năm 2021, số vụ trên địa bàn tỉnh giảm sâu: giảm 21 vụ; giảm 6 người chết.", "6", {"base": "2021-01-01..2021-12-31"}),
    ("Chỉ số SIPAS của tỉnh đạt 88% trở lên; PAPI tăng 1,5 điểm.", "1,5", {"indicator": "PAPI"}),
    ("Mức độ hài lòng của người dân, doanh nghiệp về giải quyết thủ tục hành chính của sở đạt tối thiểu 95%.", "95%", {"indicator": "SATISFACTION"}),
    ("Chỉ số PAR INDEX của tỉnh xếp hạng 37/63.", "37/63", {"subject": "tỉnh Lai Châu", "indicator": "PAR_INDEX"}),
    ("Theo báo cáo của Sở Nội vụ, UBND huyện Tam Đường đã giải quyết 3.200 hồ sơ.", "3.200", {"subject": "UBND huyện Tam Đường"}),
    ("Xếp hạng chỉ số CCHC năm 2021, huyện Sìn Hồ đứng đầu với 91,2%, tiếp theo là huyện Than Uyên (90,1%).", "90,1%",
     {"subject": "huyện Than Uyên", "indicator": "PAR_INDEX_LOCAL"}),
    ("Bà Lò Thị Thắm, Chủ tịch UBND huyện Sìn Hồ, cho biết đã kỷ luật 3 cán bộ.", "3", {"subject": "UBND huyện Sìn Hồ", "indicator": "COMMENDATIONS"}),
    ("Bà Lò Thị Thắm, Giám đốc Sở Nội vụ, cho biết đã kỷ luật 3 cán bộ.", "3", {"subject": "tỉnh Lai Châu"}),
    ("Năm 2021, chỉ số PCI của tỉnh từ vị trí thứ 20 xuống thứ 32.", "20", {"period": None, "indicator": "PCI"}),
    ("Năm 2021, chỉ số PCI của tỉnh từ vị trí thứ 20 xuống thứ 32.", "32", {"period": "2021-01-01..2021-12-31"}),
    ("Chỉ số PCI của tỉnh từ hạng 20 năm 2020 xuống hạng 32 năm 2021.", "20", {"period": "2020-01-01..2020-12-31"}),
    ("Chỉ thị yêu cầu cắt giảm ít nhất 30% thời gian giải quyết, 30% chi phí tuân thủ.", "30%", {"modality": "target", "comparator": "ge"}),
    ("6 tháng đầu năm 2022, thu ngân sách tỉnh tăng 10,4% (cùng kỳ tăng 12,2%).", "12,2%",
     {"period": "2021-01-01..2021-06-30", "base": None, "indicator": "BUDGET", "modality": "actual"}),
    ("6 tháng đầu năm, thu ngân sách tỉnh cao hơn cùng kỳ 4,2%.", "4,2%", {"period": "2022-01-01..2022-06-30", "base": "2021-01-01..2021-06-30"}),
    ("6 tháng đầu năm tỉnh giải ngân 41%, ước cả năm đạt 95%.", "95%", {"period": "2022-01-01..2022-12-31", "comparator": "eq"}),
    ("Tỉnh giải ngân 51% kế hoạch cả năm, 6 tháng đầu năm trả 900 hồ sơ.", "51%", {"period": "2022-01-01..2022-06-30"}),
    ("Tỷ trọng chi thường xuyên năm 2021 là 61%, cao hơn kế hoạch 2021 - 2025 (dưới 58%).", "58%",
     {"modality": "target", "comparator": "le", "period": "2021-01-01..2025-12-31"}),
    ("Năm 2021 tỉnh giải ngân 93%, vượt chỉ tiêu HĐND tỉnh giao (90%).", "90%", {"modality": "target"}),
    ("Năm 2021, tỷ lệ hồ sơ đúng hạn đạt 97% (mục tiêu 95%), số hóa đạt 40%.", "40%", {"modality": "actual", "indicator": "DIGITIZATION"}),
    ("PCI năm 2021 của tỉnh tăng 2,5 điểm so với kết quả của năm trước.", "2,5", {"period": "2021-01-01..2021-12-31", "base": "2020-01-01..2020-12-31"}),
    ("Trong năm tới, tỉnh có 12.000 hồ sơ được nộp trực tuyến.", "12.000", {"period": "2023-01-01..2023-12-31", "modality": "target"}),
    ("Nhiều năm tới vẫn khó, năm 2021 tỉnh có 12.000 hồ sơ.", "12.000", {"period": "2021-01-01..2021-12-31"}),
    ("Trong hai năm 2020, 2021, tỉnh bố trí 35 tỷ đồng.", "35 tỷ đồng", {"period": "2020-01-01..2021-12-31"}),
    ("Thu ngân sách của tỉnh dự kiến tăng 8,3% - 8,5%.", "8,3%", {"comparator": "ge", "modality": "target"}),
    ("Thu ngân sách của tỉnh dự kiến tăng 8,3% - 8,5%.", "8,5%", {"comparator": "le", "modality": "target"}),
    ("Nợ công của tỉnh khoảng 3,4% GRDP, giảm so với mức 4,1% năm 2020.", "3,4%", {"indicator": "BUDGET", "comparator": "approx"}),
    ("Nợ công của tỉnh khoảng 3,4% GRDP, giảm so với mức 4,1% năm 2020.", "4,1%", {"period": "2020-01-01..2020-12-31"}),
    ("Tỉnh phấn đấu 80% thủ tục hành chính được giải quyết trực tuyến.", "80%", {"indicator": "ONLINE_SERVICES"}),
    ("Đến nay, 92% văn bản giữa các cơ quan của tỉnh được gửi dưới dạng điện tử.", "92%", {"indicator": "E_DOCUMENTS"}),
    ("Năm 2021, Bắc Kạn xếp hạng 40/63 chỉ số PCI. Có 72% doanh nghiệp tại tỉnh này hài lòng.", "72%", {"subject": "tỉnh Bắc Kạn"}),
    ("Trung tâm của tỉnh tiếp nhận 1.253 hồ sơ (trực tuyến 1.074 hồ sơ, trực tiếp 179 hồ sơ).", "1.253", {"indicator": "DOSSIERS_RECEIVED"}),
    ("Trung tâm của tỉnh tiếp nhận 1.253 hồ sơ (trực tuyến 1.074 hồ sơ, trực tiếp 179 hồ sơ).", "1.074", {"indicator": "DOSSIERS_ONLINE"}),
    ("Tỉnh đã trả 901 hồ sơ (đúng hạn 880, quá hạn 21), số hồ sơ đang giải quyết 77.", "21", {"indicator": "DOSSIERS_OVERDUE"}),
    ("Tỉnh đã trả 901 hồ sơ (đúng hạn 880, quá hạn 21), số hồ sơ đang giải quyết 77.", "77", {"indicator": "DOSSIERS_PENDING"}),
    ("Phấn đấu 80% hồ sơ của tỉnh nộp trực tuyến, 90% người dân hài lòng.", "90%", {"indicator": "SATISFACTION", "modality": "target"}),
    ("Toàn tỉnh có 98,6% cán bộ, công chức được cấp chữ ký số.", "98,6%", {"indicator": "E_DOCUMENTS"}),
    ("Đến 30/6/2022, tỉnh giải ngân 1.215 tỷ đồng.", "1.215 tỷ đồng", {"period": "2022-06-30..2022-06-30"}),
    ("Thu ngân sách tỉnh năm 2021 tăng 8,5% so với thực hiện năm 2020.", "8,5%", {"period": "2021-01-01..2021-12-31", "base": "2020-01-01..2020-12-31"}),
    ("Xã đã cắt giảm từ 20% đến 30% thời gian giải quyết.", "20%", {"comparator": "ge"}),
    ("Chỉ số DDCI năm 2021: UBND thành phố xếp thứ 1/8 địa phương.", "1/8", {"subject": "UBND thành phố"}),
    ("Giai đoạn 2015-2021, cả nước tinh giản được 79.000 người.", "79.000", {"subject": "cả nước"}),
    ("Huyện Sìn Hồ có 14/14 xã trả 100% hồ sơ đúng hạn, riêng xã Tả Phìn còn 3 hồ sơ trễ.", "100%", {"subject": "huyện Sìn Hồ"}),
    ("Năm 2021, có 60% doanh nghiệp phải trả thêm phí, giảm so với mức 66% của năm 2016.", "60%", {"period": "2021-01-01..2021-12-31"}),
    ("Chỉ số CCHC năm 2021 của Sở Nội vụ (91,35%), Sở Tư pháp (90,88%) và Sở Y tế (90,12%) đều tăng.", "90,12%", {"subject": "Sở Y tế"}),
    ("Năm 2021, Hải Phòng giữ ngôi quán quân chỉ số PCI với 71,2 điểm, Hà Nội xếp thứ ba.", "71,2", {"subject": "thành phố Hải Phòng"}),
    ("Tính đến 15/6/2022, tỉnh giải ngân 11,2% kế hoạch vốn, thấp hơn cùng kỳ (14,6%).", "14,6%",
     {"modality": "actual", "period": "2021-06-15..2021-06-15"}),
    ("Tính đến 15/6, tỉnh giải ngân 11,2% kế hoạch vốn.", "11,2%", {"period": "2022-06-15..2022-06-15"}),
    ("UBND tỉnh giảm 3 trưởng phòng.", "3", {"indicator": "STAFFING"}),
    ("Trong năm 2021, Công an huyện Sìn Hồ tiếp nhận 130 tin báo.", "130", {"subject": "Công an huyện Sìn Hồ", "period": "2021-01-01..2021-12-31"}),
]


@pytest.mark.parametrize(("text", "quote", "expected"), SLOTS, ids=[f"{case[1]} {case[0][:35]}" for case in SLOTS])
def test_slots(text: str, quote: str, expected: dict[str, Any]) -> None:
    fact = next(m for m in find(text) if text[m.start:m.end] == quote)
    got = {name: getattr(fact, name) for name in expected}
    for name in {"period", "base"} & got.keys():
        got[name] = f"{got[name].start}..{got[name].end}" if got[name] else None
    assert got == expected


def test_a_plan_names_results_of_the_year_before() -> None:
    text = "KẾ HOẠCH\nCải cách hành chính năm 2024\n\nI. MỤC TIÊU\n1. Năm 2023, huyện xếp hạng 6/11; phấn đấu năm 2024 tăng 2 bậc.\n2. Trả đúng hạn 98% hồ sơ."
    facts = extract(text, title="KẾ HOẠCH Cải cách hành chính năm 2024", province="Lai Châu", published=date(2024, 1, 12))
    assert [(text[m.start:m.end], m.modality) for m in facts.metrics] == [("6/11", "actual"), ("2", "target"), ("98%", "target")]


def test_places_on_lines_of_their_own_head_what_stands_below() -> None:
    text = "Mười địa phương dẫn đầu\n\nQuảng Ninh\n\nNăm 2021, thu ngân sách ước tính đạt 52,3 nghìn tỷ đồng.\n\nHải Phòng\n\nThu ngân sách đạt 92,6 nghìn tỷ đồng."
    facts = [m for m in extract(text, published=PUBLISHED).metrics if m.kind == "money"]
    assert [(m.subject, m.comparator) for m in facts] == [("tỉnh Quảng Ninh", "eq"), ("thành phố Hải Phòng", "eq")]


def test_a_title_over_two_lines_tells_the_longer_of_its_periods() -> None:
    text = "BÁO CÁO\nKết quả cải cách hành chính quý III và 9 tháng đầu năm 2024\n\nToàn tỉnh tiếp nhận 4.120 hồ sơ."
    facts = extract(text, title="BÁO CÁO Kết quả cải cách hành chính quý III và 9 tháng đầu năm 2024", province="Lai Châu", published=date(2024, 9, 12))
    assert [(f"{m.period.start}..{m.period.end}" if m.period else None, m.subject) for m in facts.metrics] == [("2024-01-01..2024-09-30", "tỉnh Lai Châu")]


def test_every_fact_says_why_and_how_sure() -> None:
    for fact in find("Tỷ lệ hồ sơ đúng hạn của tỉnh đạt 98%, tăng 2% so với năm 2021."):
        assert fact.rule.startswith("metrics/") and fact.trigger and 0 < fact.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789.,/%() đạtxếphạngUBNDtỉnhồsơ\n–…🙂ế", max_size=300))
def test_facts_lie_within_the_text_whatever_it_is(text: str) -> None:
    for fact in find(text):
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.total is None or fact.kind != "ranking" or fact.value <= fact.total


WHITE = ["Toàn thành\u00a0 phố có 12 xã đạt 95\u00a0%.", "Thu ngân sách đạt 1,2 nghìn \u00a0tỷ\u00a0đồng.", "Tăng 3 điểm  phần\u00a0trăm so với năm\u00a0 2021.", "Bộ phận\u00a0một  cửa thị \u00a0xã trả 5 hồ\u00a0 sơ."]


@pytest.mark.parametrize("text", WHITE, ids=range(len(WHITE)))
def test_any_white_space_stands_between_words(text: str) -> None:
    assert [m.unit for m in find(text, "TP. Hồ Chí Minh")] == [" ".join(m.unit.split()) for m in find(text, "TP. Hồ Chí Minh")] != []


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["thành", "phố", "thị", "xã", "tỉnh", "Bộ", "phận", "một", "cửa", "UBND", "huyện", "nghìn", "tỷ", "đồng", "12", "95,5", "%", "hồ", "sơ", "năm", "2021",
                                 "tháng", "đầu", "cùng", "kỳ", "tăng", "hạng", "51/63", "từ", "xuống", "quý", "III", "Sở", "Nội", "vụ", "đạt", "phần", "trăm", "điểm", ",", ".", ";", "("]),
                max_size=30), st.lists(st.sampled_from([" ", "  ", "\u00a0", " \u00a0", "\n", "\t", ""]), min_size=30, max_size=30))
def test_no_words_and_no_white_space_break_the_reading(words: list[str], gaps: list[str]) -> None:
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    facts = extract(text, province="Lai Châu", published=PUBLISHED)
    assert all(0 <= m.start < m.end <= len(text) for m in (*facts.metrics, *facts.shortcomings))
