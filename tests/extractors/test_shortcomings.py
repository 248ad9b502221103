"""Shortcomings: own sentences in the manner of reports and newspapers, with the clauses and areas that must come out."""
from __future__ import annotations

import pytest

from extractors import shortcomings
from extractors.analysis import analyse

# A frame that makes plain what kind of text the sentence stands in; it holds no shortcoming of its own.
FRAME = "Sáng 12/9, UBND tỉnh họp đánh giá công tác cải cách hành chính quý III.\n\n{}\n\nHội nghị kết thúc lúc 11 giờ."

Expected = list[tuple[str, str]]

FOUND: list[tuple[str, str, Expected]] = [
    ("list-after-như", "Tuy nhiên, công tác CCHC của huyện còn một số tồn tại, hạn chế như: người đứng đầu một số phòng chưa quyết liệt chỉ đạo; "
     "hồ sơ đất đai trễ hẹn còn nhiều; việc ký số văn bản đạt tỷ lệ thấp.",
     [("người đứng đầu một số phòng chưa quyết liệt chỉ đạo", "steering"), ("hồ sơ đất đai trễ hẹn còn nhiều", "procedures"),
      ("việc ký số văn bản đạt tỷ lệ thấp", "*")]),
    ("list-of-petitions", "Việc tiếp nhận, xử lý phản ánh, kiến nghị của người dân chưa kịp thời.",
     [("Việc tiếp nhận, xử lý phản ánh, kiến nghị của người dân chưa kịp thời", "procedures")]),
    ("organisations-not-organise", "Công tác xin lỗi tổ chức, cá nhân khi hồ sơ quá hạn chưa được thực hiện nghiêm.",
     [("Công tác xin lỗi tổ chức, cá nhân khi hồ sơ quá hạn chưa được thực hiện nghiêm", "procedures")]),
    ("level-with-its-share", "Tỷ lệ số hóa hồ sơ ở cấp tỉnh đạt 78,9%, cấp huyện 66,5%, cấp xã chỉ đạt 41,2%.", [("cấp xã chỉ đạt 41,2%", "digital")]),
    ("share-that-fails", "Năm qua, 78,5% công chức hoàn thành tốt nhiệm vụ và 0,3% không hoàn thành nhiệm vụ.", [("0,3% không hoàn thành nhiệm vụ", "civil_service")]),
    ("share-of-others", "Việc trả kết quả còn chậm, có tới 30% doanh nghiệp phải đi lại nhiều lần.",
     [("Việc trả kết quả còn chậm", "procedures"), ("có tới 30% doanh nghiệp phải đi lại nhiều lần", "procedures")]),
    ("topic-before", "Về công tác cải cách tài chính công, một số đơn vị sự nghiệp chưa xây dựng phương án tự chủ.",
     [("một số đơn vị sự nghiệp chưa xây dựng phương án tự chủ", "public_finance")]),
    ("drags-on-but", "Công tác giải phóng mặt bằng còn chậm, nhiều dự án trọng điểm vướng mắc kéo dài nhưng chưa được tháo gỡ.",
     [("Công tác giải phóng mặt bằng còn chậm", "steering"), ("nhiều dự án trọng điểm vướng mắc kéo dài nhưng chưa được tháo gỡ", "*")]),
    ("noun-and-more", "Thể chế về tự chủ còn chồng chéo, hồ sơ trễ hẹn tồn đọng còn kéo dài.",
     [("Thể chế về tự chủ còn chồng chéo", "*"), ("hồ sơ trễ hẹn tồn đọng còn kéo dài", "procedures")]),
    ("counted-that-fell", "Qua đánh giá có 6/8 chỉ số thành phần tăng điểm, 2 chỉ số giảm điểm là cải cách thể chế và tài chính công.",
     [("2 chỉ số giảm điểm là cải cách thể chế và tài chính công", "*")]),
    ("low-with-its-share", "Tỷ lệ số hóa kết quả giải quyết thủ tục cấp huyện đạt thấp (45,2%).",
     [("Tỷ lệ số hóa kết quả giải quyết thủ tục cấp huyện đạt thấp (45,2%)", "digital")]),
    ("still-slow", "Tiến độ số hóa sổ hộ tịch còn chậm.", [("Tiến độ số hóa sổ hộ tịch còn chậm", "digital")]),
    ("still-low-than", "Tỷ lệ hồ sơ nộp trực tuyến ở miền núi còn thấp so với kế hoạch.",
     [("Tỷ lệ hồ sơ nộp trực tuyến ở miền núi còn thấp so với kế hoạch", "digital")]),
    ("not-yet-two-adjectives", "Công tác kiểm tra công vụ tại cấp xã chưa thường xuyên và chưa kịp thời.",
     [("Công tác kiểm tra công vụ tại cấp xã chưa thường xuyên và chưa kịp thời", "*")]),
    ("comma-goes-on", "Việc phối hợp giữa các phòng chưa chặt chẽ, thiếu chủ động, còn nặng về hình thức.",
     [("Việc phối hợp giữa các phòng chưa chặt chẽ, thiếu chủ động, còn nặng về hình thức", "steering")]),
    ("comma-new-subject", "Trang thiết bị của Bộ phận Một cửa đã xuống cấp, trình độ tin học của một số công chức còn hạn chế.",
     [("Trang thiết bị của Bộ phận Một cửa đã xuống cấp", "procedures"), ("trình độ tin học của một số công chức còn hạn chế", "civil_service")]),
    ("subject-list", "Một bộ phận cán bộ, công chức, viên chức còn ngại đổi mới.",
     [("Một bộ phận cán bộ, công chức, viên chức còn ngại đổi mới", "civil_service")]),
    ("two-sentences", "Ngoài ra, việc công khai thủ tục tại một số xã chưa đầy đủ. Bên cạnh đó, phần mềm một cửa hay bị nghẽn mạng.",
     [("việc công khai thủ tục tại một số xã chưa đầy đủ", "procedures"), ("phần mềm một cửa hay bị nghẽn mạng", "digital")]),
    ("consequence-stays", "Bản hướng dẫn trên cổng chưa rõ ràng, gây khó khăn cho hộ kinh doanh.",
     [("Bản hướng dẫn trên cổng chưa rõ ràng, gây khó khăn cho hộ kinh doanh", "*")]),
    ("leads-to-stays", "Lãnh đạo một số đơn vị thiếu quan tâm, dẫn đến nhiều nhiệm vụ chậm tiến độ.",
     [("Lãnh đạo một số đơn vị thiếu quan tâm, dẫn đến nhiều nhiệm vụ chậm tiến độ", "steering")]),
    ("cause-with-subject", "Việc giao tự chủ còn chậm do thông tư hướng dẫn chưa đồng bộ.",
     [("Việc giao tự chủ còn chậm", "public_finance"), ("thông tư hướng dẫn chưa đồng bộ", "institutions")]),
    ("cause-without-subject", "Nhiều xã gặp khó khăn khi báo cáo vì chưa quen phần mềm mới.",
     [("Nhiều xã gặp khó khăn khi báo cáo vì chưa quen phần mềm mới", "*")]),
    ("therefore", "Biên chế công nghệ thông tin ở cấp huyện còn thiếu nên việc vận hành cổng dịch vụ công chưa ổn định.",
     [("Biên chế công nghệ thông tin ở cấp huyện còn thiếu", "*"), ("việc vận hành cổng dịch vụ công chưa ổn định", "digital")]),
    ("but-same-subject", "Công tác tuyên truyền tuy có đổi mới nhưng chưa đến được người dân vùng sâu.",
     [("Công tác tuyên truyền tuy có đổi mới nhưng chưa đến được người dân vùng sâu", "steering")]),
    ("but-own-subject", "Tỷ lệ trả đúng hạn tăng nhưng số hồ sơ phải bổ sung nhiều lần còn cao, thủ tục thuế còn rườm rà.",
     [("số hồ sơ phải bổ sung nhiều lần còn cao", "procedures"), ("thủ tục thuế còn rườm rà", "procedures")]),
    ("existing-situation", "Vẫn còn tình trạng công chức tiếp nhận hồ sơ không vào phần mềm.",
     [("Vẫn còn tình trạng công chức tiếp nhận hồ sơ không vào phần mềm", "*")]),
    ("still-occurs", "Còn xảy ra sai sót khi in giấy khai sinh tại một số phường.",
     [("Còn xảy ra sai sót khi in giấy khai sinh tại một số phường", "*")]),
    ("reported-colon", "Ông Lò Văn Tám, Giám đốc Sở Nội vụ, nhận xét: “Tiến độ xây dựng vị trí việc làm còn chậm.”",
     [("Tiến độ xây dựng vị trí việc làm còn chậm", "*")]),
    ("reported-that", "Bà Nguyễn Thị Lụa cho rằng thủ tục cấp phép xây dựng còn phức tạp.",
     [("thủ tục cấp phép xây dựng còn phức tạp", "procedures")]),
    ("quote-then-speaker", "“Hạ tầng công nghệ thông tin của xã còn yếu”, ông Tám nói.",
     [("Hạ tầng công nghệ thông tin của xã còn yếu", "digital")]),
    ("according-to", "Theo Sở Tài chính, tỷ lệ giải ngân vốn đầu tư công đạt thấp so với kế hoạch, nhiều dự án chậm tiến độ.",
     [("tỷ lệ giải ngân vốn đầu tư công đạt thấp so với kế hoạch", "public_finance"), ("nhiều dự án chậm tiến độ", "*")]),
    ("finance", "Công tác quyết toán các dự án hoàn thành còn chậm.", [("Công tác quyết toán các dự án hoàn thành còn chậm", "public_finance")]),
    ("institutions", "Việc rà soát văn bản quy phạm pháp luật của một số sở chưa kịp thời.",
     [("Việc rà soát văn bản quy phạm pháp luật của một số sở chưa kịp thời", "institutions")]),
    ("organization", "Chức năng, nhiệm vụ giữa hai chi cục còn chồng chéo.", [("Chức năng, nhiệm vụ giữa hai chi cục còn chồng chéo", "organization")]),
    ("staff-cuts", "Việc sắp xếp tổ chức bộ máy của đơn vị sự nghiệp chưa quyết liệt.",
     [("Việc sắp xếp tổ chức bộ máy của đơn vị sự nghiệp chưa quyết liệt", "organization")]),
    ("training", "Các lớp bồi dưỡng công chức xã vẫn tập trung vào cuối quý.",
     [("Các lớp bồi dưỡng công chức xã vẫn tập trung vào cuối quý", "civil_service")]),
    ("discipline", "Kỷ luật, kỷ cương hành chính ở một vài đơn vị chưa nghiêm.", [("Kỷ luật, kỷ cương hành chính ở một vài đơn vị chưa nghiêm", "civil_service")]),
    ("evasion", "Một số công chức còn đùn đẩy, né tránh trách nhiệm.", [("Một số công chức còn đùn đẩy, né tránh trách nhiệm", "civil_service")]),
    ("graft", "Có cán bộ địa chính vòi vĩnh người dân khi làm giấy tờ đất.", [("Có cán bộ địa chính vòi vĩnh người dân khi làm giấy tờ đất", "civil_service")]),
    ("rank-fell", "Chỉ số PAPI của tỉnh tụt 9 bậc so với năm trước.", [("Chỉ số PAPI của tỉnh tụt 9 bậc so với năm trước", "outcomes")]),
    ("rank-last", "Chỉ số cải cách hành chính của huyện Mường Lát đứng cuối bảng xếp hạng.",
     [("Chỉ số cải cách hành chính của huyện Mường Lát đứng cuối bảng xếp hạng", "outcomes")]),
    ("below-average", "Chỉ số SIPAS của tỉnh đạt 78,4%, thấp hơn mức trung bình cả nước.",
     [("Chỉ số SIPAS của tỉnh đạt 78,4%, thấp hơn mức trung bình cả nước", "outcomes")]),
    ("burden", "Hộ kinh doanh phải đi lại nhiều lần để hoàn thiện hồ sơ đăng ký.",
     [("Hộ kinh doanh phải đi lại nhiều lần để hoàn thiện hồ sơ đăng ký", "procedures")]),
    ("effect-not-high", "Mô hình trả kết quả tại nhà đã triển khai song hiệu quả chưa cao.",
     [("Mô hình trả kết quả tại nhà đã triển khai song hiệu quả chưa cao", "procedures")]),
    ("late-verb", "Nhiều sở chậm gửi báo cáo tự chấm điểm.", [("Nhiều sở chậm gửi báo cáo tự chấm điểm", "steering")]),
    ("not-following", "Một số sở không bám sát kế hoạch kiểm tra, không báo cáo đúng hạn.",
     [("Một số sở không bám sát kế hoạch kiểm tra, không báo cáo đúng hạn", "steering")]),
    ("work-noun-with-handling", "Việc xử lý các dự án bỏ hoang chưa dứt điểm.", [("Việc xử lý các dự án bỏ hoang chưa dứt điểm", "steering")]),
    ("double-spacing", "Việc  trả kết quả   còn   chậm tại xã Na Ư.", [("Việc  trả kết quả   còn   chậm tại xã Na Ư", "procedures")]),
    ("wrapped-line", "Hạ tầng công nghệ thông tin tại nhiều xã vùng cao chưa đồng\nbộ, đường truyền còn yếu.",
     [("Hạ tầng công nghệ thông tin tại nhiều xã vùng cao chưa đồng\nbộ", "digital"), ("đường truyền còn yếu", "digital")]),
    ("other-tone-school", "Việc số hoá hồ sơ ở Uỷ ban nhân dân xã còn chậm.", [("Việc số hoá hồ sơ ở Uỷ ban nhân dân xã còn chậm", "digital")]),
    ("list-marks", "- Công tác tuyên truyền dịch vụ công chưa sâu rộng;\n- Kinh phí cho chuyển đổi số còn thiếu.",
     [("Công tác tuyên truyền dịch vụ công chưa sâu rộng", "*"), ("Kinh phí cho chuyển đổi số còn thiếu", "*")]),
    ("numbered", "a) Việc cập nhật cơ sở dữ liệu công chức chưa đầy đủ.", [("Việc cập nhật cơ sở dữ liệu công chức chưa đầy đủ", "*")]),
    ("specific-vague", "Công tác giải phóng mặt bằng còn nhiều bất cập.", [("Công tác giải phóng mặt bằng còn nhiều bất cập", "steering")]),
    ("situation-after-judgement", "Việc phối hợp thẩm định chưa chặt chẽ, vẫn còn tình trạng đùn đẩy hồ sơ.",
     [("Việc phối hợp thẩm định chưa chặt chẽ", "steering"), ("vẫn còn tình trạng đùn đẩy hồ sơ", "civil_service")]),
    ("although", "Báo cáo cho thấy, mặc dù nhiều thủ tục đã lên mạng, tỷ lệ thanh toán trực tuyến còn thấp.",
     [("tỷ lệ thanh toán trực tuyến còn thấp", "digital")]),
    ("handling-files-late", "Vẫn còn hạn chế như: hồ sơ giải quyết trễ hạn; tinh thần phục vụ của một số công chức chưa cao.",
     [("hồ sơ giải quyết trễ hạn", "procedures"), ("tinh thần phục vụ của một số công chức chưa cao", "civil_service")]),
    ("system-for-handling", "Hệ thống thông tin giải quyết thủ tục hành chính chưa kết nối với cơ sở dữ liệu quốc gia.",
     [("Hệ thống thông tin giải quyết thủ tục hành chính chưa kết nối với cơ sở dữ liệu quốc gia", "digital")]),
    ("faults", "Phần mềm một cửa thường xuyên bị lỗi, máy quét ở nhiều xã đã cũ.",
     [("Phần mềm một cửa thường xuyên bị lỗi", "digital"), ("máy quét ở nhiều xã đã cũ", "*")]),
    ("only-so-much", "Đến hết tháng 8, huyện mới giải ngân được 38% vốn đầu tư công.", [("Đến hết tháng 8, huyện mới giải ngân được 38% vốn đầu tư công", "public_finance")]),
    ("inspectors-found", "Qua kiểm tra, đoàn phát hiện nhiều xã chưa niêm yết công khai thủ tục.",
     [("nhiều xã chưa niêm yết công khai thủ tục", "procedures")]),
    ("main-shortcoming-is", "Hạn chế lớn nhất là tiến độ giải ngân còn chậm.", [("tiến độ giải ngân còn chậm", "public_finance")]),
    ("costs-still-high", "Chi phí tuân thủ thủ tục đất đai vẫn còn cao.", [("Chi phí tuân thủ thủ tục đất đai vẫn còn cao", "procedures")]),
    ("many-doors", "Người dân phải qua nhiều cửa khi xin cấp phép xây dựng.", [("Người dân phải qua nhiều cửa khi xin cấp phép xây dựng", "procedures")]),
    ("marks-lost", "Tỉnh bị trừ điểm ở tiêu chí công khai ngân sách.", [("Tỉnh bị trừ điểm ở tiêu chí công khai ngân sách", "*")]),
    ("dots-in-list", "Nhiều kiến nghị về thoát nước, cây xanh, vỉa hè... chưa được giải quyết dứt điểm.",
     [("Nhiều kiến nghị về thoát nước, cây xanh, vỉa hè... chưa được giải quyết dứt điểm", "*")]),
    ("findings-after-colon", "Thanh tra Sở Nội vụ nêu một số thiếu sót: sổ hẹn để trống ba tuần; kế hoạch tập huấn ban hành muộn; công chức trực không đúng giờ.",
     [("sổ hẹn để trống ba tuần", "*"), ("kế hoạch tập huấn ban hành muộn", "*"), ("công chức trực không đúng giờ", "civil_service")]),
    ("files-pile-up", "Hồ sơ tách thửa ở xã Nậm Pì dồn ứ từ đầu quý.", [("Hồ sơ tách thửa ở xã Nậm Pì dồn ứ từ đầu quý", "procedures")]),
    ("broken", "Máy quét ở bộ phận một cửa phường Tân Phong hỏng từ tháng 5.",
     [("Máy quét ở bộ phận một cửa phường Tân Phong hỏng từ tháng 5", "*")]),
    ("late-to-do", "Nhiều sở chậm mở kết nối dữ liệu chuyên ngành.", [("Nhiều sở chậm mở kết nối dữ liệu chuyên ngành", "digital")]),
    ("late-to-arrive", "Báo cáo quý của ba xã gửi về chậm một tuần.", [("Báo cáo quý của ba xã gửi về chậm một tuần", "steering")]),
    ("wrong-entry", "Công chức hộ tịch xã Hua Nà nhập sai ngày sinh của 12 trẻ.", [("Công chức hộ tịch xã Hua Nà nhập sai ngày sinh của 12 trẻ", "*")]),
    ("own-accord", "UBND phường Tân Mai tự ý thu thêm bản sao hộ khẩu của người dân.",
     [("UBND phường Tân Mai tự ý thu thêm bản sao hộ khẩu của người dân", "*")]),
    ("copied-plan", "Kế hoạch cải cách hành chính của hai xã sao chép nguyên văn năm trước.",
     [("Kế hoạch cải cách hành chính của hai xã sao chép nguyên văn năm trước", "steering")]),
    ("owed", "Bộ Xây dựng còn nợ sáu thông tư hướng dẫn.", [("Bộ Xây dựng còn nợ sáu thông tư hướng dẫn", "institutions")]),
    ("many-hats", "Công chức văn phòng xã phải kiêm ba việc.", [("Công chức văn phòng xã phải kiêm ba việc", "civil_service")]),
    ("absent", "Đoàn kiểm tra ghi nhận 4/19 công chức vắng mặt không phép.", [("4/19 công chức vắng mặt không phép", "civil_service")]),
    ("must-come-back", "Người dân vẫn bị gọi lên nộp bản giấy dù đã gửi hồ sơ qua mạng.",
     [("Người dân vẫn bị gọi lên nộp bản giấy dù đã gửi hồ sơ qua mạng", "*")]),
    ("many-times", "Hộ kinh doanh phải nhiều lần liên hệ chi cục thuế để sửa mã hồ sơ.",
     [("Hộ kinh doanh phải nhiều lần liên hệ chi cục thuế để sửa mã hồ sơ", "*")]),
    ("nobody-there", "Quầy chứng thực phường Đông Phong không có người trực.", [("Quầy chứng thực phường Đông Phong không có người trực", "*")]),
    ("support-line", "Tổng đài hỗ trợ dịch vụ công không có người trực sau 17 giờ.",
     [("Tổng đài hỗ trợ dịch vụ công không có người trực sau 17 giờ", "digital")]),
    ("only-a-share", "Tuy nhiên, mới 37% sổ hộ tịch của huyện được nhập vào cơ sở dữ liệu.",
     [("mới 37% sổ hộ tịch của huyện được nhập vào cơ sở dữ liệu", "digital")]),
    ("share-that-fell", "Tỷ lệ giải ngân vốn đầu tư công của tỉnh chỉ đạt 61,2%, giảm 4% so với năm trước.",
     [("Tỷ lệ giải ngân vốn đầu tư công của tỉnh chỉ đạt 61,2%, giảm 4% so với năm trước", "public_finance")]),
    ("index-fell", "Chỉ số PAPI của tỉnh giảm 1,7 điểm so với kỳ trước.", [("Chỉ số PAPI của tỉnh giảm 1,7 điểm so với kỳ trước", "outcomes")]),
    ("quality-fell", "Chất lượng giải quyết thủ tục hành chính ở thành phố sụt giảm rõ rệt.",
     [("Chất lượng giải quyết thủ tục hành chính ở thành phố sụt giảm rõ rệt", "procedures")]),
    ("burden-noun", "Thủ tục hoàn thuế vẫn là một gánh nặng với doanh nghiệp.", [("Thủ tục hoàn thuế vẫn là một gánh nặng với doanh nghiệp", "procedures")]),
    ("old-habit", "Không ít công chức vẫn gửi bản chụp hồ sơ qua mạng xã hội.", [("Không ít công chức vẫn gửi bản chụp hồ sơ qua mạng xã hội", "*")]),
    ("not-a-few-is-no-negation", "Không ít cán bộ địa chính nhũng nhiễu người dân.", [("Không ít cán bộ địa chính nhũng nhiễu người dân", "civil_service")]),
    ("however-is-no-concession", "Tuy vậy, cơ cấu công chức của sở còn mất cân đối.", [("cơ cấu công chức của sở còn mất cân đối", "civil_service")]),
    ("tells-of", "Chủ tịch UBND xã Sìn Súi kể đường truyền của trụ sở liên tục đứt.", [("đường truyền của trụ sở liên tục đứt", "digital")]),
    ("civil-status-is-no-household", "Nhiều xã có 9 thủ tục hộ tịch mới chưa được niêm yết.",
     [("Nhiều xã có 9 thủ tục hộ tịch mới chưa được niêm yết", "procedures")]),
    ("instances-after-như", "Việc quản lý chợ của phường còn lỏng lẻo, như không có sổ theo dõi hộ kinh doanh, thu phí trái quy định, lấn chiếm lối đi.",
     [("Việc quản lý chợ của phường còn lỏng lẻo", "*"), ("không có sổ theo dõi hộ kinh doanh", "*"), ("thu phí trái quy định", "*"), ("lấn chiếm lối đi", "*")]),
    ("nouns-after-như", "Nhiều khâu còn yếu như lưu trữ hồ sơ giấy; số hóa kết quả cũ, tài liệu cũ; hướng dẫn người cao tuổi.",
     [("Nhiều khâu còn yếu như lưu trữ hồ sơ giấy; số hóa kết quả cũ, tài liệu cũ; hướng dẫn người cao tuổi", "*")]),
    ("example-cut-off", "Nhiều kiến nghị về đất đai chưa được trả lời như phản ánh của cử tri xã Tà Tổng về đường điện.",
     [("Nhiều kiến nghị về đất đai chưa được trả lời", "*")]),
    ("another-situation", "Tỷ lệ ký số ở cấp xã còn thấp, còn tồn tại tình trạng cán bộ ký thay.",
     [("Tỷ lệ ký số ở cấp xã còn thấp", "*"), ("còn tồn tại tình trạng cán bộ ký thay", "*")]),
    ("two-shares", "15% người được hỏi phải đi lại nhiều lần khi làm thủ tục đất đai, 4% bị trễ hẹn.",
     [("15% người được hỏi phải đi lại nhiều lần khi làm thủ tục đất đai", "procedures"), ("4% bị trễ hẹn", "procedures")]),
    ("however-within", "Một số hồ sơ đất đai đã được tiếp nhận, tuy nhiên thời gian đã quá lâu mà chưa có kết quả.",
     [("Một số hồ sơ đất đai đã được tiếp nhận, tuy nhiên thời gian đã quá lâu mà chưa có kết quả", "procedures")]),
    ("one-that-but", "Một số xã chậm công khai dự toán ngân sách, có xã công khai thủ tục nhưng lại chưa đúng biểu mẫu.",
     [("Một số xã chậm công khai dự toán ngân sách", "public_finance"), ("có xã công khai thủ tục nhưng lại chưa đúng biểu mẫu", "*")]),
    ("done-and-rest", "Sở phải sửa 18 quy trình nhưng mới sửa được 5, còn 13 quy trình chưa sửa.",
     [("Sở phải sửa 18 quy trình nhưng mới sửa được 5, còn 13 quy trình chưa sửa", "procedures")]),
    ("said-after", "Nhiều hồ sơ bị trả lại, ông Tám cho biết là do cán bộ hướng dẫn thiếu giấy tờ.",
     [("Nhiều hồ sơ bị trả lại", "procedures"), ("cán bộ hướng dẫn thiếu giấy tờ", "*")]),
    ("so-must", "Thủ tục thuế còn rườm rà nên cần tiếp tục cắt giảm mạnh.", [("Thủ tục thuế còn rườm rà", "procedures")]),
    ("inspection-between", "Về quản lý trụ sở, qua kiểm tra tại ba xã cho thấy còn lỏng lẻo, thiếu sổ sách.",
     [("quản lý trụ sở, qua kiểm tra tại ba xã cho thấy còn lỏng lẻo, thiếu sổ sách", "*")]),
    ("makes-dear", "Việc chứng thực nhiều bản sao khiến chi phí làm thủ tục của doanh nghiệp tăng cao.",
     [("Việc chứng thực nhiều bản sao khiến chi phí làm thủ tục của doanh nghiệp tăng cao", "procedures")]),
    ("bad-rises", "Số hồ sơ đất đai quá hạn của huyện tăng so với quý trước.", [("Số hồ sơ đất đai quá hạn của huyện tăng so với quý trước", "procedures")]),
    ("times-as-long", "Thời gian cấp phép xây dựng dài gấp 3 lần quy định.", [("Thời gian cấp phép xây dựng dài gấp 3 lần quy định", "procedures")]),
    ("each-its-way", "Cùng một thủ tục hộ tịch nhưng mỗi xã hướng dẫn một kiểu.", [("Cùng một thủ tục hộ tịch nhưng mỗi xã hướng dẫn một kiểu", "procedures")]),
    ("complaints-of-manner", "Người dân còn nhiều ý kiến về thái độ của công chức địa chính.",
     [("Người dân còn nhiều ý kiến về thái độ của công chức địa chính", "civil_service")]),
    ("collusion", "Có cán bộ địa chính móc ngoặc với cò đất để trục lợi.", [("Có cán bộ địa chính móc ngoặc với cò đất để trục lợi", "civil_service")]),
    ("neglected", "Khâu lấy ý kiến người dân về thủ tục mới còn bị xem nhẹ.", [("Khâu lấy ý kiến người dân về thủ tục mới còn bị xem nhẹ", "*")]),
    ("only-when-told", "Nhiều kiến nghị của cử tri chỉ được giải quyết khi có chỉ đạo của cấp trên.",
     [("Nhiều kiến nghị của cử tri chỉ được giải quyết khi có chỉ đạo của cấp trên", "*")]),
    ("still-paper", "Nhiều thủ tục vẫn yêu cầu người dân nộp bản giấy.", [("Nhiều thủ tục vẫn yêu cầu người dân nộp bản giấy", "procedures")]),
    ("petitions-are-no-demand", "Còn 12 kiến nghị của cử tri chưa được trả lời.", [("Còn 12 kiến nghị của cử tri chưa được trả lời", "*")]),
    ("information-is-no-village", "Ứng dụng công nghệ thông tin còn nhiều hạn chế, nhất là ở cấp xã.",
     [("Ứng dụng công nghệ thông tin còn nhiều hạn chế, nhất là ở cấp xã", "digital")]),
    ("reason-keeps-its-word", "Đoàn ghi nhận 5 công chức vắng mặt không lý do.", [("5 công chức vắng mặt không lý do", "civil_service")]),
    ("only-on-paper", "Việc cắt giảm điều kiện kinh doanh chủ yếu mới trên giấy.",
     [("Việc cắt giảm điều kiện kinh doanh chủ yếu mới trên giấy", "*")]),
    ("handling-as-work", "Công chức một cửa thiếu kinh nghiệm, xử lý tình huống còn lúng túng.",
     [("Công chức một cửa thiếu kinh nghiệm", "civil_service"), ("xử lý tình huống còn lúng túng", "*")]),
    ("foremost-is", "Hội nghị chỉ rõ 5 hạn chế, trong đó nổi lên là tiến độ bàn giao trụ sở dôi dư còn chậm.",
     [("tiến độ bàn giao trụ sở dôi dư còn chậm", "*")]),
    ("seven-papers", "Chủ dự án phải nộp 7 loại giấy tờ cho cùng một thủ tục đất đai.",
     [("Chủ dự án phải nộp 7 loại giấy tờ cho cùng một thủ tục đất đai", "procedures")]),
    ("longer-than-posted", "Thời gian giải quyết hồ sơ thực tế dài hơn nhiều so với niêm yết.",
     [("Thời gian giải quyết hồ sơ thực tế dài hơn nhiều so với niêm yết", "procedures")]),
    ("counted-offices", "Đoàn kiểm tra phát hiện 3/5 xã chưa lập sổ theo dõi hồ sơ, 2 xã chưa niêm yết thủ tục.",
     [("3/5 xã chưa lập sổ theo dõi hồ sơ", "procedures"), ("2 xã chưa niêm yết thủ tục", "procedures")]),
    ("although-then-but", "Dù đã được nhắc nhở nhiều lần, song đến nay vẫn còn 5 sở chưa nộp báo cáo cải cách hành chính.",
     [("vẫn còn 5 sở chưa nộp báo cáo cải cách hành chính", "steering")]),
    ("share-of-those-asked", "Theo kết quả khảo sát, 42% người được hỏi cho biết phải trả thêm chi phí khi làm thủ tục đất đai.",
     [("42% người được hỏi cho biết phải trả thêm chi phí khi làm thủ tục đất đai", "*")]),
    ("according-to-within", "Kết quả cải cách này, theo ông Tám, chưa tương xứng với tiềm năng của tỉnh.",
     [("Kết quả cải cách này, theo ông Tám, chưa tương xứng với tiềm năng của tỉnh", "*")]),
]

