-- Figures that contradict others of their document, the newest first.
SELECT v.contradiction_id, v.kind, v.province, v.stated, v.expected, v.context, v.start_offset - c.context_start AS mark_start,
       v.end_offset - c.context_start AS mark_end, v.other_start - c.context_start AS other_start, v.other_end - c.context_start AS other_end,
       v.published_day, v.title, v.url, v.document_id
FROM v_contradictions AS v
JOIN contradictions AS c ON c.contradiction_id = v.contradiction_id AND c.valid_to IS NULL
ORDER BY v.published_day DESC NULLS LAST, v.document_id, v.start_offset
