-- Every deficiency, by area, the newest first, with what the text names as its causes.
SELECT v.shortcoming_id, v.area, v.province, v.year, v.context, v.start_offset - s.context_start AS mark_start, v.end_offset - s.context_start AS mark_end,
       v.speaker, v.published_day, v.title, v.url, v.confidence, v.decision, v.document_id, c.causes
FROM v_shortcomings AS v
JOIN shortcomings AS s ON s.shortcoming_id = v.shortcoming_id AND s.valid_to IS NULL
LEFT JOIN (SELECT shortcoming_id, list(struct_pack(quote := cause, id := cause_id) ORDER BY cause_start) AS causes FROM v_causes GROUP BY shortcoming_id) AS c ON c.shortcoming_id = v.shortcoming_id
ORDER BY v.published_day DESC NULLS LAST, v.document_id, v.start_offset