NONE: list[tuple[str, str]] = [
    ("fined-by-law", "Nghị định quy định xử phạt hành vi chậm giải quyết thủ tục hành chính."),
    ("a-group-of-papi", "Chỉ số PAPI năm 2023 của tỉnh đạt 41,8 điểm, thuộc nhóm trung bình cao."),
    ("generic", "Công tác CCHC của tỉnh vẫn còn những tồn tại, hạn chế."),
    ("generic-besides-results", "Bên cạnh kết quả đạt được, cải cách hành chính trên địa bàn tỉnh còn một số hạn chế."),
    ("overcome", "Sở đã khắc phục được tình trạng hồ sơ trễ hẹn."),
    ("no-late-files", "Sáu tháng qua, xã không có hồ sơ trễ hạn."),
    ("no-longer", "Đến nay không còn tình trạng công chức gây phiền hà cho người dân."),
    ("reduced", "Lắp camera ở quầy tiếp dân đã giảm hẳn sách nhiễu."),
    ("graft-fell", "Theo khảo sát tháng 5, nạn vòi vĩnh ở khâu cấp phép đã giảm rõ rệt."),
    ("order", "Chủ tịch UBND tỉnh yêu cầu các sở khắc phục tình trạng chậm trả kết quả."),
    ("order-item", "Kiên quyết xử lý nghiêm cán bộ hải quan sách nhiễu, vòi vĩnh chủ hàng."),
    ("goal-limit", "Phấn đấu hạn chế tối đa hồ sơ quá hạn trong năm 2025."),
    ("not-let", "Không để xảy ra tình trạng đùn đẩy, né tránh trách nhiệm."),
    ("remove-procedures", "Rà soát, xóa bỏ giấy tờ trùng lặp, quy trình rườm rà."),
    ("purpose", "Tỉnh mở thêm quầy nhằm giảm tình trạng quá tải vào cuối tháng."),
    ("condition", "Trường hợp đơn không đúng mẫu thì công chức trả lại ngay."),
    ("condition-if", "Nếu có vướng mắc, các đơn vị báo cáo Sở Nội vụ."),
    ("rule-of-law", "Người chưa đủ 16 tuổi phải có người giám hộ khi nộp hồ sơ."),
    ("legal-deadline", "Các xã gửi báo cáo chậm nhất ngày 20 hằng tháng."),
    ("sanction", "Công chức nhũng nhiễu sẽ bị xử lý kỷ luật."),
    ("anti-corruption", "Việc phòng, chống tham nhũng, lãng phí ở ngành y tế đạt kết quả tốt."),
    ("file-status", "Ứng dụng cho xem tình trạng hồ sơ trên điện thoại."),
    ("remaining", "Số kinh phí còn lại được chuyển sang năm sau."),
    ("major-general", "Thiếu tướng Trần Văn Mẫn chủ trì hội nghị của Công an tỉnh."),
    ("less-than", "Trong chưa đầy hai giờ, Bộ phận Một cửa đã trả 60 hồ sơ."),
    ("cannot-do-without", "Cải cách là việc không thể thiếu của chính quyền."),
    ("tact", "Năm nay chỉ số PAR INDEX xếp thứ 48/63, tăng 5 bậc so với năm trước."),
    ("plain-result", "Tỷ lệ hồ sơ đúng hạn đạt 98,6%, cao hơn năm trước."),
    ("plan-of-poor-ethnic-groups", "Quyết định nêu 14 dân tộc còn gặp nhiều khó khăn được vay vốn."),
    ("removal-of-obstacles", "Hội nghị tập trung tháo gỡ khó khăn, vướng mắc cho doanh nghiệp."),
    ("seminar-on", "Hơn 90 trưởng phòng dự lớp tập huấn về phòng ngừa tình trạng sách nhiễu, gây phiền hà."),
    ("no-more-errands", "Quy trình mới giúp người dân không phải đi lại nhiều lần."),
    ("no-longer-cumbersome", "Thủ tục được cắt giảm, không còn rườm rà như trước."),
    ("low-is-good", "Bội chi ngân sách thấp hơn mục tiêu đề ra."),
    ("files-not-due", "Trung tâm nhận 1.200 hồ sơ, trong đó 35 hồ sơ đang giải quyết chưa đến hạn."),
    ("for-such-files", "Với hồ sơ chưa đủ điều kiện, công chức thông báo rõ lý do bằng văn bản."),
    ("asked-of-such", "Sở đề nghị các đơn vị chưa hoàn thành báo cáo trước ngày 25/11."),
    ("weather-damage", "Mưa lũ làm giao thông ở ba huyện bị gián đoạn."),
    ("yet-all-done", "Dù còn nhiều khó khăn, toàn tỉnh đã sắp xếp xong bộ máy cấp xã."),
    ("overcome-overload", "Nhờ đó, tình trạng quá tải ở Bộ phận Một cửa được khắc phục."),
    ("such-units-must", "Những đơn vị có tỷ lệ giải ngân thấp phải kiểm điểm trách nhiệm."),
    ("discussion", "Các đại biểu thảo luận, làm rõ những hạn chế, vướng mắc và nguyên nhân."),
    ("repaired", "Máy quét ở bộ phận một cửa được sửa xong trong tuần."),
    ("no-blank", "Công chức không để trống ô nào trong sổ theo dõi hồ sơ."),
    ("end-late-paying", "Huyện chấm dứt việc để máy tính hư hỏng kéo dài."),
    ("few-late", "Trong 9.000 hồ sơ, chỉ 2% trễ hẹn."),
    ("few-unhappy", "Theo phiếu khảo sát của sở, 1,4% chưa hài lòng về cán bộ."),
    ("new-rooms", "Tỉnh xây mới 12 trụ sở xã trong năm 2024."),
    ("prices-fell", "Chỉ số giá tiêu dùng của tỉnh giảm 0,3% so với tháng trước."),
    ("range-of-an-index", "Chỉ số hài lòng cao nhất là 96%, thấp nhất là 71%."),
    ("rose-from-the-end", "Thị xã từng đứng cuối bảng thì năm nay đã tăng 6 bậc."),
    ("double-office", "Ông Lò Văn Tám, Phó Chủ tịch kiêm Tổng Thư ký hội, dự họp với UBND tỉnh."),
    ("ask-for-discipline", "Trưởng đoàn yêu cầu huyện kiểm điểm 5 công chức vắng mặt tại xã Nậm Pì."),
    ("still-good", "Nhiều xã vẫn duy trì trực Bộ phận Một cửa sáng thứ bảy."),
    ("no-longer-a-barrier", "Với cổng mới, thủ tục đất đai không còn là rào cản."),
    ("rhetorical-question", "Bộ phận một cửa của sở có ngâm hồ sơ lâu không?"),
    ("many-places", "Người dân có thể nộp hồ sơ từ nhiều nơi khác nhau."),
    ("each-one-product", "Chương trình mỗi xã một sản phẩm được UBND tỉnh mở rộng."),
    ("late-files-fell", "Số hồ sơ quá hạn của huyện giảm so với quý trước, tỷ lệ hài lòng tăng."),
    ("few-days-later", "Sở nhận 40 đơn nhưng chỉ sau 2 ngày đã trả lời xong."),
    ("in-agreement", "Cử tri đồng tình với việc thu hồi các quyết định bổ nhiệm sai quy trình."),
    ("instances-of-good", "Huyện có nhiều cách làm hay như trả kết quả tại nhà, hẹn giờ qua mạng, miễn phí bản sao."),
    ("ordinary-requirement", "Bộ phận một cửa yêu cầu người nộp xuất trình căn cước."),
    ("formerly", "Trước đây người dân phải nộp nhiều bộ hồ sơ, nay chỉ cần một lần."),
    ("no-late-file-arose", "Trong kỳ không phát sinh hồ sơ trễ hạn."),
    ("costs-fell", "Cổng mới khiến chi phí đi lại của người dân giảm."),
]

