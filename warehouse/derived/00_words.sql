-- What the views say of figures and of the words around them.
CREATE MACRO decimals(number) AS length(rtrim(split_part(CAST(CAST(number AS DECIMAL(24, 6)) AS VARCHAR), '.', 2), '0'));
COMMENT ON MACRO decimals IS 'Decimals that a number is given with: 2 for 97.45, none for 98.';
CREATE MACRO agrees(a, a_comparator, b, b_comparator) AS CASE
    WHEN a_comparator = 'ge' AND b_comparator = 'ge' OR a_comparator = 'le' AND b_comparator = 'le' THEN true
    WHEN a_comparator = 'ge' OR b_comparator = 'le' THEN b >= a
    WHEN a_comparator = 'le' OR b_comparator = 'ge' THEN b <= a
    WHEN a_comparator = 'approx' OR b_comparator = 'approx' THEN abs(a - b) <= 0.05 * greatest(abs(a), abs(b))
    ELSE abs(CAST(a - b AS DOUBLE)) <= 0.5 / pow(10, least(decimals(a), decimals(b))) + 1e-9
END;
COMMENT ON MACRO agrees IS 'Whether two figures can both be right: equal as far as the one with fewer decimals goes, "trên 97" beside 97.45, "khoảng 100" within 5 %.';

CREATE MACRO telling_words(text) AS list_filter(
    list_distinct(regexp_extract_all(lower(regexp_replace(text, '[0-9]+', ' ', 'g')), '\p{L}{2,}')),
    lambda word: word NOT IN ('và', 'của', 'các', 'trong', 'có', 'đã', 'được', 'là', 'năm', 'tỉnh', 'đạt', 'tháng', 'đầu', 'trên', 'với', 'số', 'tỷ', 'lệ', 'thành', 'phố', 'toàn', 'theo', 'cho', 'để', 'phấn', 'đấu', 'mục', 'tiêu', 'đến', 'hết', 'ít', 'nhất'));
COMMENT ON MACRO telling_words IS 'The words of a text that tell what it is about: each once, without numbers and the commonest words.';
CREATE MACRO likeness(a, b) AS round(len(list_intersect(a, b)) / greatest(least(len(a), len(b)), 1), 2);
COMMENT ON MACRO likeness IS 'How much of the shorter of two lists of words stands in the other: 0 to 1.';
