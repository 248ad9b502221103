-- A document's word counts once for each rank it states; the rank that most documents state stands, then the surer, then the newer one.
-- Only what somebody publishes as an index of all provinces: not places in revenue or investment, among the cities of the world
-- (more than 63 compete), or within a region ("đứng thứ nhất vùng Đồng bằng sông Hồng").
CREATE VIEW v_rankings AS
WITH stated AS (
    SELECT m.*
    FROM v_metrics AS m
    JOIN indicators AS i ON i.indicator = m.indicator AND i.publisher IS NOT NULL
    JOIN versions AS v ON v.document_id = m.document_id AND v.version = m.version
    WHERE m.province IS NOT NULL AND m.year IS NOT NULL AND m.modality = 'actual' AND coalesce(m.total, m.value) <= 63
      AND NOT regexp_matches(substr(v.text, m.end_offset + 1, 40), '^\s*(trong |của |ở |toàn |các tỉnh )*(khu vực|vùng|miền)\b', 'i')
),
ranks AS (
    SELECT
        indicator, indicator_name, province, year, value AS rank,
        count(DISTINCT document_id) AS agree,
        max(confidence) AS confidence,
        max(published_day) AS published_day,
        arg_max(struct_pack(metric_id, document_id, total, quote, context, title, url, published_day, source_name),
                (total IS NOT NULL, confidence, published_day, metric_id)) AS evidence
    FROM stated
    WHERE kind = 'ranking'
    GROUP BY ALL
),
best AS (
    SELECT *
    FROM ranks
    QUALIFY row_number() OVER (PARTITION BY indicator, province, year ORDER BY agree DESC, confidence DESC, published_day DESC NULLS LAST, rank) = 1
),
voices AS (
    SELECT
        s.indicator, s.province, s.year,
        count(DISTINCT s.document_id) - any_value(b.agree) AS dissent,
        list_sort(list_distinct(list(CAST(s.value AS INTEGER)) FILTER (WHERE s.value <> b.rank))) AS other_ranks
    FROM stated AS s
    JOIN best AS b ON b.indicator = s.indicator AND b.province = s.province AND b.year = s.year
    WHERE s.kind = 'ranking'
    GROUP BY s.indicator, s.province, s.year
),
stated_changes AS (
    SELECT indicator, province, year, value AS change, count(DISTINCT document_id) AS documents, max(confidence) AS confidence
    FROM stated
    WHERE kind = 'change' AND unit IN ('hạng', 'bậc') AND (base_end IS NULL OR year(base_end) = year - 1)
    GROUP BY ALL
),
changes AS (
    SELECT *
    FROM stated_changes
    QUALIFY row_number() OVER (PARTITION BY indicator, province, year ORDER BY documents DESC, confidence DESC, change) = 1
)
SELECT
    b.indicator, b.indicator_name, b.province, b.year, CAST(b.rank AS INTEGER) AS rank, CAST(b.evidence.total AS INTEGER) AS total,
    CAST(c.change AS INTEGER) AS change, b.agree, v.dissent, v.other_ranks,
    b.evidence.quote AS quote, b.evidence.context AS context, b.evidence.title AS title, b.evidence.url AS url,
    b.evidence.published_day AS published_day, b.evidence.source_name AS source_name, b.confidence,
    b.evidence.metric_id AS metric_id, b.evidence.document_id AS document_id
FROM best AS b
JOIN voices AS v ON v.indicator = b.indicator AND v.province = b.province AND v.year = b.year
LEFT JOIN changes AS c ON c.indicator = b.indicator AND c.province = b.province AND c.year = b.year;
COMMENT ON VIEW v_rankings IS 'Where a province stood in an index in a year: the rank most documents state, with its evidence and how many say otherwise. Results in published indices only; targets, ranks within a region, in other tables, without a year, or of agencies and districts are in v_metrics.';
COMMENT ON COLUMN v_rankings.indicator IS 'Code of the index.';
COMMENT ON COLUMN v_rankings.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_rankings.province IS 'The province ranked.';
COMMENT ON COLUMN v_rankings.year IS 'The year the rank is for.';
COMMENT ON COLUMN v_rankings.rank IS 'Position; 1 is best.';
COMMENT ON COLUMN v_rankings.total IS 'How many compete, where the evidence says it.';
COMMENT ON COLUMN v_rankings.change IS 'Places won (+) or lost (-) against the year before, as documents state it.';
COMMENT ON COLUMN v_rankings.agree IS 'Documents that state this rank.';
COMMENT ON COLUMN v_rankings.dissent IS 'Documents that state only another rank.';
COMMENT ON COLUMN v_rankings.other_ranks IS 'The other ranks stated; empty when there are none.';
COMMENT ON COLUMN v_rankings.quote IS 'The words of the best evidence.';
COMMENT ON COLUMN v_rankings.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_rankings.title IS 'Title of its document.';
COMMENT ON COLUMN v_rankings.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_rankings.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_rankings.source_name IS 'Source of its document.';
COMMENT ON COLUMN v_rankings.confidence IS 'Of the surest document that states this rank.';
COMMENT ON COLUMN v_rankings.metric_id IS 'The metric that is the evidence: v_metrics.metric_id.';
COMMENT ON COLUMN v_rankings.document_id IS 'Its document: documents.document_id.';