OUTSIDE: list[tuple[str, str]] = [
    ("football", "Đội chủ nhà chưa thể ghi bàn trong hiệp một. Hàng thủ còn lúng túng, thiếu tập trung ở cuối trận. Đội đang đứng cuối bảng sau tám vòng đấu. "
     "Huấn luyện viên nói các cầu thủ thi đấu chưa tốt và thể lực còn yếu. Khán giả vẫn đến sân đông, tiếng trống vang suốt trận. " * 3),
    ("weather", "Mưa lớn kéo dài ở miền Trung. Nước sông còn cao, nhiều tuyến tàu chưa chạy lại. Nắng nóng vẫn gay gắt ở phía Nam, cây trồng thiếu nước tưới. "
     "Bão có thể vào bờ trong hai ngày tới, gió mạnh dần từ đêm. " * 4),
    ("market", "Giá vàng giảm mạnh trong phiên sáng. Nhà đầu tư chưa yên tâm, sức mua còn yếu. Đồng bạc xanh xuống mức thấp nhất ba tháng. "
     "Giới phân tích cho rằng thanh khoản còn thấp và nguồn cung thiếu. " * 4),
]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[s.start:s.end], s.area) for s in shortcomings.find(analyse(text))]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_clauses_and_areas(text: str, expected: Expected) -> None:
    got = found(FRAME.format(text))
    assert [clause for clause, _ in got] == [clause for clause, _ in expected]
    assert [area if wanted != "*" else "*" for (_, area), (_, wanted) in zip(got, expected, strict=True)] == [area for _, area in expected]


