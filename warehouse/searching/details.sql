-- What is shown of the documents of hits. :documents is replaced by their ids, because conditions on values that stand in the query read only the rows around them.
SELECT d.document_id, d.title, d.province, d.published_day, s.name AS source_name, coalesce(d.url, d.path) AS url
FROM documents AS d
JOIN sources AS s USING (source_id)
WHERE d.document_id IN (:documents);
