-- From found_shortcomings to the rows that stand now; and every fact that no table can hold.
CREATE TEMP TABLE staged_shortcomings AS
SELECT s.*, substr(v.text, s.context_start + 1, s.context_end - s.context_start) AS context
FROM (
    SELECT
        unnest(fact), document_id, version, extractor_version, decision, replaced_at AS stated_to,
        min(first_seen) OVER (PARTITION BY document_id, fact.shortcoming_id) AS stated_from
    FROM found_shortcomings
    WHERE TRY_CAST(fact.area AS area) IS NOT NULL
    QUALIFY rank() OVER (PARTITION BY document_id, fact.shortcoming_id ORDER BY reading_no DESC) = 1
) AS s
JOIN versions AS v ON v.document_id = s.document_id AND v.version = s.version;

-- A reading made before causes were kept has none (NULL, and so no row). A cause that no table can hold has no id, only its words.
CREATE TEMP TABLE staged_shortcoming_causes AS
SELECT * REPLACE (if(cause_id IN (SELECT shortcoming_id FROM staged_shortcomings), cause_id, NULL) AS cause_id)
FROM (
    SELECT shortcoming_id, generate_subscripts(causes, 1) AS cause_no, document_id, version, unnest(causes, recursive := true)
    FROM staged_shortcomings
);

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
