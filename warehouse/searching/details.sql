-- What is shown of the units that were found. :units is replaced by their numbers and :documents by the ids of their documents, because
-- conditions on values that stand in the query read only the rows around them.
WITH found AS (
    SELECT * FROM search_units WHERE unit_no IN (:units)
),
labels AS (
    SELECT f.unit_no,
        string_agg(DISTINCT concat_ws(' ', if(m.indicator = 'OTHER', NULL, m.indicator), m.quote, if(m.modality = 'target', '(mục tiêu)', NULL)), '; '
                   ORDER BY concat_ws(' ', if(m.indicator = 'OTHER', NULL, m.indicator), m.quote, if(m.modality = 'target', '(mục tiêu)', NULL))) AS label
    FROM (SELECT unit_no, unnest(ids) AS metric_id FROM found WHERE kind = 'metric') AS f
    JOIN metrics AS m ON m.metric_id = f.metric_id
    WHERE m.document_id IN (:documents) AND m.valid_to IS NULL
    GROUP BY f.unit_no
    UNION ALL
    SELECT f.unit_no, concat_ws(', ', any_value(o.name), string_agg(DISTINCT r.title, '; ' ORDER BY r.title))
    FROM found AS f
    JOIN officials AS o ON f.kind = 'official' AND o.official_id = f.ids[1]
    LEFT JOIN official_roles AS r ON r.official_id = o.official_id AND r.valid_to IS NULL AND r.document_id IN (:documents)
    WHERE o.document_id IN (:documents) AND o.valid_to IS NULL
    GROUP BY f.unit_no
    UNION ALL
    SELECT unit_no, CAST(area AS VARCHAR) FROM found WHERE kind = 'shortcoming'
)
SELECT
    f.unit_no, v.rowid AS text_row, f.document_id, f.version, f.ids, d.title, d.province, d.published_day, s.name AS source_name, coalesce(d.url, d.path) AS url,
    l.label, f.start_offset, f.end_offset
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id
JOIN sources AS s ON s.source_id = d.source_id
JOIN versions AS v ON v.document_id = f.document_id AND v.version = f.version
LEFT JOIN labels AS l ON l.unit_no = f.unit_no
WHERE d.document_id IN (:documents) AND v.document_id IN (:documents);
