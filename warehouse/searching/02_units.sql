-- The units of the documents in search_batch: a span of a text, words that are not in it (of a title, a name, an indicator; a line each), and the keys by
-- which they are found, filtered and deleted: d… document, p… province, y… year, a… area; and what is shown of them. Figures of one sentence are one unit, so that it is found once.
CREATE OR REPLACE TEMP MACRO once(lines) AS array_to_string(list_sort(list_distinct(string_split(lines, chr(10)))), chr(10));
CREATE OR REPLACE TEMP MACRO years(first, last) AS
    if(first IS NULL OR last <= first, 'y' || first, array_to_string(list_transform(range(first, last + 1), lambda number: 'y' || number), ' '));

CREATE OR REPLACE TEMP TABLE search_units AS
WITH current AS (
    SELECT
        document_id, title, current_version, 'y' || year(published_day) AS published, concat_ws(' ', 'd' || document_id, 'p' || replace(d.province, ' ', '_')) AS keys,
        {title: title, province: d.province, day: published_day, source: s.name, url: coalesce(url, path)} AS described
    FROM documents AS d
    JOIN sources AS s USING (source_id)
    SEMI JOIN search_batch USING (document_id)
),
figures AS (      -- strings are put together and taken apart again because lists in groups take several times as long
    SELECT
        document_id, version, context_start, context_end, count(*) AS many, count(period_start) AS with_period, string_agg(metric_id, chr(10)) AS ids,
        string_agg(replace(concat_ws(' ', nullif(m.indicator, 'OTHER'), quote, if(modality = 'target', '(mục tiêu)', NULL)), chr(10), ' '), chr(10)) AS label,
        string_agg(concat_ws(chr(10), i.name, subject), chr(10)) AS words,
        string_agg(concat_ws(' ', 'p' || replace(province, ' ', '_'), years(year(period_start), year(period_end))), ' ') AS keys
    FROM metrics AS m
    SEMI JOIN search_batch USING (document_id)
    LEFT JOIN indicators AS i ON i.indicator = m.indicator AND i.indicator <> 'OTHER'
    WHERE valid_to IS NULL
    GROUP BY document_id, version, context_start, context_end
),
mentions AS (
    SELECT official_id, version, min_by(context_start, start_offset) AS context_start, min_by(context_end, start_offset) AS context_end
    FROM official_mentions
    SEMI JOIN search_batch USING (document_id)
    WHERE valid_to IS NULL
    GROUP BY official_id, version
),
roles AS (
    SELECT official_id, version, string_agg(title, chr(10)) AS titles,
        string_agg(concat_ws(' ', title, if(contains(title, organisation), NULL, organisation), if(contains(title, place), NULL, place)), chr(10)) AS words
    FROM official_roles
    SEMI JOIN search_batch USING (document_id)
    WHERE valid_to IS NULL
    GROUP BY official_id, version
),
units AS (
    SELECT 'document' AS kind, document_id, current_version AS version, 0 AS first, CAST(NULL AS INTEGER) AS last, [document_id] AS ids, title AS words,
        concat_ws(' ', keys, published) AS keys, CAST(NULL AS VARCHAR) AS label, described
    FROM current
    UNION ALL
    SELECT 'metric', f.document_id, version, context_start, context_end, string_split(if(many = 1, ids, once(ids)), chr(10)), if(many = 1, words, once(words)),
        concat_ws(' ', c.keys, f.keys, if(with_period = 0, published, NULL)), if(many = 1, label, replace(once(label), chr(10), '; ')), NULL
    FROM figures AS f
    JOIN current AS c USING (document_id)
    UNION ALL
    SELECT 'shortcoming', s.document_id, version, start_offset, end_offset, [shortcoming_id], NULL, concat_ws(' ', keys, published, 'a' || area), CAST(area AS VARCHAR), NULL
    FROM shortcomings AS s
    JOIN current USING (document_id)
    WHERE valid_to IS NULL
    UNION ALL
    SELECT 'official', o.document_id, o.version, m.context_start, m.context_end, [o.official_id], concat_ws(chr(10), o.name, once(r.words)), concat_ws(' ', keys, published),
        concat_ws(', ', o.name, replace(once(titles), chr(10), '; ')), NULL
    FROM officials AS o
    JOIN current USING (document_id)
    JOIN mentions AS m ON m.official_id = o.official_id AND m.version = o.version
    LEFT JOIN roles AS r ON r.official_id = o.official_id AND r.version = o.version
    WHERE o.valid_to IS NULL
)
SELECT
    v.rowid AS text_row, kind, first, coalesce(last, characters) AS last, coalesce(words, '') AS words, keys, coalesce(TRY_CAST('0x' || document_id[:8] AS UINTEGER), 0) AS number,
    encode(CAST(to_json({document: document_id, version: version, span: [first, coalesce(last, characters)], ids: ids, label: coalesce(label, ''), described: described}) AS VARCHAR)) AS shown
FROM units
JOIN versions AS v USING (document_id, version);
