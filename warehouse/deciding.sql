-- The fact $fact as it stands, or as it stood last; one statement a family, in the order that deciding.py reads. `others` are the facts of its document that
-- it must never be taken for: those with the same quote, or that say the same.
SELECT
    m.document_id, d.title, coalesce(d.url, d.path) AS url, m.context, m.valid_to, m.quote, m.version, m.start_offset, m.end_offset, m.context_start, m.context_end,
    m.kind, m.value, m.total, m.unit, m.indicator, m.modality, m.comparator, m.subject, m.period_start, m.period_end, m.base_start, m.base_end,
    ARRAY(SELECT o.metric_id FROM metrics AS o WHERE o.document_id = m.document_id AND o.valid_to IS NULL AND o.metric_id <> m.metric_id
          AND (o.quote = m.quote OR o.kind = m.kind AND o.value = m.value) ORDER BY 1) AS others
FROM metrics AS m
JOIN documents AS d ON d.document_id = m.document_id
WHERE m.metric_id = $fact
ORDER BY m.valid_to IS NULL DESC, m.valid_from DESC
LIMIT 1;

SELECT
    f.document_id, d.title, coalesce(d.url, d.path) AS url, m.context, f.valid_to, m.quote, f.version, m.start_offset, m.end_offset, m.context_start, m.context_end, f.name,
    ARRAY(SELECT {'title': r.title, 'office': r.office, 'organisation': r.organisation, 'place': r.place, 'status': r.status}
          FROM official_roles AS r WHERE r.official_id = f.official_id AND r.valid_from = f.valid_from ORDER BY r.role_no) AS roles,
    ARRAY(SELECT DISTINCT o.official_id FROM official_mentions AS o WHERE o.document_id = f.document_id AND o.valid_to IS NULL AND o.official_id <> f.official_id
          AND o.quote = m.quote ORDER BY 1) AS others
FROM officials AS f
JOIN official_mentions AS m ON m.official_id = f.official_id AND m.valid_from = f.valid_from
JOIN documents AS d ON d.document_id = f.document_id
WHERE f.official_id = $fact
ORDER BY f.valid_to IS NULL DESC, f.valid_from DESC, m.start_offset
LIMIT 1;

SELECT
    s.document_id, d.title, coalesce(d.url, d.path) AS url, s.context, s.valid_to, s.quote, s.version, s.start_offset, s.end_offset, s.context_start, s.context_end, s.area, s.speaker,
    ARRAY(SELECT o.shortcoming_id FROM shortcomings AS o WHERE o.document_id = s.document_id AND o.valid_to IS NULL AND o.shortcoming_id <> s.shortcoming_id
          AND (o.quote = s.quote OR o.area = s.area) ORDER BY 1) AS others
FROM shortcomings AS s
JOIN documents AS d ON d.document_id = s.document_id
WHERE s.shortcoming_id = $fact
ORDER BY s.valid_to IS NULL DESC, s.valid_from DESC
LIMIT 1;

SELECT decision_id, family, fact_id, matched_id, state, before, title, url, context
FROM v_decisions
WHERE (fact_id = $fact OR matched_id = $fact)
ORDER BY state = 'applied' DESC, decided_at DESC;

SELECT coalesce(max(edition_no), 0) AS edition FROM editions;
