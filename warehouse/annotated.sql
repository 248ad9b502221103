-- The current texts of the documents $documents, and the facts they state; one statement a kind, in the order that annotated.py reads.
SELECT d.document_id, d.current_version, d.title, coalesce(d.url, d.path) AS url, d.province, d.published_day, d.source_id, v.extractor_version, v.text
FROM documents AS d
JOIN versions AS v ON v.document_id = d.document_id AND v.version = d.current_version
WHERE d.document_id IN (SELECT unnest($documents));

SELECT m.document_id, m.metric_id, m.kind, m.value, m.start_offset, m.end_offset, m.unit, m.total, m.indicator, m.modality, m.comparator, m.subject,
    m.period_start, m.period_end, m.base_start, m.base_end, m.rule, m."trigger", m.confidence
FROM metrics AS m
JOIN documents AS d ON d.document_id = m.document_id AND d.current_version = m.version
WHERE m.valid_to IS NULL AND m.document_id IN (SELECT unnest($documents))
ORDER BY m.document_id, m.start_offset, m.metric_id;

SELECT o.document_id, o.official_id, o.name, o.actions, o.rule, o.confidence
FROM officials AS o
JOIN documents AS d ON d.document_id = o.document_id AND d.current_version = o.version
WHERE o.valid_to IS NULL AND o.document_id IN (SELECT unnest($documents))
ORDER BY o.document_id, o.official_id;

SELECT m.official_id, m.start_offset, m.end_offset
FROM official_mentions AS m
JOIN documents AS d ON d.document_id = m.document_id AND d.current_version = m.version
WHERE m.valid_to IS NULL AND m.document_id IN (SELECT unnest($documents))
ORDER BY m.official_id, m.start_offset;

SELECT r.official_id, r.title, r.start_offset, r.end_offset, r.office, r.organisation, r.place, r.status
FROM official_roles AS r
JOIN documents AS d ON d.document_id = r.document_id AND d.current_version = r.version
WHERE r.valid_to IS NULL AND r.document_id IN (SELECT unnest($documents))
ORDER BY r.official_id, r.role_no;

SELECT s.document_id, s.shortcoming_id, s.start_offset, s.end_offset, s.area, s.rule, s."trigger", s.speaker, s.confidence
FROM shortcomings AS s
JOIN documents AS d ON d.document_id = s.document_id AND d.current_version = s.version
WHERE s.valid_to IS NULL AND s.document_id IN (SELECT unnest($documents))
ORDER BY s.document_id, s.start_offset, s.shortcoming_id;

SELECT c.shortcoming_id, c.cause_id, c.start_offset, c.end_offset
FROM shortcoming_causes AS c
JOIN documents AS d ON d.document_id = c.document_id AND d.current_version = c.version
WHERE c.valid_to IS NULL AND c.document_id IN (SELECT unnest($documents))
ORDER BY c.shortcoming_id, c.cause_no;
