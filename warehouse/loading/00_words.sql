-- Words of the scripts that follow.
-- The words of a text alone, without case, accents or punctuation. Coarser than a reader would have it: it makes keys, never text.
CREATE TEMP MACRO plain(words) AS trim(regexp_replace(replace(lower(strip_accents(words)), 'đ', 'd'), '[^a-z0-9%]+', ' ', 'g'));

-- Sixteen hex digits that name what the parts say.
CREATE TEMP MACRO named(parts) AS substr(sha256(array_to_string(list_transform(parts, lambda part: coalesce(part, '')), chr(31))), 1, 16);

-- A figure as a decimal. A DOUBLE has 15 digits that can be trusted: 508.553 tỷ is 508553000000000, not the …999.967232 that a cast makes of it.
CREATE TEMP MACRO exact(number) AS if(abs(number) < 9e9, CAST(number AS DECIMAL(24, 6)), CAST(format('{:.15g}', number) AS DECIMAL(24, 6)));

CREATE TEMP MACRO is_months(first, last) AS day(first) = 1 AND last_day(last) = last;

CREATE TEMP MACRO period_of(first, last) AS CASE
    WHEN first IS NULL OR last IS NULL THEN NULL
    WHEN first = last THEN strftime(first, '%Y-%m-%d')
    WHEN NOT is_months(first, last) THEN strftime(first, '%Y-%m-%d/') || strftime(last, '%Y-%m-%d')
    WHEN date_diff('month', first, last) = 0 THEN strftime(first, '%Y-%m')
    WHEN year(first) <> year(last) AND month(first) = 1 AND month(last) = 12 THEN strftime(first, '%Y/') || strftime(last, '%Y')
    WHEN year(first) <> year(last) THEN strftime(first, '%Y-%m/') || strftime(last, '%Y-%m')
    WHEN date_diff('month', first, last) = 11 THEN strftime(first, '%Y')
    WHEN date_diff('month', first, last) = 5 AND month(first) IN (1, 7) THEN strftime(first, '%Y-H') || (month(first) + 5) // 6
    WHEN date_diff('month', first, last) = 2 AND month(first) % 3 = 1 THEN strftime(first, '%Y-Q') || quarter(first)
    ELSE strftime(first, '%Y-%m/') || strftime(last, '%Y-%m')
END;
