-- The units of the documents in search_batch: a heading that counts more, and a body. Figures of one sentence are one unit, so that it is found once.
CREATE OR REPLACE TEMP TABLE search_texts AS
WITH current AS (
    SELECT d.*, if(year(d.published_day) IS NULL, [], [year(d.published_day)]) AS years_published
    FROM documents AS d
    JOIN search_batch USING (document_id)
),
figures AS (
    SELECT
        m.document_id, m.version, m.context_start, m.context_end, list(DISTINCT m.metric_id ORDER BY m.metric_id) AS ids,
        list_sort(list_distinct(list(m.province))) AS provinces,
        list_sort(list_distinct(flatten(list(if(m.period_start IS NULL, [], range(year(m.period_start), year(coalesce(m.period_end, m.period_start)) + 1)))))) AS years,
        string_agg(DISTINCT m.subject, chr(10) ORDER BY m.subject) AS subjects, string_agg(DISTINCT i.name, chr(10) ORDER BY i.name) AS names,
        string_agg(DISTINCT m.said, '; ' ORDER BY m.said) AS label
    FROM (SELECT *, concat_ws(' ', if(indicator = 'OTHER', NULL, indicator), quote, if(modality = 'target', '(mục tiêu)', NULL)) AS said FROM metrics) AS m
    JOIN search_batch USING (document_id)
    LEFT JOIN indicators AS i ON i.indicator = m.indicator AND i.indicator <> 'OTHER'
    WHERE m.valid_to IS NULL
    GROUP BY ALL
),
mentions AS (
    SELECT m.official_id, m.version, m.context_start, m.context_end
    FROM official_mentions AS m
    JOIN search_batch USING (document_id)
    WHERE m.valid_to IS NULL
    QUALIFY row_number() OVER (PARTITION BY m.official_id, m.version ORDER BY m.start_offset) = 1
),
roles AS (
    SELECT r.official_id, r.version, string_agg(DISTINCT concat_ws(' ', r.title, if(contains(r.title, r.organisation), NULL, r.organisation), if(contains(r.title, r.place), NULL, r.place)), chr(10)) AS words,
        string_agg(DISTINCT r.title, '; ' ORDER BY r.title) AS titles
    FROM official_roles AS r
    JOIN search_batch USING (document_id)
    WHERE r.valid_to IS NULL
    GROUP BY r.official_id, r.version
),
units AS (
    SELECT 0 AS rank, 'document' AS kind, document_id, current_version AS version, 0 AS start_offset, CAST(NULL AS INTEGER) AS end_offset, [document_id] AS ids,
        [province] AS provinces, years_published AS years, CAST(NULL AS area) AS area, title AS heading, CAST(NULL AS VARCHAR) AS more, CAST(NULL AS VARCHAR) AS label
    FROM current
    UNION ALL
    SELECT 1, 'metric', f.document_id, f.version, f.context_start, f.context_end, f.ids, list_append(f.provinces, c.province),
        if(len(f.years) = 0, c.years_published, f.years), NULL, NULL, concat_ws(chr(10), f.names, f.subjects), f.label
    FROM figures AS f
    JOIN current AS c USING (document_id)
    UNION ALL
    SELECT 2, 'shortcoming', s.document_id, s.version, s.start_offset, s.end_offset, [s.shortcoming_id], [c.province], c.years_published, s.area, NULL, NULL, CAST(s.area AS VARCHAR)
    FROM shortcomings AS s
    JOIN current AS c USING (document_id)
    WHERE s.valid_to IS NULL
    UNION ALL
    SELECT 3, 'official', o.document_id, o.version, m.context_start, m.context_end, [o.official_id], [c.province], c.years_published, NULL, concat_ws(chr(10), o.name, r.words), NULL, concat_ws(', ', o.name, r.titles)
    FROM officials AS o
    JOIN current AS c USING (document_id)
    JOIN mentions AS m ON m.official_id = o.official_id AND m.version = o.version
    LEFT JOIN roles AS r ON r.official_id = o.official_id AND r.version = o.version
    WHERE o.valid_to IS NULL
)
SELECT
    CAST(row_number() OVER (ORDER BY u.document_id, rank, u.start_offset, u.ids) - 1 AS INTEGER) AS unit_no,
    u.* EXCLUDE (rank, end_offset, provinces), coalesce(u.end_offset, length(v.text)) AS end_offset,
    list_filter(list_distinct(provinces), lambda name: name IS NOT NULL) AS provinces,
    -- heading, then text: a line end between parts, because words on two lines are no neighbours
    regexp_extract_all(lower(heading), '[\p{L}\p{N}]+|\n') AS heading_words,
    regexp_extract_all(lower(concat_ws(chr(10), CASE kind WHEN 'document' THEN v.text WHEN 'official' THEN NULL ELSE substr(v.text, start_offset + 1, end_offset - start_offset) END, more)),
                       '[\p{L}\p{N}]+|\n') AS body_words
FROM units AS u
JOIN versions AS v ON v.document_id = u.document_id AND v.version = u.version;
