-- From lake_documents (every record ever stored of the documents to load, with file name and row number) to documents and versions.
-- `before_documents` and `before_versions` are the rows that the edition before had of them; `this_edition()` is the number of the next.

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
    d.text, length(d.text) AS characters, d.blocks, o.parser, o.warnings, coalesce(b.valid_from, this_edition()) AS valid_from
FROM lake_documents AS d
JOIN ordered_versions AS o USING (filename, file_row_number)
LEFT JOIN before_versions AS b ON b.document_id = o.document_id AND b.version = o.content_hash
ORDER BY o.document_id, o.version_no;

INSERT INTO sources BY NAME
SELECT DISTINCT source_id, source_id AS name, if(source_id = 'files', 'files', 'unlisted') AS kind
FROM records
WHERE source_id NOT IN (SELECT source_id FROM sources)
ORDER BY source_id;

-- The territories that a province's name has had, without gaps: before the first and after the last, the first and the last.
CREATE TEMP TABLE territories AS
SELECT
    name, place_id,
    if(lag(place_id) OVER in_time IS NULL, DATE '0001-01-01', valid_from) AS first_day,
    coalesce(lead(valid_from) OVER in_time - 1, DATE '9999-12-31') AS last_day
FROM places
WHERE level = 'province'
WINDOW in_time AS (PARTITION BY name ORDER BY valid_from NULLS FIRST, valid_to);

CREATE TEMP TABLE described AS
SELECT
    o.document_id, o.source_id, o.url, o.path, o.parent_id, o.title, coalesce(o.province, s.province) AS province,
    CAST(o.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE) AS published_day,
    o.content_hash AS current_version, v.versions, v.first_seen, v.last_seen
FROM ordered_versions AS o
JOIN (SELECT document_id, CAST(count(*) AS INTEGER) AS versions, min(first_seen) AS first_seen, max(last_seen) AS last_seen
      FROM ordered_versions GROUP BY document_id) AS v ON v.document_id = o.document_id
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.is_current;

CREATE TEMP TABLE placed AS
SELECT d.*, t.place_id
FROM described AS d
LEFT JOIN territories AS t ON t.name = d.province AND coalesce(d.published_day, CAST(d.first_seen AS DATE)) BETWEEN t.first_day AND t.last_day;

CREATE TEMP TABLE redescribed AS
SELECT b.document_id
FROM before_documents AS b
JOIN placed AS p ON p.document_id = b.document_id
WHERE row(b.source_id, b.url, b.path, b.parent_id, b.title, b.province, b.place_id, b.published_day, b.current_version, b.versions, b.first_seen, b.last_seen)
    IS DISTINCT FROM row(p.source_id, p.url, p.path, p.parent_id, p.title, p.province, p.place_id, p.published_day, p.current_version, p.versions, p.first_seen, p.last_seen);

INSERT INTO document_history BY NAME
SELECT *, this_edition() AS valid_to
FROM before_documents
SEMI JOIN redescribed USING (document_id);

INSERT INTO documents BY NAME
SELECT p.*, if(b.document_id IS NULL OR r.document_id IS NOT NULL, this_edition(), b.valid_from) AS valid_from
FROM placed AS p
LEFT JOIN before_documents AS b ON b.document_id = p.document_id
LEFT JOIN redescribed AS r ON r.document_id = p.document_id
ORDER BY p.document_id;
