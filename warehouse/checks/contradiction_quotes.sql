-- guards: both quotes of every contradiction are exactly the text between their offsets, in the version it names
-- remedy: extract the document again with the text that is stored; a parser that edits text after storing it breaks this
-- severity: error
-- scope: rows
SELECT q.document_id, q.contradiction_id, q.start_offset, q.end_offset, q.quote, substr(v.text, q.start_offset + 1, q.end_offset - q.start_offset) AS stands_there
FROM (
    SELECT document_id, version, contradiction_id, quote, start_offset, end_offset FROM contradictions
    UNION ALL
    SELECT document_id, version, contradiction_id, other_quote, other_start, other_end FROM contradictions
) AS q LEFT JOIN versions AS v USING (document_id, version)
WHERE q.start_offset < 0 OR q.start_offset >= q.end_offset
   OR substr(v.text, q.start_offset + 1, q.end_offset - q.start_offset) IS DISTINCT FROM q.quote
