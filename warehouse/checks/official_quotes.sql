-- guards: the quote of every mention and role of an official is exactly the text between its offsets
-- remedy: extract the document again with the text that is stored; a parser that edits text after storing it breaks this
-- severity: error
-- scope: rows
SELECT q.document_id, q.official_id, q.start_offset, q.end_offset, q.quote, substr(v.text, q.start_offset + 1, q.end_offset - q.start_offset) AS stands_there
FROM (
    SELECT document_id, version, official_id, quote, start_offset, end_offset FROM official_mentions
    UNION ALL
    SELECT document_id, version, official_id, quote, start_offset, end_offset FROM official_roles WHERE quote IS NOT NULL
) AS q LEFT JOIN versions AS v USING (document_id, version)
WHERE q.start_offset < 0 OR q.start_offset >= q.end_offset
   OR substr(v.text, q.start_offset + 1, q.end_offset - q.start_offset) IS DISTINCT FROM q.quote
