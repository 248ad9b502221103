-- guards: the quote of every shortcoming is exactly the text between its offsets, in the version it names
-- remedy: extract the document again with the text that is stored; a parser that edits text after storing it breaks this
-- severity: error
-- scope: rows
SELECT s.document_id, s.shortcoming_id, s.start_offset, s.end_offset, s.quote, substr(v.text, s.start_offset + 1, s.end_offset - s.start_offset) AS stands_there
FROM shortcomings AS s LEFT JOIN versions AS v USING (document_id, version)
WHERE s.start_offset < 0 OR s.start_offset >= s.end_offset
   OR substr(v.text, s.start_offset + 1, s.end_offset - s.start_offset) IS DISTINCT FROM s.quote
