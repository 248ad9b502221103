-- For each version of a document the reading that counts: the newest extractor version, of the record that counts if it was read.
-- reading_no orders a document's readings in time; the last one says which facts still stand.
CREATE TEMP TABLE extractions AS
SELECT * FROM lake_facts;

CREATE TEMP TABLE readings AS
WITH best AS (
    SELECT f.document_id, f.content_hash AS version, f.extractor_version, f.filename, f.file_row_number, v.first_seen, v.last_seen, v.added_at
    FROM extractions AS f
    JOIN ordered_versions AS v ON v.document_id = f.document_id AND v.content_hash = f.content_hash
    QUALIFY row_number() OVER (
        PARTITION BY f.document_id, f.content_hash
        -- "10.2" comes after "9": the numbers in a version count as numbers
        ORDER BY list_transform(regexp_extract_all(f.extractor_version, '\d+'), lambda part: CAST(part AS HUGEINT)) DESC,
                 f.extractor_version DESC, f.record = v.record DESC, f.extracted_at DESC, f.filename, f.file_row_number) = 1
)
SELECT
    *,
    row_number() OVER in_time AS reading_no,
    -- a page that went back to an earlier text was first seen long before it came to replace this one
    if(lead(first_seen) OVER in_time >= last_seen, lead(first_seen) OVER in_time, lead(last_seen) OVER in_time) AS replaced_at
FROM best
WINDOW in_time AS (PARTITION BY document_id ORDER BY last_seen, added_at, first_seen, version);

-- Rewriting a version rewrites its row, text and all: only where the reading is another one.
UPDATE versions SET extractor_version = r.extractor_version
FROM readings AS r
WHERE r.document_id = versions.document_id AND r.version = versions.version;

-- Every fact of those readings as it was found; what reviewers decided on it comes next.
CREATE TEMP TABLE found_metrics AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, CAST(NULL AS verdict) AS decision, unnest(f.metrics) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

CREATE TEMP TABLE found_officials AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, CAST(NULL AS verdict) AS decision, unnest(f.officials) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

CREATE TEMP TABLE found_shortcomings AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, CAST(NULL AS verdict) AS decision, unnest(f.shortcomings) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

-- A reading made before contradictions were looked for has none (NULL, and so no row).
CREATE TEMP TABLE found_contradictions AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, unnest(f.checks) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);
