-- Every figure, the newest documents first; in a document in the order of its text.
SELECT v.metric_id, v.indicator, v.indicator_name, v.kind, v.value, v.total, v.unit, v.modality, v.comparator, v.subject, v.document_province,
       v.period_start, v.period_end, v.base_start, v.base_end, v.year, v.context, v.start_offset - m.context_start AS mark_start,
       v.end_offset - m.context_start AS mark_end, v.published_day, v.title, v.url, v.confidence, v.decision, v.rule, v.document_id
FROM v_metrics AS v
JOIN metrics AS m ON m.metric_id = v.metric_id AND m.valid_to IS NULL
ORDER BY v.published_day DESC NULLS LAST, v.document_id, v.start_offset
