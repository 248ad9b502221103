-- The documents with their text, the newest first.
SELECT d.document_id, d.title, coalesce(d.url, d.path) AS url, d.province, d.published_day, s.name AS source, v.version_no, v.text, v.warnings,
       list_transform(list_filter(v.blocks, lambda b: b.kind IN ('furniture', 'heading')), lambda b: {'kind': b.kind, 'start': b.start, 'end': b."end"}) AS blocks
FROM documents AS d
JOIN versions AS v ON v.document_id = d.document_id AND v.is_current
JOIN sources AS s ON s.source_id = d.source_id
ORDER BY d.published_day DESC NULLS LAST, d.document_id
