-- From extractions to the fact tables. A fact that several versions state is one row, of the newest of them; rank() keeps two facts of one
-- reading that share an id, so that the check on ids sees them. A fact with a word outside a closed vocabulary fits no table: it is
-- set aside (the check `vocabulary` tells of it), and an edition of all other facts is published.
CREATE TEMP TABLE found_metrics AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, unnest(f.metrics) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

INSERT INTO metrics BY NAME
SELECT
    fact.*, document_id, version, extractor_version, replaced_at AS valid_to,
    min(first_seen) OVER (PARTITION BY document_id, fact.metric_id) AS valid_from
FROM found_metrics
WHERE TRY_CAST(fact.kind AS metric_kind) IS NOT NULL AND TRY_CAST(fact.modality AS modality) IS NOT NULL AND TRY_CAST(fact.comparator AS comparator) IS NOT NULL
QUALIFY rank() OVER (PARTITION BY document_id, fact.metric_id ORDER BY reading_no DESC) = 1
ORDER BY document_id, fact.start_offset, fact.metric_id;

CREATE TEMP TABLE found_officials AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, unnest(f.officials) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

CREATE TEMP TABLE chosen_officials AS
SELECT
    document_id, version, extractor_version, replaced_at AS valid_to, fact,
    min(first_seen) OVER (PARTITION BY document_id, fact.official_id) AS valid_from
FROM found_officials
QUALIFY rank() OVER (PARTITION BY document_id, fact.official_id ORDER BY reading_no DESC) = 1;

INSERT INTO officials BY NAME
SELECT
    fact.official_id, document_id, version, fact.name, fact.actions, len(fact.mentions) AS mentions, fact.rule, fact.confidence,
    extractor_version, valid_from, valid_to
FROM chosen_officials
ORDER BY document_id, fact.official_id;

INSERT INTO official_mentions BY NAME
SELECT
    fact.official_id, generate_subscripts(fact.mentions, 1) AS mention_no, document_id, version,
    unnest(fact.mentions, recursive := true)
FROM chosen_officials
ORDER BY document_id, fact.official_id, mention_no;

INSERT INTO official_roles BY NAME
SELECT
    fact.official_id, generate_subscripts(fact.roles, 1) AS role_no, document_id, version,
    unnest(fact.roles, recursive := true)
FROM chosen_officials
ORDER BY document_id, fact.official_id, role_no;

CREATE TEMP TABLE found_shortcomings AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, unnest(f.shortcomings) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

INSERT INTO shortcomings BY NAME
SELECT
    fact.*, document_id, version, extractor_version, replaced_at AS valid_to,
    min(first_seen) OVER (PARTITION BY document_id, fact.shortcoming_id) AS valid_from
FROM found_shortcomings
WHERE TRY_CAST(fact.area AS area) IS NOT NULL
QUALIFY rank() OVER (PARTITION BY document_id, fact.shortcoming_id ORDER BY reading_no DESC) = 1
ORDER BY document_id, fact.start_offset, fact.shortcoming_id;

-- A reading made before contradictions were looked for has none (NULL, and so no row).
CREATE TEMP TABLE found_contradictions AS
SELECT r.document_id, r.version, r.extractor_version, r.reading_no, r.first_seen, r.replaced_at, unnest(f.checks) AS fact
FROM extractions AS f
JOIN readings AS r USING (filename, file_row_number);

INSERT INTO contradictions BY NAME
SELECT
    fact.*, document_id, version, extractor_version, replaced_at AS valid_to,
    min(first_seen) OVER (PARTITION BY document_id, fact.contradiction_id) AS valid_from
FROM found_contradictions
WHERE TRY_CAST(fact.kind AS contradiction_kind) IS NOT NULL
QUALIFY rank() OVER (PARTITION BY document_id, fact.contradiction_id ORDER BY reading_no DESC) = 1
ORDER BY document_id, fact.start_offset, fact.contradiction_id;

INSERT INTO set_aside BY NAME
SELECT
    'vocabulary' AS check_name, 'kind, modality, comparator and area are known words' AS guards, family, fact_id, document_id, version,
    quote, start_offset, end_offset, rule
FROM (
    SELECT 'metric' AS family, fact.metric_id AS fact_id, document_id, version, fact.quote, fact.start_offset, fact.end_offset, fact.rule
    FROM found_metrics
    WHERE replaced_at IS NULL
      AND (TRY_CAST(fact.kind AS metric_kind) IS NULL OR TRY_CAST(fact.modality AS modality) IS NULL OR TRY_CAST(fact.comparator AS comparator) IS NULL)
    UNION ALL
    SELECT 'shortcoming', fact.shortcoming_id, document_id, version, fact.quote, fact.start_offset, fact.end_offset, fact.rule
    FROM found_shortcomings
    WHERE replaced_at IS NULL AND TRY_CAST(fact.area AS area) IS NULL
    UNION ALL
    SELECT 'contradiction', fact.contradiction_id, document_id, version, fact.quote, fact.start_offset, fact.end_offset, 'checks/' || fact.kind
    FROM found_contradictions
    WHERE replaced_at IS NULL AND TRY_CAST(fact.kind AS contradiction_kind) IS NULL
)
ORDER BY fact_id;
