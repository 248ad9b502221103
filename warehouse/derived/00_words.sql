-- What the views say of figures and of the words around them.
CREATE MACRO zeros(digits) AS length(digits) - length(rtrim(digits, '0'));
COMMENT ON MACRO zeros IS 'Zeros at the end of a run of digits.';
CREATE MACRO decimals(number) AS CASE
    WHEN number % 1 <> 0 OR abs(number) < 1000000 THEN 6 - zeros(split_part(CAST(CAST(number AS DECIMAL(24, 6)) AS VARCHAR), '.', 2))
    WHEN regexp_matches(CAST(CAST(number AS DECIMAL(24, 0)) AS VARCHAR), '[0-9]{2}[1-9]0{11,}$') THEN -zeros(CAST(CAST(number AS DECIMAL(24, 0)) AS VARCHAR))
    ELSE -least(zeros(CAST(CAST(number AS DECIMAL(24, 0)) AS VARCHAR)) // 3 * 3, 9)
END;
COMMENT ON MACRO decimals IS 'Decimals that a number is given with: 2 for 97.45, none for 98. From a million on, numbers are told in triệu, tỷ and nghìn tỷ: -6 for 8.720,6 tỷ, -9 for 300 tỷ, -11 for 31,2 nghìn tỷ.';
CREATE MACRO agrees(a, a_comparator, b, b_comparator) AS CASE
    WHEN a_comparator = 'ge' AND b_comparator = 'ge' OR a_comparator = 'le' AND b_comparator = 'le' THEN true
    WHEN a_comparator = 'ge' OR b_comparator = 'le' THEN b >= a
    WHEN a_comparator = 'le' OR b_comparator = 'ge' THEN b <= a
    WHEN a_comparator = 'approx' OR b_comparator = 'approx' THEN abs(a - b) <= 0.05 * greatest(abs(a), abs(b))
    ELSE abs(CAST(a - b AS DOUBLE)) <= 0.5 / pow(10, least(decimals(a), decimals(b))) + 1e-9
END;
COMMENT ON MACRO agrees IS 'Whether two figures can both be right: equal as far as the one with fewer decimals goes, "trên 97" beside 97.45, "khoảng 100" within 5 %.';

-- What may stand between "thu ngân sách" and its amount: anything that says no more than whose, when and how far. Not "dự toán", "nội địa", "tiền sử dụng đất", another amount.
CREATE MACRO only_says_when(words) AS regexp_matches(words, '^(?:[ ,()–-]|nhà nước|nsnn|địa phương|trên địa bàn|của|cả|toàn|tỉnh|thành phố|trong|kỳ|năm|tháng|quý|đầu|cuối|lũy kế|luỹ kế|tính|từ|đến|hết|ngày|ước|đạt|thực hiện|được|là|số|tiền|tổng|[0-9/.]+|[ivx]+[ ,]|vốn|đầu tư công|kế hoạch vốn)*$');
COMMENT ON MACRO only_says_when IS 'Whether the words between the name of a budget flow and its amount name no part of it.';
CREATE MACRO is_whole_amount(before, after, whole_year) AS
    only_says_when(regexp_extract(before, '(?:^|[^\p{L}])(?:(?:thu|chi) (?:ngân sách|nsnn)|giải ngân)([^;:]*?)$', 1)) AND regexp_matches(before, '(^|[^\p{L}])((thu|chi) (ngân sách|nsnn)|giải ngân)')
    AND NOT regexp_matches(before, '(dự toán|chỉ tiêu|nhiệm vụ|tăng|giảm|hụt|thất|vượt|nguồn|tiết kiệm|bội|nộp|góp|cắt|chống|nợ) (tổng )?(số )?(thu|chi) (ngân sách|nsnn)')
    AND NOT regexp_matches(before || ' ' || after, 'dự án|công trình|chương trình|gói thầu|trái phiếu|(^|[^\p{L}])oda([^\p{L}]|$)|chủ đầu tư|chưa|còn lại|(mỗi|từng|một) (ngày|tháng|năm)')
    AND NOT regexp_matches(after, '^ *(/|bình quân|cho|từ|tiền|nợ)')
    AND NOT (whole_year AND regexp_matches(before, 'đến (nay|hết|ngày|tháng|thời điểm|giữa|[0-9])|l[uũ][yỹ] kế') AND NOT regexp_matches(before, '31/12'));
COMMENT ON MACRO is_whole_amount IS 'Whether the words around an amount of money say that it is all that was taken in, spent or paid out in the time it is for: only such amounts of the parts of a territory add up. An amount "up to 15/10" of a whole year is none.';

CREATE MACRO telling_words(text) AS list_filter(
    list_distinct(regexp_extract_all(lower(regexp_replace(text, '[0-9]+', ' ', 'g')), '\p{L}{2,}')),
    lambda word: word NOT IN ('và', 'của', 'các', 'trong', 'có', 'đã', 'được', 'là', 'năm', 'tỉnh', 'đạt', 'tháng', 'đầu', 'trên', 'với', 'số', 'tỷ', 'lệ', 'thành', 'phố', 'toàn', 'theo', 'cho', 'để', 'phấn', 'đấu', 'mục', 'tiêu', 'đến', 'hết', 'ít', 'nhất'));
COMMENT ON MACRO telling_words IS 'The words of a text that tell what it is about: each once, without numbers and the commonest words.';
CREATE MACRO likeness(a, b) AS round(len(list_intersect(a, b)) / greatest(least(len(a), len(b)), 1), 2);
COMMENT ON MACRO likeness IS 'How much of the shorter of two lists of words stands in the other: 0 to 1.';