@pytest.mark.parametrize("text", [case[1] for case in NONE], ids=[case[0] for case in NONE])
def test_what_is_no_shortcoming(text: str) -> None:
    assert found(FRAME.format(text)) == []


@pytest.mark.parametrize("text", [case[1] for case in OUTSIDE], ids=[case[0] for case in OUTSIDE])
def test_texts_that_are_not_about_administration(text: str) -> None:
    assert found(text) == []


SPEAKERS = [
    ("before-colon", "Ông Lò Văn Tám, Giám đốc Sở Nội vụ, nhận xét: “Tiến độ số hóa còn chậm. Hạ tầng công nghệ thông tin cấp xã còn yếu.”",
     ["Ông Lò Văn Tám", "Ông Lò Văn Tám"]),
    ("after-quote", "“Hạ tầng công nghệ thông tin của xã còn yếu”, bà Lê Thị Sen nói.", ["bà Lê Thị Sen"]),
    ("office-only", "Phó Chủ tịch UBND tỉnh cho rằng tiến độ giải ngân vốn đầu tư công còn chậm.", ["Phó Chủ tịch UBND tỉnh"]),
    ("spelling-as-written", "Bà Võ Thị Hoà cho biết hồ sơ đất đai ở phường còn tồn đọng.", ["Bà Võ Thị Hoà"]),
    ("nobody", "Tiến độ giải ngân vốn đầu tư công còn chậm.", [None]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SPEAKERS], ids=[case[0] for case in SPEAKERS])
def test_speaker(text: str, expected: list[str | None]) -> None:
    assert [s.speaker for s in shortcomings.find(analyse(FRAME.format(text)))] == expected


def test_a_fact_says_what_found_it() -> None:
    [fact] = shortcomings.find(analyse(FRAME.format("Tiến độ số hóa sổ hộ tịch còn chậm.")))
    assert (fact.rule.split("@")[0], fact.trigger) == ("shortcomings/predicate.still", "còn chậm")
    assert shortcomings.EMIT <= fact.confidence <= 1


def test_the_section_makes_surer() -> None:
    def confidence(head: str) -> float:
        text = FRAME.format(f"{head}\n\nMột số xã thiếu máy tính phục vụ người dân.")
        return max(s.confidence for s in shortcomings.find(analyse(text)))

    assert confidence("II. TỒN TẠI, HẠN CHẾ") > confidence("Vài nét về địa bàn")
