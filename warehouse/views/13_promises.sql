-- What was promised beside what was reported later. A target is met by what it says ("tối thiểu", "không quá"), else by which way is better for its indicator; a rank is met by the
-- same rank or a better one. It is judged by the report for its own time, or for the longest time up to its last day; a report for a part of that time is shown as interim only.
CREATE MACRO target_direction(comparator, better, measure) AS
    CASE WHEN measure = 'rank' THEN 'le' WHEN comparator IN ('ge', 'le') THEN CAST(comparator AS VARCHAR) WHEN better = 'higher' THEN 'ge' WHEN better = 'lower' THEN 'le' ELSE 'eq' END;
COMMENT ON MACRO target_direction IS 'Which side of a target is right: ge (it or more), le (it or less), eq (exactly it).';
CREATE MACRO least_meant(value, comparator) AS CASE comparator WHEN 'le' THEN -1e18 WHEN 'approx' THEN CAST(value AS DOUBLE) - 0.02 * abs(value) ELSE CAST(value AS DOUBLE) END;
COMMENT ON MACRO least_meant IS 'The least a figure can mean: no bound for "dưới", 2 % below for "khoảng".';
CREATE MACRO most_meant(value, comparator) AS CASE comparator WHEN 'ge' THEN 1e18 WHEN 'approx' THEN CAST(value AS DOUBLE) + 0.02 * abs(value) ELSE CAST(value AS DOUBLE) END;
COMMENT ON MACRO most_meant IS 'The most a figure can mean: no bound for "trên", 2 % above for "khoảng".';
CREATE MACRO promise_kept(target, direction, low, high) AS CASE
    WHEN direction = 'ge' AND low >= target OR direction = 'le' AND high <= target OR direction = 'eq' AND low = target AND high = target THEN 'kept'
    WHEN direction = 'ge' AND high < target OR direction = 'le' AND low > target THEN 'missed'
    ELSE 'unclear'
END;
COMMENT ON MACRO promise_kept IS 'kept, missed, or unclear: the report leaves both open, or neither way is better.';

CREATE VIEW v_promises AS
WITH stated AS (
    SELECT
        indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end, value, comparator,
        count(DISTINCT document_id) AS documents, min(published_day) AS first_said, bool_and(singular) AS singular, arg_max(metric_id, (confidence, published_day, metric_id)) AS metric_id
    FROM figures
    WHERE modality = 'target'
    GROUP BY ALL
),
-- As far as the documents reach: what was due before and has no report is unreported, what is due later is open.
horizon AS (SELECT max(published_day) AS day FROM documents),
reports AS (
    SELECT
        t.metric_id, s.value, s.comparator, s.period_id, s.period_start, s.period_end, s.agree, s.dissent, s.ambiguous, s.metric_id AS report_id, t.first_said, s.singular AND t.singular AS singular,
        s.period_end = t.period_end OR length(s.period_id) = 4 AND year(s.period_end) = year(t.period_end) AND month(t.period_end) = 12 AS final
    FROM stated AS t
    JOIN series AS s ON s.indicator = t.indicator AND s.measure = t.measure AND s.unit = t.unit AND s.detail = t.detail AND s.place_id = t.place_id
    -- of the target's time or a part of it; a target for several years is judged by the last of them, or by all
    WHERE s.period_end <= t.period_end AND s.period_end > t.period_end - INTERVAL 1 YEAR AND (s.period_end - s.period_start <= 366 OR s.period_start = t.period_start)
      AND s.period_end >= t.period_start
),
alike AS (
    SELECT r.*, if(r.singular, NULL, likeness(t.words, w.words)) AS likeness
    FROM reports AS r
    JOIN figures AS t ON t.metric_id = r.metric_id
    JOIN figures AS w ON w.metric_id = r.report_id
    -- a text that gives a target and its result side by side is believed where it is plain that both are of one thing
    WHERE (r.singular OR t.document_id <> w.document_id AND likeness(t.words, w.words) >= 0.6) AND coalesce(w.published_day >= r.first_said, true)
),
best AS (
    SELECT *
    FROM alike
    QUALIFY row_number() OVER (PARTITION BY metric_id ORDER BY final DESC, ambiguous, likeness DESC, period_end DESC, period_start, report_id) = 1
)
SELECT
    t.province, t.indicator, i.name AS indicator_name, t.measure, t.unit, t.detail, year(t.period_end) AS year, t.period_id AS period, t.period_end AS due,
    t.comparator AS target_comparator, t.value AS target, t.documents, t.first_said,
    CASE
        WHEN coalesce(b.final, false) AND (b.ambiguous OR t.first_said > t.period_end) THEN 'unclear'
        WHEN b.final THEN promise_kept(t.value, target_direction(t.comparator, i.better, t.measure), least_meant(b.value, b.comparator), most_meant(b.value, b.comparator))
        WHEN t.period_end > h.day THEN 'open'
        ELSE 'unreported'
    END AS verdict,
    if(b.final, b.value, NULL) AS reported, if(b.final, b.comparator, NULL) AS reported_comparator, if(b.final, b.period_id, NULL) AS reported_period,
    if(b.final, NULL, b.value) AS interim, if(b.final, NULL, b.period_id) AS interim_period, b.agree, b.dissent, b.likeness,
    m.quote, m.context, m.title, m.url, m.published_day, m.confidence, t.metric_id, m.document_id,
    r.quote AS report_quote, r.context AS report_context, r.title AS report_title, r.url AS report_url, r.published_day AS report_published_day,
    r.confidence AS report_confidence, b.report_id, r.document_id AS report_document_id
