"""Sentences as such texts write them (all persons invented) and the officials they name."""
from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import officials, rulebook
from extractors.analysis import analyse
from extractors.facts import Official

CASES: list[tuple[str, str, dict[str, list[str]]]] = [
    # title, then name
    ("title-name", "Chủ tịch UBND tỉnh Đoàn Văn Khải chủ trì cuộc họp.", {"Đoàn Văn Khải": ["Chủ tịch UBND tỉnh"]}),
    ("short-deputy", "Ông Lê Hải Minh - Phó GĐ Sở TN&MT cho biết.", {"Lê Hải Minh": ["Phó GĐ Sở TN&MT"]}),
    ("short-standing-deputy", "PCT TT UBND huyện Nguyễn Văn Bách dự họp.", {"Nguyễn Văn Bách": ["PCT TT UBND huyện"]}),
    ("at-that-time", "Ông Thào Văn Sình, khi đó là Bí thư Tỉnh ủy Sơn La, đã ký quyết định.", {"Thào Văn Sình": ["Bí thư Tỉnh ủy"]}),
    ("head-of-agency", "Thủ trưởng cơ quan CSĐT Đại tá Nguyễn Văn Lịnh trả lời.", {"Nguyễn Văn Lịnh": ["Thủ trưởng cơ quan CSĐT"]}),
    ("title-place-name", "Chủ tịch UBND tỉnh Hà Giang Lý Văn Kỳ đề nghị các sở rà soát.", {"Lý Văn Kỳ": ["Chủ tịch UBND tỉnh"]}),
    ("district-name", "Chủ tịch UBND huyện Yên Thành Cao Đình Lộc cho biết.", {"Cao Đình Lộc": ["Chủ tịch UBND huyện"]}),
    ("commune-of-three", "Phó chủ tịch UBND xã Phước Mỹ Trung Lê Quang Đạt cho biết", {"Lê Quang Đạt": ["Phó chủ tịch UBND xã"]}),
    ("sector-name", "Phó Giám đốc Sở Nội vụ Cù Đức Thịnh báo cáo kết quả.", {"Cù Đức Thịnh": ["Phó Giám đốc Sở Nội vụ"]}),
    ("sector-two-words-of-sector", "Giám đốc Sở Y tế Trần Bá Lộc trả lời chất vấn.", {"Trần Bá Lộc": ["Giám đốc Sở Y tế"]}),
    ("sector-place-name", "Giám đốc Sở Kế hoạch và Đầu tư Nghệ An Phạm Duy Hưng trình bày tờ trình.",
     {"Phạm Duy Hưng": ["Giám đốc Sở Kế hoạch và Đầu tư"]}),
    ("short-place", "Phó chủ tịch UBND TP. HCM Ngô Bảo Châu vừa ký ban hành kế hoạch.", {"Ngô Bảo Châu": ["Phó chủ tịch UBND TP"]}),
    ("city-written-out", "Chủ tịch UBND TP Hồ Chí Minh Phan Hữu Tài đánh giá cao kết quả.", {"Phan Hữu Tài": ["Chủ tịch UBND TP"]}),
    ("glued-city", "Bí thư Thành ủy TPHCM Đặng Minh Triết dự lễ.", {"Đặng Minh Triết": ["Bí thư Thành ủy"]}),
    ("two-syllables", "Bí thư Tỉnh ủy Lê Hân phát biểu chỉ đạo.", {"Lê Hân": ["Bí thư Tỉnh ủy"]}),
    ("four-syllables-two-surnames", "Thứ trưởng Bộ Tài chính Đỗ Hoàng Minh Sơn nhận định.", {"Đỗ Hoàng Minh Sơn": ["Thứ trưởng Bộ Tài chính"]}),
    ("chain-before", "Đoàn do Ủy viên Bộ Chính trị, Bí thư Trung ương Đảng, Phó Thủ tướng Thường trực Chính phủ Phan Trung Dũng làm trưởng đoàn.",
     {"Phan Trung Dũng": ["Ủy viên Bộ Chính trị", "Bí thư Trung ương Đảng", "Phó Thủ tướng Thường trực Chính phủ"]}),
    ("tones-old", "Uỷ viên Ban Thường vụ Tỉnh uỷ, Trưởng Ban Tổ chức Tỉnh uỷ Vũ Hoà Bình kết luận.",
     {"Vũ Hoà Bình": ["Uỷ viên Ban Thường vụ Tỉnh uỷ", "Trưởng Ban Tổ chức Tỉnh uỷ"]}),
    ("vice-chief-of-office", "Chánh Văn phòng kiêm người phát ngôn Bộ Nội vụ Võ Đăng Hải thông tin với báo chí.",
     {"Võ Đăng Hải": ["Chánh Văn phòng", "người phát ngôn Bộ Nội vụ"]}),
    ("division-of-centre", "Phó Trưởng phòng Quan trắc, Trung tâm Kỹ thuật môi trường Quốc gia Ngô Đức Hiển cho biết",
     {"Ngô Đức Hiển": ["Phó Trưởng phòng Quan trắc, Trung tâm Kỹ thuật môi trường Quốc gia"]}),
    ("lower-case", "Chiều qua, chủ tịch UBND Q. Bình Tân Lê Văn Thuận kiểm tra bộ phận một cửa.", {"Lê Văn Thuận": ["chủ tịch UBND Q"]}),
    ("standing-secretariat", "Thường trực Ban Bí thư Trần Quốc Hiệu yêu cầu", {"Trần Quốc Hiệu": ["Thường trực Ban Bí thư"]}),
    ("bare-title", "của UBND TP HCM, Chủ tịch Nguyễn Hữu Phong nhìn nhận", {"Nguyễn Hữu Phong": ["Chủ tịch"]}),
    ("deputy-of-assembly", "Đại biểu Bùi Sỹ Lâm (Thanh Hóa) chất vấn Bộ trưởng.", {"Bùi Sỹ Lâm": ["Đại biểu"]}),
    ("former", "Nguyên Thứ trưởng Bộ Nội vụ Ngô Trọng Thể nhấn mạnh", {"Ngô Trọng Thể": ["Nguyên Thứ trưởng Bộ Nội vụ"]}),
    ("short-named-body", "Chủ tịch Ủy ban MTTQ Việt Nam tỉnh Hồ Thị Nga dự.", {"Hồ Thị Nga": ["Chủ tịch Ủy ban MTTQ Việt Nam tỉnh"]}),
    ("city-without-its-name", "Chủ tịch HĐND thành phố Nguyễn Thị Quyết Thắng cho biết", {"Nguyễn Thị Quyết Thắng": ["Chủ tịch HĐND thành phố"]}),
    ("office-of-two-bodies", "Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh Trần Văn Dương dự",
     {"Trần Văn Dương": ["Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh"]}),
    ("deputy-head-of-delegation", "Phó Trưởng Đoàn chuyên trách ĐBQH tỉnh Cầm Thị Mẫn giám sát",
     {"Cầm Thị Mẫn": ["Phó Trưởng Đoàn chuyên trách ĐBQH tỉnh"]}),
    ("parent-in-brackets-then-name", "Phó Vụ trưởng Vụ Cải cách hành chính (Bộ Nội vụ) Phạm Minh Hưng trao đổi",
     {"Phạm Minh Hưng": ["Phó Vụ trưởng Vụ Cải cách hành chính (Bộ Nội vụ)"]}),
    ("service-centre", "Giám đốc Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh Vũ Thành Lâm cho hay",
     {"Vũ Thành Lâm": ["Giám đốc Trung tâm Phục vụ hành chính công tỉnh"]}),
    ("state-bank-branch", "Giám đốc Ngân hàng Nhà nước chi nhánh tỉnh Lê Hữu Phúc báo cáo", {"Lê Hữu Phúc": ["Giám đốc Ngân hàng Nhà nước chi nhánh tỉnh"]}),
    ("union", "Chủ tịch Liên minh Hợp tác xã tỉnh Bùi Văn Thế kiến nghị", {"Bùi Văn Thế": ["Chủ tịch Liên minh Hợp tác xã tỉnh"]}),
    ("one-stop", "Chị Nguyễn Thị Lụa, công chức Bộ phận Một cửa UBND phường Tân Phong hướng dẫn",
     {"Nguyễn Thị Lụa": ["công chức Bộ phận Một cửa UBND phường"]}),
    ("short-offices", "Đ/c Hồ Văn Hà - PCT UBND tỉnh, Trưởng BCĐ CCHC tỉnh chủ trì", {"Hồ Văn Hà": ["PCT UBND tỉnh", "Trưởng BCĐ CCHC tỉnh"]}),
    ("heading-colon", "Bí thư Tỉnh ủy Vũ Đại Thành: Phải lấy người dân làm trung tâm", {"Vũ Đại Thành": ["Bí thư Tỉnh ủy"]}),
    ("village", "Bí thư Chi bộ, Trưởng thôn Bản Phố Giàng A Sính vận động bà con", {"Giàng A Sính": ["Bí thư Chi bộ", "Trưởng thôn Bản Phố"]}),
    ("report-is-a-verb", "Phó Giám đốc Sở Nội vụ báo cáo tổng kết; ông Lê Hữu Tạo, Giám đốc Sở Nội vụ báo cáo thêm",
     {"Lê Hữu Tạo": ["Giám đốc Sở Nội vụ"]}),
    ("inspects-is-a-verb", "Ông Lê Hữu Tạo, Bí thư Tỉnh ủy kiểm tra công tác chuẩn bị", {"Lê Hữu Tạo": ["Bí thư Tỉnh ủy"]}),
    ("inspection-is-a-body", "Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy Lê Hữu Tạo", {"Lê Hữu Tạo": ["Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy"]}),
    ("youth-union", "Bí thư Tỉnh Đoàn Nguyễn Văn Bắc và Bí thư Trung ương Đoàn Bùi Quang Hưng", {"Nguyễn Văn Bắc": ["Bí thư Tỉnh Đoàn"], "Bùi Quang Hưng": ["Bí thư Trung ương Đoàn"]}),
    ("two-syllables-after-province-level", "Viện trưởng Viện KSND tỉnh Trần Hải Sơn, Chánh án TAND tỉnh Lê Tự dự",
     {"Trần Hải Sơn": ["Viện trưởng Viện KSND tỉnh"], "Lê Tự": ["Chánh án TAND tỉnh"]}),
    ("office-word-by-chance", "giữ chức vụ Trưởng phòng Nội vụ Lê Hữu Tạo", {"Lê Hữu Tạo": ["Trưởng phòng Nội vụ"]}),
    ("ede-after-province", "Phó Chủ tịch UBND tỉnh Đắk Lắk H’Yim Niê", {"H’Yim Niê": ["Phó Chủ tịch UBND tỉnh"]}),
    # name, then title
    ("name-title", "Ông Nguyễn Tấn Lực, Phó Giám đốc Sở Nội vụ cho biết", {"Nguyễn Tấn Lực": ["Phó Giám đốc Sở Nội vụ"]}),
    ("name-title-place", "Bà Trần Thị Thanh Thảo, Giám đốc Sở Tài chính tỉnh Bến Tre, nhận xét", {"Trần Thị Thanh Thảo": ["Giám đốc Sở Tài chính"]}),
    ("name-dash-titles", "đồng chí Lò Văn Pha - Tỉnh ủy viên, Bí thư Huyện ủy, Chủ tịch HĐND huyện Sông Mã chủ trì",
     {"Lò Văn Pha": ["Tỉnh ủy viên", "Bí thư Huyện ủy", "Chủ tịch HĐND huyện"]}),
    ("name-tight-dash", "ông Đặng Quang Tú-Trưởng phòng Thanh tra-Kiểm tra 2 (Cục Thuế tỉnh) hướng dẫn",
     {"Đặng Quang Tú": ["Trưởng phòng Thanh tra-Kiểm tra 2 (Cục Thuế tỉnh)"]}),
    ("name-bracket", "anh Lê Thanh Hùng (cán bộ phòng tài nguyên - môi trường) tiếp dân", {"Lê Thanh Hùng": ["cán bộ phòng tài nguyên - môi trường"]}),
    ("semicolon-title", "Đồng chí Trần Đức Lương, Phó Chủ tịch UBND tỉnh; Trưởng Ban Chỉ đạo chủ trì buổi làm việc.",
     {"Trần Đức Lương": ["Phó Chủ tịch UBND tỉnh", "Trưởng Ban Chỉ đạo"]}),
    ("both-sides", "Thứ trưởng Bộ Nội vụ Lê Trọng Thức (Phó ban chỉ đạo cải cách hành chính) công bố.",
     {"Lê Trọng Thức": ["Thứ trưởng Bộ Nội vụ", "Phó ban chỉ đạo cải cách hành chính"]}),
    ("caption-aside", "Đồng chí Lê Thanh Hiền (thứ hai, từ trái sang), Trưởng Công an huyện trao quà.", {"Lê Thanh Hiền": ["Trưởng Công an huyện"]}),
    ("age", "Ông Bùi Văn Tế, 56 tuổi, Trưởng thôn Đông Hạ kể lại", {"Bùi Văn Tế": ["Trưởng thôn Đông Hạ"]}),
    ("acting-deputy", "(Đồng chí Nguyễn Trọng Khang, Phó Giám đốc phụ trách\nSở Thông tin và Truyền thông)",
     {"Nguyễn Trọng Khang": ["Phó Giám đốc phụ trách Sở Thông tin và Truyền thông"]}),
    ("caption-broken", "(Đồng chí Mai Thị Hiên, Giám đốc Sở Nội vụ,\n\nPhó Trưởng Ban Chỉ đạo CCHC tỉnh)",
     {"Mai Thị Hiên": ["Giám đốc Sở Nội vụ", "Phó Trưởng Ban Chỉ đạo CCHC tỉnh"]}),
    ("is", "Ông Phùng Chí Kiên hiện là Bí thư Đảng ủy xã Tân Hòa.", {"Phùng Chí Kiên": ["Bí thư Đảng ủy xã"]}),
    ("rank", "Đại tá Phạm Viết Hải, Phó Giám đốc Công an tỉnh báo cáo", {"Phạm Viết Hải": ["Phó Giám đốc Công an tỉnh"]}),
    ("degree", "PGS.TS Đỗ Xuân Hòa, Viện trưởng Viện Khoa học tổ chức nhà nước trình bày",
     {"Đỗ Xuân Hòa": ["Viện trưởng Viện Khoa học tổ chức nhà nước"]}),
    ("bracketed-short-form", "Trung tá Đinh Cao Vỹ, Trưởng phòng Cảnh sát Giao thông (CSGT) Công an tỉnh Quảng Bình cho hay",
     {"Đinh Cao Vỹ": ["Trưởng phòng Cảnh sát Giao thông (CSGT) Công an tỉnh"]}),
    ("association", "ông Vũ Tiến Lâm - chủ tịch Phòng Thương mại và công nghiệp VN (VCCI) - nói",
     {"Vũ Tiến Lâm": ["chủ tịch Phòng Thương mại và công nghiệp VN"]}),
    ("committee-of-committee", "bà Ngô Thanh Hà - trưởng Ban dân nguyện của Uỷ ban Thường vụ Quốc hội - cho rằng",
     {"Ngô Thanh Hà": ["trưởng Ban dân nguyện của Uỷ ban Thường vụ Quốc hội"]}),
    ("project-board", "ông Hoàng Trọng Tín, Giám đốc Ban QLDA đầu tư xây dựng công trình giao thông tỉnh cho biết",
     {"Hoàng Trọng Tín": ["Giám đốc Ban QLDA đầu tư xây dựng công trình giao thông tỉnh"]}),
    ("title-comma-name", "Giám đốc Sở Xây dựng, bà Lâm Thị Ngân giải trình", {"Lâm Thị Ngân": ["Giám đốc Sở Xây dựng"]}),
    ("elected", "HĐND tỉnh bầu ông Phạm Đức Yên - Phó Bí thư Tỉnh ủy làm Chủ tịch UBND tỉnh khóa XIV.",
     {"Phạm Đức Yên": ["Phó Bí thư Tỉnh ủy", "Chủ tịch UBND tỉnh"]}),
    ("dismissed", "Ông Đào Xuân Bách bị bãi nhiệm chức Chủ tịch HĐND TP Hà Giang.", {"Đào Xuân Bách": ["Chủ tịch HĐND TP"]}),
    ("dismissed-twice", "Ông Đào Xuân Bách bị bãi nhiệm chức Chủ tịch HĐND TP Hà Giang, sau khi bị cách chức Bí thư Thành uỷ Hà Giang.",
     {"Đào Xuân Bách": ["Chủ tịch HĐND TP", "Bí thư Thành uỷ"]}),
    ("committee-with-level", "Bí thư Thành uỷ TP Nguyễn Thiện Tâm đã đến dự", {"Nguyễn Thiện Tâm": ["Bí thư Thành uỷ"]}),
    ("ampersand", "ông Bùi Văn Tứ, Phó Giám đốc Ban quản lý Dự án đầu tư xây dựng Công trình giao thông & Nông nghiệp tỉnh Đắk Lắk nói",
     {"Bùi Văn Tứ": ["Phó Giám đốc Ban quản lý Dự án đầu tư xây dựng Công trình giao thông & Nông nghiệp tỉnh"]}),
    ("relieved-toward", "miễn nhiệm chức danh Chủ tịch HĐND tỉnh đối với bà Lò Thị Thắm.", {"Lò Thị Thắm": ["Chủ tịch HĐND tỉnh"]}),
    ("appointed-two", "bổ nhiệm chức vụ Phó trưởng Công an huyện đối với Thượng tá Tạ Duy Thành và Trung tá Lê Công Hải",
     {"Tạ Duy Thành": ["Phó trưởng Công an huyện"], "Lê Công Hải": ["Phó trưởng Công an huyện"]}),
    # lists
    ("list-semicolons", "Dự có các đồng chí: Lâm Thị Hương, Phó Chủ tịch Thường trực HĐND tỉnh; Đinh Đức Tài, Bí thư Huyện ủy; lãnh đạo các sở.",
     {"Lâm Thị Hương": ["Phó Chủ tịch Thường trực HĐND tỉnh"], "Đinh Đức Tài": ["Bí thư Huyện ủy"]}),
    ("list-of-titles", "Sáng 4/3, Phó Chủ tịch UBND tỉnh Lê Văn Lương, Chánh Văn phòng UBND tỉnh Trần Tuấn Khôi và Giám đốc Sở Tư pháp Hà Thị Liễu đi kiểm tra.",
     {"Lê Văn Lương": ["Phó Chủ tịch UBND tỉnh"], "Trần Tuấn Khôi": ["Chánh Văn phòng UBND tỉnh"], "Hà Thị Liễu": ["Giám đốc Sở Tư pháp"]}),
    ("list-shared", "các Phó Chủ tịch UBND tỉnh: Trần Văn Nam, Lê Thị Bình và Đỗ Minh Hùng cùng dự",
     {"Trần Văn Nam": ["Phó Chủ tịch UBND tỉnh"], "Lê Thị Bình": ["Phó Chủ tịch UBND tỉnh"], "Đỗ Minh Hùng": ["Phó Chủ tịch UBND tỉnh"]}),
    ("list-shared-and-own", "Về phía các ĐBQH đoàn Sơn La: Thái Văn Hùng - Giám đốc Sở Y tế; Quàng Văn Sươi - Trưởng ban Tôn giáo tỉnh.",
     {"Thái Văn Hùng": ["ĐBQH", "Giám đốc Sở Y tế"], "Quàng Văn Sươi": ["ĐBQH", "Trưởng ban Tôn giáo tỉnh"]}),
    ("list-shared-behind", "Tham dự có các đồng chí Cao Văn Minh, Hồ Thị Thúy, Phó Chủ tịch HĐND tỉnh.",
     {"Cao Văn Minh": ["Phó Chủ tịch HĐND tỉnh"], "Hồ Thị Thúy": ["Phó Chủ tịch HĐND tỉnh"]}),
    ("both-are", "cách chức ông Phùng Quốc Vinh và ông Lại Hoàng Thái, cùng là Phó Trưởng phòng Quản lý đô thị.",
     {"Phùng Quốc Vinh": ["Phó Trưởng phòng Quản lý đô thị"], "Lại Hoàng Thái": ["Phó Trưởng phòng Quản lý đô thị"]}),
    ("deputies-ede", "các đại biểu Quốc hội Y Sơn Lâm Niê, Bùi Thị Lan và Lê Hoàng Phương đã tiếp xúc cử tri",
     {"Y Sơn Lâm Niê": ["đại biểu Quốc hội"], "Bùi Thị Lan": ["đại biểu Quốc hội"], "Lê Hoàng Phương": ["đại biểu Quốc hội"]}),
    ("two-with-and", "đồng chí Hà Thế Vinh - Bí thư Huyện uỷ và đồng chí Ngô Thị Thuỷ - Chủ tịch UBND huyện trao bằng khen",
     {"Hà Thế Vinh": ["Bí thư Huyện uỷ"], "Ngô Thị Thuỷ": ["Chủ tịch UBND huyện"]}),
    ("next-title-is-the-next-persons", "Chủ tịch UBND tỉnh Võ Văn Hưng, Phó Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh Lê Quang Tùng dự.",
     {"Võ Văn Hưng": ["Chủ tịch UBND tỉnh"], "Lê Quang Tùng": ["Phó Bí thư Tỉnh ủy", "Chủ tịch HĐND tỉnh"]}),
    ("table", "| 1 | Nguyễn Văn Ất | Phó Giám đốc Sở Nội vụ |\n| 2 | Trần Thị Bính | Trưởng phòng CCHC |\n",
     {"Nguyễn Văn Ất": ["Phó Giám đốc Sở Nội vụ"], "Trần Thị Bính": ["Trưởng phòng CCHC"]}),
    ("table-without-numbers", "| Nguyễn Văn Ất | Phó Giám đốc Sở Nội vụ |\n| Trần Thị Bính | Trưởng phòng CCHC |\n",
     {"Nguyễn Văn Ất": ["Phó Giám đốc Sở Nội vụ"], "Trần Thị Bính": ["Trưởng phòng CCHC"]}),
    ("members-of-a-committee", "1. Ông Lê Văn Giáp, Phó Chủ tịch UBND tỉnh - Trưởng ban;\n2. Bà Đỗ Thị Ất, Giám đốc Sở Nội vụ - Phó Trưởng ban thường trực;",
     {"Lê Văn Giáp": ["Phó Chủ tịch UBND tỉnh", "Trưởng ban"], "Đỗ Thị Ất": ["Giám đốc Sở Nội vụ", "Phó Trưởng ban thường trực"]}),
    ("members-with-colon", "1. Ông Lê Văn Giáp, Chủ tịch UBND tỉnh: Trưởng ban;\n2. Bà Đỗ Thị Ất, Phó Chủ tịch UBND tỉnh: Phó Trưởng ban;",
     {"Lê Văn Giáp": ["Chủ tịch UBND tỉnh", "Trưởng ban"], "Đỗ Thị Ất": ["Phó Chủ tịch UBND tỉnh", "Phó Trưởng ban"]}),
    ("numbered-group", "Ông Hoàng Văn Trịnh - Phó Trưởng ban Pháp chế HĐND tỉnh, Tổ trưởng Tổ đại biểu số 5 tiếp thu",
     {"Hoàng Văn Trịnh": ["Phó Trưởng ban Pháp chế HĐND tỉnh", "Tổ trưởng Tổ đại biểu số 5"]}),
    ("one-word-name", "ông K'Mớt - Phó chủ tịch UBND huyện Di Linh", {"K'Mớt": ["Phó chủ tịch UBND huyện"]}),
    ("post-office", "Giám đốc Bưu điện tỉnh Đỗ Ngọc Khánh nói", {}),
    ("economic-zone", "Phó trưởng Ban quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp Nguyễn Tiến Hạnh",
     {"Nguyễn Tiến Hạnh": ["Phó trưởng Ban quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp"]}),
    ("leads-a-delegation", "Đoàn kiểm tra do Bộ trưởng Nội vụ Lê Vĩnh Tường làm trưởng đoàn", {"Lê Vĩnh Tường": ["Bộ trưởng Nội vụ"]}),
    # minorities, places that look like names
    ("hmong", "Ông Vừ A Sính, Chủ tịch UBND xã Tả Phìn cho biết", {"Vừ A Sính": ["Chủ tịch UBND xã"]}),
    ("hmong-after-title", "Phó chủ tịch Ủy ban Trung ương MTTQ Việt Nam Hầu Mí Lử đọc báo cáo", {"Hầu Mí Lử": ["Phó chủ tịch Ủy ban Trung ương MTTQ Việt Nam"]}),
    ("ede", "Bà H'Yim Niê, Phó Bí thư Tỉnh ủy thăm hỏi", {"H'Yim Niê": ["Phó Bí thư Tỉnh ủy"]}),
    ("ede-long", "đồng chí Y Thanh Hà Kđăm, Trưởng Ban Dân tộc tỉnh dự", {"Y Thanh Hà Kđăm": ["Trưởng Ban Dân tộc tỉnh"]}),
    ("mnong-after-level", "Chủ tịch UBND xã Điểu K'Rang kể đường truyền hay đứt", {"Điểu K'Rang": ["Chủ tịch UBND xã"]}),
    ("inspector", "Kiểm tra viên Hứa Tấn Lộc mô tả kẽ hở của phần mềm", {"Hứa Tấn Lộc": ["Kiểm tra viên"]}),
    ("tay-surname", "Ông Mạ Văn Tính, Phó Chủ tịch UBND xã Lục Hồn, cho biết", {"Mạ Văn Tính": ["Phó Chủ tịch UBND xã"]}),
    ("place-like-a-name", "Chủ tịch UBND huyện Hoàng Su Phì chỉ đạo các xã rà soát.", {}),
    ("place-like-a-name-and-name", "Bí thư Huyện ủy Hoàng Su Phì Tráng Thị Mai kiểm tra", {"Tráng Thị Mai": ["Bí thư Huyện ủy"]}),
    ("ward-like-a-name", "Chủ tịch UBND phường Lê Lợi báo cáo", {}),
    ("ward-then-name", "Chủ tịch UBND phường Trần Phú Nguyễn Văn Sáng báo cáo", {"Nguyễn Văn Sáng": ["Chủ tịch UBND phường"]}),
    ("sector-like-a-name", "Thứ trưởng Công Thương phải xin nghỉ nửa ngày.", {}),
    # blocks
    ("signature", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n(Đã ký)\n\nNguyễn Văn Khởi\n", {"Nguyễn Văn Khởi": ["PHÓ CHỦ TỊCH"]}),
    ("signature-one-line", "TM. UBND TỈNH\nPHÓ CHỦ TỊCH (Đã ký) Nguyễn Văn Bình", {"Nguyễn Văn Bình": ["PHÓ CHỦ TỊCH"]}),
    ("signature-markdown", "|\n|\n**KT. CHỦ TỊCH**\n**PHÓ CHỦ TỊCH**\n\n\n**Trương Công Lý**\n|\n", {"Trương Công Lý": ["PHÓ CHỦ TỊCH"]}),
    ("signature-director", "- Lưu: VT.\n|\n**GIÁM ĐỐC**\n**Cù Ngọc Tú**\n|", {"Cù Ngọc Tú": ["GIÁM ĐỐC"]}),
    ("signature-capitals", "TUQ. CHỦ TỊCH\nGIÁM ĐỐC SỞ NỘI VỤ\n\n\nLÊ THỊ HOA\n", {"LÊ THỊ HOA": ["GIÁM ĐỐC SỞ NỘI VỤ"]}),
    ("wrapped-page", "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về cải cách hành chính năm 2024,\nngày 12 tháng 3 đoàn kiểm tra công vụ của tỉnh do đồng chí Nguyễn\n"
     "Văn Khoát - Phó Chủ tịch Ủy ban nhân dân\ntỉnh làm việc với huyện và các xã, sau đó\nđi thực tế.", {"Nguyễn Văn Khoát": ["Phó Chủ tịch Ủy ban nhân dân tỉnh"]}),
    ("baria", "Chủ tịch UBND tỉnh Bà Rịa - Vũng Tàu Nguyễn Văn Thơ; Bí thư Tỉnh ủy Bà Rịa – Vũng Tàu Phạm Viết Thao",
     {"Nguyễn Văn Thơ": ["Chủ tịch UBND tỉnh"], "Phạm Viết Thao": ["Bí thư Tỉnh ủy"]}),
    ("baria-city", "Chủ tịch UBND TP Bà Rịa Hồ Thị Ánh Dương", {"Hồ Thị Ánh Dương": ["Chủ tịch UBND TP"]}),
    ("hue", "Chủ tịch UBND tỉnh Thừa Thiên - Huế Phan Ngọc Thanh", {"Phan Ngọc Thanh": ["Chủ tịch UBND tỉnh"]}),
    ("anh-son", "Chủ tịch UBND huyện Anh Sơn Hoàng Quyền Lực và anh Sơn", {"Hoàng Quyền Lực": ["Chủ tịch UBND huyện"]}),
    ("deputies-of-provinces", "Các đại biểu: Trần Văn Hài (Đồng Tháp), Lê Thị Song Yến (Long An) đề nghị",
     {"Trần Văn Hài": ["đại biểu"], "Lê Thị Song Yến": ["đại biểu"]}),
    ("deputy-director-beside-director", "Giám đốc Sở Nội vụ Trần Văn Khiết (thứ 2 từ trái sang) và Phó Giám đốc Nguyễn Thị Liễu",
     {"Trần Văn Khiết": ["Giám đốc Sở Nội vụ"], "Nguyễn Thị Liễu": ["Phó Giám đốc"]}),
    ("name-in-brackets", "Phó Giám đốc Sở Nội vụ (ông Trần Văn Khiết) cho biết", {"Trần Văn Khiết": ["Phó Giám đốc Sở Nội vụ"]}),
    ("abbreviated-party", "Đ/c Lê Văn Hậu-UVBTV Tỉnh ủy, Phó Chủ tịch UBND tỉnh; đ/c Hoàng Minh, HUV, Phó Chánh VP UBND huyện",
     {"Lê Văn Hậu": ["UVBTV Tỉnh ủy", "Phó Chủ tịch UBND tỉnh"], "Hoàng Minh": ["HUV", "Phó Chánh VP UBND huyện"]}),
    ("ward-number-then-name", "Chủ tịch UBND phường 11 Nguyễn Văn Sửu; Chi hội trưởng Chi hội Nông dân ấp 4 Lê Văn Tý",
     {"Nguyễn Văn Sửu": ["Chủ tịch UBND phường 11"], "Lê Văn Tý": ["Chi hội trưởng Chi hội Nông dân ấp 4"]}),
    ("no-comma", "đồng chí Lê Văn Dần Chủ tịch UBND huyện phát biểu", {"Lê Văn Dần": ["Chủ tịch UBND huyện"]}),
    ("two-line-caption", "\n\nÔng Nguyễn Hoài Mão\nPhó chủ tịch UBND tỉnh Bình Thuận\n\n", {"Nguyễn Hoài Mão": ["Phó chủ tịch UBND tỉnh"]}),
    ("capitals-after-address", "Ông NGUYỄN VĂN THÌN - Giám đốc Sở Nội vụ: Chúng tôi đã làm", {"NGUYỄN VĂN THÌN": ["Giám đốc Sở Nội vụ"]}),
    ("scheme-number", "Trưởng Ban Chỉ đạo Đề án 06 tỉnh Nguyễn Văn Tỵ kết luận", {"Nguyễn Văn Tỵ": ["Trưởng Ban Chỉ đạo Đề án 06 tỉnh"]}),
    ("committee-with-commas", "ông Nguyễn Văn Ngọ, Phó trưởng Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06 tỉnh",
     {"Nguyễn Văn Ngọ": ["Phó trưởng Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06 tỉnh"]}),
    ("group-after-person", "Phó Chủ tịch HĐND tỉnh Trần Văn Mùi, Giám đốc các sở, Chủ tịch UBND các huyện", {"Trần Văn Mùi": ["Phó Chủ tịch HĐND tỉnh"]}),
    # nobody
    ("chair-and-director-of-company", "Chủ tịch kiêm Giám đốc Công ty Nước sạch Trần Văn Thân", {}),
    ("role-only", "Chủ tịch UBND các huyện, Giám đốc các sở chịu trách nhiệm trước Chủ tịch UBND tỉnh.", {}),
    ("group", "Lãnh đạo các sở, ban, ngành; thành viên Ban Chỉ đạo CCHC tỉnh tham dự.", {}),
    ("byline", "Chủ tịch UBND tỉnh đề nghị các sở rà soát.\n\nBài, ảnh: Huỳnh Đức\n", {}),
    ("byline-last-line", "Bí thư Thành ủy đã kết luận hội nghị.\n\nHoàng Thuỳ", {}),
    ("photographer", "Quang cảnh hội nghị do Chủ tịch UBND tỉnh chủ trì. Ảnh: Nguyễn Thành", {}),
    ("citizen", "Ông Trần Văn Mười, người dân thôn 3, cho biết rất hài lòng.", {}),
    ("street", "Địa chỉ: 132 Trần Văn Bảy, Phường 3, TP Sóc Trăng.", {}),
    ("street-and-office", "Chủ tịch UBND quận cho mở rộng đường Nguyễn Văn Linh.", {}),
    ("president-ho", "Chủ tịch Hồ Chí Minh đọc Tuyên ngôn độc lập.", {}),
    ("company", "Ông Nguyễn Bình-Chủ tịch Hội đồng quản trị Công ty cổ phần Sao Mai nói", {}),
    ("company-director", "Ông Lê Văn Lộc, Giám đốc Công ty TNHH Hải Nam chia sẻ", {}),
    ("school-named-after", "Hiệu trưởng Trường THPT Nguyễn Văn Trỗi phát động phong trào.", {}),
    ("speech-dash", '"Cần làm sớm" - Phó Thủ tướng nhấn mạnh.', {}),
    ("title-of-another-sentence", "Tiếp thu ý kiến của ông Trần Văn Bé. Chủ tịch UBND tỉnh giao Sở Nội vụ tổng hợp.", {}),
    ("attendants-role-only", "có đồng chí Tạ Xuân Lâm, Phó Chủ tịch UBND tỉnh; thành viên Ban Chỉ đạo cải cách hành chính tỉnh; đại diện các sở",
     {"Tạ Xuân Lâm": ["Phó Chủ tịch UBND tỉnh"]}),
]


def found(text: str) -> dict[str, list[str]]:
    text = unicodedata.normalize("NFC", text)
    return {o.name: [r.title for r in o.roles] for o in officials.find(analyse(text))}


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_who_holds_what(text: str, expected: dict[str, list[str]]) -> None:
    assert found(text) == expected


def official(text: str, name: str) -> Official:
    return next(o for o in officials.find(analyse(text)) if o.name == name)


ARTICLE = """Chủ tịch UBND tỉnh kiểm tra bộ phận một cửa

Sáng 12/5, đồng chí Nguyễn Văn Thọ, Chủ tịch UBND tỉnh Lạng Sơn, chủ trì buổi làm việc. Cùng dự có bà Trần Thị Tâm - nguyên Giám đốc Sở Nội vụ.
Báo cáo tại buổi làm việc, ông Lê Minh Tâm, quyền Giám đốc Sở Tư pháp cho rằng hồ sơ trễ hạn còn nhiều.
Ông Thọ yêu cầu khắc phục ngay. Chủ tịch Nguyễn Văn Thọ kết luận: giao Sở Nội vụ theo dõi. Bà Tâm và ông Tâm cùng tiếp thu.

Ảnh: Hoàng Nam
"""


def test_one_person_with_all_mentions() -> None:
    person = official(ARTICLE, "Nguyễn Văn Thọ")
    assert [ARTICLE[m.start:m.end] for m in person.mentions] == ["Nguyễn Văn Thọ", "Thọ", "Nguyễn Văn Thọ"]
    assert [r.title for r in person.roles] == ["Chủ tịch UBND tỉnh"]
    role = person.roles[0]
    assert (role.office, role.organisation, role.place, role.status) == ("Chủ tịch", "UBND tỉnh", "Lạng Sơn", "đương nhiệm")


def test_an_ambiguous_short_mention_is_nobodys() -> None:
    assert [len(official(ARTICLE, name).mentions) for name in ("Trần Thị Tâm", "Lê Minh Tâm")] == [1, 1]


@pytest.mark.parametrize(("name", "title", "status"), [
    ("Trần Thị Tâm", "nguyên Giám đốc Sở Nội vụ", "nguyên"),
    ("Lê Minh Tâm", "quyền Giám đốc Sở Tư pháp", "quyền"),
])
def test_status(name: str, title: str, status: str) -> None:
    role = official(ARTICLE, name).roles[0]
    assert (role.title, role.status) == (title, status)


def test_in_charge_is_a_status() -> None:
    assert official("Ông Lê Văn Bính, Phó Giám đốc phụ trách Sở Y tế nói", "Lê Văn Bính").roles[0].status == "phụ trách"


@pytest.mark.parametrize(("text", "actions"), [
    ("Đồng chí Lê Văn Sáu, Bí thư Huyện ủy chủ trì hội nghị.", ("chủ trì",)),
    ("Phát biểu tại hội nghị, ông Lê Văn Sáu, Bí thư Huyện ủy, nhấn mạnh ba việc.", ("phát biểu",)),
    ("Bí thư Huyện ủy Lê Văn Sáu đã ký ban hành kế hoạch.", ("ký",)),
    ("Báo cáo kết quả, Phó Giám đốc Sở Nội vụ Lê Văn Sáu cho biết 30 việc đã xong.", ("báo cáo", "phát biểu")),
    ("Kết luận buổi làm việc, Bí thư Huyện ủy Lê Văn Sáu yêu cầu làm rõ trách nhiệm.", ("kết luận", "yêu cầu")),
    ("Cùng đi có Bí thư Huyện ủy Lê Văn Sáu.", ()),
], ids=["presides", "speaks", "signs", "reports", "concludes", "nothing"])
def test_actions(text: str, actions: tuple[str, ...]) -> None:
    assert official(text, "Lê Văn Sáu").actions == actions


def test_a_title_said_twice_is_one_role_in_its_fullest_writing() -> None:
    text = "Thứ trưởng Lê Văn Sáu dự. Thứ trưởng Nội vụ Lê Văn Sáu nói. Ông Lê Văn Sáu, Thứ trưởng Bộ Nội vụ, kết luận."
    assert [r.title for r in official(text, "Lê Văn Sáu").roles] == ["Thứ trưởng Nội vụ"]


def test_confidence_and_rule_say_how_it_was_found() -> None:
    person = official(ARTICLE, "Nguyễn Văn Thọ")
    assert person.rule.startswith("officials/") and 0.9 <= person.confidence <= 1


def test_the_second_opinion_adds_names_at_their_exact_place() -> None:
    text = "Sáng nay, Bộ trưởng Sergey Lavrov thăm Hà Nội. Thứ trưởng Bộ Nội vụ Vũ Hoà Bình cùng dự."
    plain, more = officials.find(analyse(text)), officials.find(analyse(text), second_opinion=True)
    assert [o.name for o in plain] == ["Vũ Hoà Bình"]
    assert [(o.name, text[o.mentions[0].start:o.mentions[0].end]) for o in more] == [(n, n) for n in ("Sergey Lavrov", "Vũ Hoà Bình")]


def test_rule_examples() -> None:
    assert rulebook.problems(rulebook.load("officials")) == []


PIECES = st.lists(st.sampled_from([case[1] for case in CASES] + ["\n\n", " - ", "Ảnh: ", "các đồng chí: ", "(", ", ", "ông ", "H'", "UỶ", "ßİ"]), max_size=6)


@settings(deadline=None)
@given(PIECES)
def test_offsets_are_the_texts_own(pieces: list[str]) -> None:
    text = unicodedata.normalize("NFC", " ".join(pieces))
    for person in officials.find(analyse(text)):
        spans = [(m.start, m.end) for m in person.mentions]
        assert spans == sorted(set(spans))
        assert all(person.name.split()[-1].lower() == text[a:b].split()[-1].lower() or person.name.lower() == text[a:b].lower() for a, b in spans)
        for role in person.roles:
            if role.start is not None and role.end is not None:
                assert " ".join(text[role.start:role.end].split()) == role.title


@settings(deadline=None)
@given(st.text(alphabet="Nguyễn Văn Chủ tịch UBND tỉnh, -();:\n|*.'1", max_size=200))
def test_any_text_is_read(text: str) -> None:
    officials.find(analyse(unicodedata.normalize("NFC", text)))
