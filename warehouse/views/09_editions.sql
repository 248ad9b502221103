CREATE VIEW v_edition_facts AS
WITH dated AS (
    SELECT 'metric' AS family, CAST(kind AS VARCHAR) AS kind, metric_id AS fact_id, valid_from, valid_to FROM metrics
    UNION ALL
    SELECT 'official', 'official', official_id, valid_from, valid_to FROM officials
    UNION ALL
    SELECT 'shortcoming', CAST(area AS VARCHAR), shortcoming_id, valid_from, valid_to FROM shortcomings
    UNION ALL
    SELECT 'contradiction', CAST(kind AS VARCHAR), contradiction_id, valid_from, valid_to FROM contradictions
),
opened AS (
    SELECT family, kind, fact_id, valid_from AS edition_no FROM dated WHERE valid_to IS NULL OR valid_to > valid_from
),
closed AS (
    SELECT family, kind, fact_id, valid_to AS edition_no FROM dated WHERE valid_to > valid_from
),
changes AS (
    SELECT coalesce(o.edition_no, c.edition_no) AS edition_no, coalesce(o.family, c.family) AS family, coalesce(o.kind, c.kind) AS kind,
        o.fact_id IS NOT NULL AS opens, c.fact_id IS NOT NULL AS closes
    FROM opened AS o
    FULL JOIN closed AS c ON c.family = o.family AND c.fact_id = o.fact_id AND c.edition_no = o.edition_no
)
SELECT
    c.edition_no, e.published_at, c.family, c.kind,
    count(*) FILTER (WHERE opens AND NOT closes) AS opened, count(*) FILTER (WHERE closes AND NOT opens) AS closed, count(*) FILTER (WHERE opens AND closes) AS changed
FROM changes AS c
JOIN editions AS e ON e.edition_no = c.edition_no
GROUP BY c.edition_no, e.published_at, c.family, c.kind;
COMMENT ON VIEW v_edition_facts IS 'What each edition brought and took: facts by family and kind. One row an edition, family and kind in which anything changed.';
COMMENT ON COLUMN v_edition_facts.edition_no IS 'The edition: editions.edition_no.';
COMMENT ON COLUMN v_edition_facts.published_at IS 'When it was published.';
COMMENT ON COLUMN v_edition_facts.family IS 'metric, official, shortcoming, contradiction.';
COMMENT ON COLUMN v_edition_facts.kind IS 'Kind of a metric or contradiction, area of a shortcoming.';
COMMENT ON COLUMN v_edition_facts.opened IS 'Facts that it has and the edition before had not.';
COMMENT ON COLUMN v_edition_facts.closed IS 'Facts that the edition before had and it has not.';
COMMENT ON COLUMN v_edition_facts.changed IS 'Facts that both have, but not just so.';