FROM stated AS t
CROSS JOIN horizon AS h
JOIN indicators AS i ON i.indicator = t.indicator
JOIN v_metrics AS m ON m.metric_id = t.metric_id
LEFT JOIN best AS b ON b.metric_id = t.metric_id
LEFT JOIN v_metrics AS r ON r.metric_id = b.report_id;
COMMENT ON VIEW v_promises IS 'Targets of provinces beside what was reported for their time: one row a target, with both pieces of evidence and a verdict. A target and its report meet by territory (a target of a province is not judged by a report of the one it was merged into), indicator, measure, unit and part of the matter; where those do not name one thing on their own, their sentences must be alike as well.';
COMMENT ON COLUMN v_promises.province IS 'Whose target, by the name of its day.';
COMMENT ON COLUMN v_promises.indicator IS 'Code of what it is about.';
COMMENT ON COLUMN v_promises.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_promises.measure IS 'rank, points, share, count, money.';
COMMENT ON COLUMN v_promises.unit IS 'hạng, điểm, %, đồng, or the noun counted.';
COMMENT ON COLUMN v_promises.detail IS 'Which part of the matter; empty for the whole.';
COMMENT ON COLUMN v_promises.year IS 'Year in which it is due.';
COMMENT ON COLUMN v_promises.period IS 'The time it is for: 2025, 2021/2025.';
COMMENT ON COLUMN v_promises.due IS 'Last day of that time.';
COMMENT ON COLUMN v_promises.target_comparator IS 'ge ("ít nhất"), le ("không quá"), eq, approx. A bare target is met by what is better for its indicator, a rank by it or a better one.';
COMMENT ON COLUMN v_promises.target IS 'What was promised.';
COMMENT ON COLUMN v_promises.documents IS 'Documents that state the target.';
COMMENT ON COLUMN v_promises.first_said IS 'Day of the first of them.';
COMMENT ON COLUMN v_promises.verdict IS 'kept, missed; unclear (neither way is better, the report leaves it open or contradicts itself, or the target is stated only after it was due); open (due after the newest document of the warehouse); unreported (due, and no report for its time).';
COMMENT ON COLUMN v_promises.reported IS 'What was reported for the time of the target: the best witness of v_series.';
COMMENT ON COLUMN v_promises.reported_comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN v_promises.reported_period IS 'The time of that report.';
COMMENT ON COLUMN v_promises.interim IS 'Where there is no such report: the last one for a part of that time. It decides nothing.';
COMMENT ON COLUMN v_promises.interim_period IS 'The time of that one.';
COMMENT ON COLUMN v_promises.agree IS 'Texts that agree with the report; copies of a text count once.';
COMMENT ON COLUMN v_promises.dissent IS 'Texts that report something else.';
COMMENT ON COLUMN v_promises.likeness IS 'Where the slots do not name one thing on their own: how many of the words around the two figures are the same, 0 to 1.';
COMMENT ON COLUMN v_promises.quote IS 'The words that state the target.';
COMMENT ON COLUMN v_promises.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_promises.title IS 'Title of its document.';
COMMENT ON COLUMN v_promises.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_promises.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_promises.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_promises.metric_id IS 'The target: v_metrics.metric_id.';
COMMENT ON COLUMN v_promises.document_id IS 'Its document: documents.document_id.';
COMMENT ON COLUMN v_promises.report_quote IS 'The words that state the report or the interim one.';
COMMENT ON COLUMN v_promises.report_context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_promises.report_title IS 'Title of its document.';
COMMENT ON COLUMN v_promises.report_url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_promises.report_published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_promises.report_confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_promises.report_id IS 'The report: v_metrics.metric_id.';
COMMENT ON COLUMN v_promises.report_document_id IS 'Its document: documents.document_id.';
