-- guards: the quote of every metric is exactly the text between its offsets, in the version it names
-- remedy: extract the document again with the text that is stored; a parser that edits text after storing it breaks this
-- severity: error
-- scope: rows
SELECT m.document_id, m.metric_id, m.start_offset, m.end_offset, m.quote, substr(v.text, m.start_offset + 1, m.end_offset - m.start_offset) AS stands_there
FROM metrics AS m LEFT JOIN versions AS v USING (document_id, version)
WHERE m.start_offset < 0 OR m.start_offset >= m.end_offset
   OR substr(v.text, m.start_offset + 1, m.end_offset - m.start_offset) IS DISTINCT FROM m.quote
