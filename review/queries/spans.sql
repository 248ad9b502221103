-- Where the facts of the documents stand in their texts.
SELECT document_id, 'metric' AS family, metric_id AS id, start_offset AS "start", end_offset AS "end" FROM v_metrics
UNION ALL
SELECT o.document_id, 'official', o.official_id, m.start_offset, m.end_offset
FROM official_mentions AS m JOIN officials AS o ON o.official_id = m.official_id AND o.valid_to IS NULL
WHERE m.valid_to IS NULL
UNION ALL
SELECT document_id, 'shortcoming', shortcoming_id, start_offset, end_offset FROM v_shortcomings
UNION ALL
SELECT document_id, 'contradiction', contradiction_id, start_offset, end_offset FROM v_contradictions
