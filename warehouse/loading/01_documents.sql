-- From lake_documents (every record ever stored, with file name and row number) to documents and versions.

-- The record that counts for a version is the one last seen, then the one last added. Narrow columns only: texts stay in the lake.
CREATE TEMP TABLE record_places AS
SELECT document_id, content_hash, record, coalesce(fetched_at, added_at) AS seen_at, added_at, filename, file_row_number
FROM lake_documents;

CREATE TEMP TABLE chosen_records AS
SELECT
    *,
    min(seen_at) OVER version AS first_seen,
    max(seen_at) OVER version AS last_seen
FROM record_places
WINDOW version AS (PARTITION BY document_id, content_hash)
QUALIFY row_number() OVER (PARTITION BY document_id, content_hash ORDER BY seen_at DESC, added_at DESC, record DESC, filename, file_row_number) = 1;

CREATE TEMP TABLE ordered_versions AS
SELECT
    *,
    row_number() OVER (PARTITION BY document_id ORDER BY first_seen, last_seen, content_hash) AS version_no,
    row_number() OVER (PARTITION BY document_id ORDER BY last_seen DESC, first_seen DESC, content_hash DESC) = 1 AS is_current
FROM chosen_records;

INSERT INTO versions BY NAME
SELECT
    d.document_id, d.content_hash AS version, o.version_no, o.is_current, d.title, d.author, d.province,
    d.published_at, d.published_precision, d.published_origin, d.fetched_at, o.first_seen, o.last_seen,
    d.text, length(d.text) AS characters, d.blocks, d.parser, d.warnings
FROM lake_documents AS d
JOIN ordered_versions AS o USING (filename, file_row_number)
ORDER BY d.document_id, o.version_no;

INSERT INTO sources BY NAME
SELECT DISTINCT source_id, source_id AS name, if(source_id = 'files', 'files', 'unlisted') AS kind
FROM lake_documents
WHERE source_id NOT IN (SELECT source_id FROM sources);

INSERT INTO documents BY NAME
SELECT
    d.document_id, d.source_id, d.url, d.path, d.title, coalesce(d.province, s.province) AS province,
    CAST(d.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE) AS published_day,
    d.content_hash AS current_version, v.versions, v.first_seen, v.last_seen
FROM lake_documents AS d
JOIN ordered_versions AS o USING (filename, file_row_number)
JOIN (SELECT document_id, count(*) AS versions, min(first_seen) AS first_seen, max(last_seen) AS last_seen
      FROM ordered_versions GROUP BY document_id) AS v ON v.document_id = d.document_id
JOIN sources AS s ON s.source_id = d.source_id
WHERE o.is_current
ORDER BY d.document_id;
