-- Series in the territories of today. 63 provinces became 34 on 2025-07-01; what a figure of the old ones says about a new one depends on what it is:
--   ranks, points and percentages are never added or averaged; counts and budget flows (revenue, spending, disbursement) are summed, but only when every part has one that is
--   exact and names one thing on its own: a plan, a project or what an amount was up to some day does not;
--   a percentage is made anew where every part gives the counts above and below its line. Else there is no value, and the parts are shown.
CREATE VIEW v_series_today AS
WITH stated AS (
    SELECT
        coalesce(s.indicator, c.indicator) AS indicator, coalesce(s.measure, 'share') AS measure, coalesce(s.unit, '%') AS unit, coalesce(s.detail, c.detail) AS detail,
        coalesce(s.place_id, c.place_id) AS place_id, coalesce(s.province, c.province) AS province, coalesce(s.period, c.period_id) AS period,
        coalesce(s.period_start, c.period_start) AS period_start, coalesce(s.period_end, c.period_end) AS period_end,
        coalesce(s.value, CAST(round(100 * c.numerator / c.denominator, 2) AS DECIMAL(24, 6))) AS value, coalesce(s.comparator, 'eq') AS comparator, coalesce(s.singular, true) AS singular,
        s.agree, s.dissent, c.numerator, c.denominator, coalesce(s.metric_id, c.metric_id) AS metric_id
    FROM (SELECT * FROM v_series WHERE NOT ambiguous) AS s
    FULL JOIN v_rate_counts AS c ON s.measure = 'share' AND s.indicator = c.indicator AND s.detail = c.detail AND s.place_id = c.place_id AND s.period = c.period_id
),
parts AS (
    SELECT s.*, p.current_id, p.valid_to, m.quote, m.url, m.title, m.published_day, m.confidence, m.document_id
    FROM stated AS s
    JOIN places AS p ON p.place_id = s.place_id
    JOIN v_metrics AS m ON m.metric_id = s.metric_id
    -- where the province of today has a figure of its own, those of its parts say nothing more
    QUALIFY s.place_id = p.current_id OR NOT bool_or(s.place_id = p.current_id) OVER (PARTITION BY s.indicator, s.measure, s.unit, s.detail, p.current_id, s.period)
),
slots AS (
    SELECT
        indicator, measure, unit, detail, current_id, period, period_start, period_end,
        least(period_end, min(coalesce(valid_to, period_end))) AS day, list_sort(list(DISTINCT province)) AS provinces, bool_or(place_id = current_id) AS own,
        sum(value) AS total, any_value(value) AS single, any_value(comparator) AS comparator, bool_and(comparator = 'eq') AS exact, bool_and(singular) AS singular,
        sum(numerator) AS numerator, sum(denominator) AS denominator, bool_and(denominator IS NOT NULL) AS counted, coalesce(max(dissent), 0) AS dissent, min(confidence) AS confidence,
        list(struct_pack(province, value, comparator, numerator, denominator, agree, dissent, quote, url, title, published_day, confidence, document_id, metric_id) ORDER BY province) AS parts
    FROM parts
    GROUP BY indicator, measure, unit, detail, current_id, period, period_start, period_end
),
needed AS (
    SELECT s.*, (SELECT list_sort(list(p.name)) FROM places AS p WHERE p.level = 'province' AND p.current_id = s.current_id
                 AND coalesce(p.valid_from <= s.day, true) AND coalesce(p.valid_to >= s.day, true)) AS all_parts
    FROM slots AS s
),
judged AS (
    SELECT
        *, list_filter(all_parts, lambda name: NOT list_contains(provinces, name)) AS missing,
        CASE
            WHEN own OR len(all_parts) = 1 THEN 'own'
            WHEN measure IN ('count', 'money') AND singular AND exact AND len(missing) = 0 THEN 'sum'
            WHEN measure IN ('count', 'money') AND singular AND exact THEN 'partial'
            WHEN measure = 'share' AND counted AND len(missing) = 0 THEN 'made anew'
            ELSE 'not combined'
        END AS basis
    FROM needed
)
SELECT
    j.indicator, i.name AS indicator_name, j.measure, j.unit, j.detail, today.name AS province_today, if(year(j.period_start) = year(j.period_end), year(j.period_end), NULL) AS year, j.period,
    CASE j.basis WHEN 'own' THEN j.single WHEN 'sum' THEN CAST(j.total AS DECIMAL(24, 6)) WHEN 'made anew' THEN CAST(round(100 * j.numerator / j.denominator, 2) AS DECIMAL(24, 6)) END AS value,
    if(j.basis = 'own', j.comparator, 'eq') AS comparator, j.basis, if(j.basis = 'partial', CAST(j.total AS DECIMAL(24, 6)), NULL) AS partial_value, j.missing,
    if(j.basis = 'made anew', j.numerator, NULL) AS numerator, if(j.basis = 'made anew', j.denominator, NULL) AS denominator, j.dissent, j.confidence, j.parts, j.current_id AS place_id, j.period_start, j.period_end
FROM judged AS j
JOIN indicators AS i ON i.indicator = j.indicator
JOIN places AS today ON today.place_id = j.current_id;
COMMENT ON VIEW v_series_today IS 'v_series brought to the 34 provinces of today: one row for each indicator, measure, part of the matter, province of today and period. Ranks, points and percentages are not added or averaged; counts and budget flows are summed when all parts are there; percentages are made anew from counts. basis says which; every part is shown with its evidence.';
COMMENT ON COLUMN v_series_today.indicator IS 'Code of what it is about.';
COMMENT ON COLUMN v_series_today.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_series_today.measure IS 'rank, points, share, count, money.';
COMMENT ON COLUMN v_series_today.unit IS 'hạng, điểm, %, đồng, or the noun counted.';
COMMENT ON COLUMN v_series_today.detail IS 'Which part of the matter; empty for the whole.';
COMMENT ON COLUMN v_series_today.province_today IS 'The province of today.';
COMMENT ON COLUMN v_series_today.year IS 'Year of the figure, where its time lies within one.';
COMMENT ON COLUMN v_series_today.period IS 'Its time: periods.period_id.';
COMMENT ON COLUMN v_series_today.value IS 'The figure for the territory of today; empty where none can be defended.';
COMMENT ON COLUMN v_series_today.comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN v_series_today.basis IS 'own (of a province that was not merged, or stated for the new one), sum (of all parts), made anew (a percentage from the counts of all parts), partial (a count or budget flow of which parts are missing), not combined (a rank, points, a percentage without counts, or counts and amounts that may be of different things).';
COMMENT ON COLUMN v_series_today.partial_value IS 'For partial: the sum of the parts there are. Too low by the missing ones.';
COMMENT ON COLUMN v_series_today.missing IS 'Provinces of its day that make up the territory and have no figure.';
COMMENT ON COLUMN v_series_today.numerator IS 'For made anew: the sum above the line.';
COMMENT ON COLUMN v_series_today.denominator IS 'For made anew: the sum below the line.';
COMMENT ON COLUMN v_series_today.dissent IS 'Documents that state something else for the part of most dissent.';
COMMENT ON COLUMN v_series_today.confidence IS 'Of the least sure part.';
COMMENT ON COLUMN v_series_today.parts IS 'Each part with its value and evidence.';
COMMENT ON COLUMN v_series_today.place_id IS 'The territory of today: places.place_id.';
COMMENT ON COLUMN v_series_today.period_start IS 'First day of the time it is for.';
COMMENT ON COLUMN v_series_today.period_end IS 'Last day of that time, included.';
