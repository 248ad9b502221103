-- Of every document what its units are made from, so that units are made again only where something differs.
CREATE OR REPLACE TEMP TABLE search_wanted AS
SELECT document_id, CAST(sum(CAST(part AS HUGEINT)) AS HUGEINT) AS signature
FROM (
    SELECT document_id, hash('document', d.title, d.current_version, d.province, d.published_day, d.url, d.path, s.name) AS part
    FROM documents AS d
    JOIN sources AS s USING (source_id)
    UNION ALL
    SELECT document_id, hash('metric', metric_id, version, context_start, context_end, quote, modality, indicator, subject, province, period_start, period_end)
    FROM metrics WHERE valid_to IS NULL
    UNION ALL
    SELECT document_id, hash('shortcoming', shortcoming_id, version, start_offset, end_offset, area) FROM shortcomings WHERE valid_to IS NULL
    UNION ALL
    SELECT document_id, hash('official', official_id, version, name) FROM officials WHERE valid_to IS NULL
    UNION ALL
    SELECT r.document_id, hash('role', official_id, r.title, r.organisation, r.place)
    FROM official_roles AS r JOIN officials AS o USING (official_id) WHERE o.valid_to IS NULL AND r.valid_to IS NULL
)
GROUP BY document_id;
