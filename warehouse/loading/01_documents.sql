-- From lake_documents (every record ever stored, with file name and row number) to documents and versions.

-- Opening the lake's many small files is what takes time: they are read twice, once without texts and once for those that count.
CREATE TEMP TABLE records AS
SELECT * EXCLUDE (text, blocks), coalesce(fetched_at, added_at) AS seen_at
FROM lake_documents;

-- The record that counts for a version is the one last seen, then the one last added.
CREATE TEMP TABLE chosen_records AS
SELECT
    *,
    min(seen_at) OVER version AS first_seen,
    max(seen_at) OVER version AS last_seen
FROM records
WINDOW version AS (PARTITION BY document_id, content_hash)
QUALIFY row_number() OVER (PARTITION BY document_id, content_hash ORDER BY seen_at DESC, added_at DESC, record DESC, filename, file_row_number) = 1;

CREATE TEMP TABLE ordered_versions AS
SELECT
    *,
    -- Two texts of one fetch are two readings of it: the one added last, by the newer parser, is the current one.
    row_number() OVER (PARTITION BY document_id ORDER BY first_seen, added_at, last_seen, content_hash) AS version_no,
    row_number() OVER (PARTITION BY document_id ORDER BY last_seen DESC, added_at DESC, first_seen DESC, content_hash DESC) = 1 AS is_current
FROM chosen_records;

INSERT INTO versions BY NAME
SELECT
    o.document_id, o.content_hash AS version, o.version_no, o.is_current, o.title, o.author, o.province,
    o.published_at, o.published_precision, o.published_origin, o.fetched_at, o.first_seen, o.last_seen,
    d.text, length(d.text) AS characters, d.blocks, o.parser, o.warnings
FROM lake_documents AS d
JOIN ordered_versions AS o USING (filename, file_row_number)
ORDER BY o.document_id, o.version_no;

INSERT INTO sources BY NAME
SELECT DISTINCT source_id, source_id AS name, if(source_id = 'files', 'files', 'unlisted') AS kind
FROM records
WHERE source_id NOT IN (SELECT source_id FROM sources)
ORDER BY source_id;

INSERT INTO documents BY NAME
SELECT
    o.document_id, o.source_id, o.url, o.path, o.title, coalesce(o.province, s.province) AS province,
    CAST(o.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE) AS published_day,
    o.content_hash AS current_version, v.versions, v.first_seen, v.last_seen
FROM ordered_versions AS o
JOIN (SELECT document_id, count(*) AS versions, min(first_seen) AS first_seen, max(last_seen) AS last_seen
      FROM ordered_versions GROUP BY document_id) AS v ON v.document_id = o.document_id
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.is_current
ORDER BY o.document_id;
