-- guards: the quote of every cause is exactly the text between its offsets, and its link what stands between it and what it causes
-- remedy: extract the document again with the text that is stored; a parser that edits text after storing it breaks this
-- severity: error
-- scope: rows
SELECT c.document_id, c.shortcoming_id, c.start_offset, c.end_offset, c.quote, c.link, substr(v.text, c.start_offset + 1, c.end_offset - c.start_offset) AS stands_there,
    substr(v.text, least(s.end_offset, c.end_offset) + 1, greatest(greatest(s.start_offset, c.start_offset) - least(s.end_offset, c.end_offset), 0)) AS stands_between
FROM shortcoming_causes AS c
JOIN shortcomings AS s ON s.shortcoming_id = c.shortcoming_id
LEFT JOIN versions AS v ON v.document_id = c.document_id AND v.version = c.version
WHERE c.start_offset < 0 OR c.start_offset >= c.end_offset OR stands_there IS DISTINCT FROM c.quote OR stands_between IS DISTINCT FROM c.link
