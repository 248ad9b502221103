-- What is shown of the units that were found, and the row of versions that holds their text. :units is replaced by their numbers and :documents by the
-- ids of their documents, because conditions on values that stand in the query read only the rows around them.
SELECT
    u.unit_no, v.rowid AS text_row, u.document_id, u.version, u.ids, d.title, d.province, d.published_day, s.name AS source_name, coalesce(d.url, d.path) AS url,
    u.label, u.start_offset, u.end_offset
FROM search_units AS u
JOIN documents AS d ON d.document_id = u.document_id
JOIN sources AS s ON s.source_id = d.source_id
JOIN versions AS v ON v.document_id = u.document_id AND v.version = u.version
WHERE u.unit_no IN (:units) AND d.document_id IN (:documents) AND v.document_id IN (:documents);
