-- What is shown of the units that were found ($units: their first positions), and the row of versions that holds their text.
WITH found AS (
    SELECT * FROM search_units WHERE first_position IN (SELECT unnest($units))
),
labels AS (
    SELECT f.first_position,
        string_agg(DISTINCT concat_ws(' ', if(m.indicator = 'OTHER', NULL, m.indicator), m.quote, if(m.modality = 'target', '(mục tiêu)', NULL)), '; ') AS label
    FROM (SELECT first_position, document_id, unnest(ids) AS metric_id FROM found WHERE kind = 'metric') AS f
    JOIN metrics AS m ON m.metric_id = f.metric_id AND m.document_id = f.document_id AND m.valid_to IS NULL
    GROUP BY f.first_position
    UNION ALL
    SELECT f.first_position, concat_ws(', ', any_value(o.name), string_agg(DISTINCT r.title, '; '))
    FROM found AS f
    JOIN officials AS o ON f.kind = 'official' AND o.official_id = f.ids[1] AND o.document_id = f.document_id AND o.valid_to IS NULL
    LEFT JOIN official_roles AS r ON r.official_id = o.official_id AND r.valid_to IS NULL
    GROUP BY f.first_position
    UNION ALL
    SELECT first_position, CAST(area AS VARCHAR) FROM found WHERE kind = 'shortcoming'
)
SELECT
    f.first_position, v.rowid AS text_row, f.document_id, f.version, f.ids, d.title, d.province, d.published_day, s.name AS source_name, coalesce(d.url, d.path) AS url,
    l.label, f.start_offset, f.end_offset
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id
JOIN sources AS s ON s.source_id = d.source_id
JOIN versions AS v ON v.document_id = f.document_id AND v.version = f.version
LEFT JOIN labels AS l ON l.first_position = f.first_position;
