-- guards: a cause that has an id is a shortcoming of the same document, and in the same text stands in the same place
-- remedy: look at warehouse/rows.py, where causes get the ids of the clauses they name
-- severity: error
-- scope: rows
SELECT c.document_id, c.shortcoming_id, c.cause_id, c.start_offset, c.end_offset, b.document_id AS cause_document, b.start_offset AS cause_start, b.end_offset AS cause_end
FROM shortcoming_causes AS c
LEFT JOIN shortcomings AS b ON b.shortcoming_id = c.cause_id
WHERE c.cause_id IS NOT NULL
  AND (b.document_id IS DISTINCT FROM c.document_id OR b.version = c.version AND (b.start_offset, b.end_offset) <> (c.start_offset, c.end_offset))
