-- Ranks in published indices of all provinces: not places in revenue or investment, among the cities of the world, or within a region ("đứng thứ nhất vùng Đồng bằng sông Hồng").
-- A year has one rank: that of the whole year, else of the last stretch of it that is reported.
CREATE VIEW v_rankings AS
WITH ranks AS (
    SELECT s.*
    FROM v_series AS s
    JOIN indicators AS i ON i.indicator = s.indicator
    WHERE s.measure = 'rank' AND s.detail = '' AND s.year IS NOT NULL AND i.publisher IS NOT NULL AND coalesce(s.total, s.value) <= 63
    QUALIFY row_number() OVER (PARTITION BY s.indicator, s.province, s.year ORDER BY s.whole_year DESC, s.period_end DESC, s.period_start) = 1
),
points AS (
    SELECT indicator, province, period_start, period_end, value
    FROM v_series
    WHERE measure = 'points' AND detail = '' AND NOT ambiguous
),
stated_changes AS (
    SELECT indicator, province, year, value AS change, count(DISTINCT document_id) AS documents, max(confidence) AS confidence
    FROM v_metrics
    WHERE kind = 'change' AND modality = 'actual' AND province IS NOT NULL AND unit IN ('hạng', 'bậc') AND (base_end IS NULL OR year(base_end) = year - 1)
    GROUP BY ALL
),
changes AS (
    SELECT *
    FROM stated_changes
    QUALIFY row_number() OVER (PARTITION BY indicator, province, year ORDER BY documents DESC, confidence DESC, change) = 1
)
SELECT
    r.indicator, r.indicator_name, r.province, r.province_today, r.year, r.period, CAST(r.value AS INTEGER) AS rank, CAST(r.total AS INTEGER) AS total, p.value AS points,
    CAST(c.change AS INTEGER) AS change, CAST(b.value AS INTEGER) AS rank_before,
    -- 63 provinces are ranked for the years up to 2024, 34 from 2025 on: places between the two say nothing
    CASE WHEN (r.year < 2025) = (b.year < 2025) THEN CAST(b.value - r.value AS INTEGER) END AS moved,
    r.agree, r.dissent, nullif(list_sort(list_distinct(list_transform(r.others, lambda one: CAST(one.value AS INTEGER)))), []) AS other_ranks, r.others,
    r.quote, r.context, r.title, r.url, r.published_day, r.source_name, r.confidence, r.metric_id, r.document_id
FROM ranks AS r
LEFT JOIN points AS p ON p.indicator = r.indicator AND p.province = r.province AND p.period_start = r.period_start AND p.period_end = r.period_end
LEFT JOIN ranks AS b ON b.indicator = r.indicator AND b.province = r.province AND b.year = r.year - 1
LEFT JOIN changes AS c ON c.indicator = r.indicator AND c.province = r.province AND c.year = r.year;
COMMENT ON VIEW v_rankings IS 'Where a province stood in an index in a year, how far it moved, with the best evidence and all dissent. Published indices only; targets, ranks within a region, in other tables, without a year, or of agencies and districts are in v_metrics.';
COMMENT ON COLUMN v_rankings.indicator IS 'Code of the index.';
COMMENT ON COLUMN v_rankings.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_rankings.province IS 'The province ranked.';
COMMENT ON COLUMN v_rankings.province_today IS 'The province its territory belongs to today. A rank is of its own day: it can''t be brought to a merged province.';
COMMENT ON COLUMN v_rankings.year IS 'The year the rank is for.';
COMMENT ON COLUMN v_rankings.period IS 'The time it is for, where that is not the whole year: 2024-01/2024-09.';
COMMENT ON COLUMN v_rankings.rank IS 'Position; 1 is best.';
COMMENT ON COLUMN v_rankings.total IS 'How many compete, where the evidence says it.';
COMMENT ON COLUMN v_rankings.points IS 'Its points (or percent) in that index for that time, where documents state one value.';
COMMENT ON COLUMN v_rankings.change IS 'Places won (+) or lost (-) against the year before, as documents state it.';
COMMENT ON COLUMN v_rankings.rank_before IS 'Its rank of the year before, by its own evidence.';
COMMENT ON COLUMN v_rankings.moved IS 'Places won (+) or lost (-) by the two ranks; compare with change. Empty from 2024 to 2025, when 63 provinces became 34.';
COMMENT ON COLUMN v_rankings.agree IS 'Texts that state this rank; copies of a text count once.';
COMMENT ON COLUMN v_rankings.dissent IS 'Texts that state only another rank.';
COMMENT ON COLUMN v_rankings.other_ranks IS 'The other ranks stated; empty when there are none.';
COMMENT ON COLUMN v_rankings.others IS 'The same with their evidence.';
COMMENT ON COLUMN v_rankings.quote IS 'The words of the best evidence.';
COMMENT ON COLUMN v_rankings.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_rankings.title IS 'Title of its document.';
COMMENT ON COLUMN v_rankings.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_rankings.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_rankings.source_name IS 'Source of its document.';
COMMENT ON COLUMN v_rankings.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_rankings.metric_id IS 'The metric that is the evidence: v_metrics.metric_id.';
COMMENT ON COLUMN v_rankings.document_id IS 'Its document: documents.document_id.';
