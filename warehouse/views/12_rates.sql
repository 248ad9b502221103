-- The rates that every report gives, from the shares documents state and, where they give only the counts, from those. The table of rates below says which
-- indicator each comes from, of which part, and which counts it is made of; "hồ sơ" is the unit of both counts.
CREATE VIEW rates AS
SELECT *
FROM (VALUES
    ('on_time', 'DOSSIERS_ON_TIME', '', 'DOSSIERS_RESOLVED'),
    ('overdue', 'DOSSIERS_OVERDUE', '', 'DOSSIERS_RESOLVED'),
    ('online', 'DOSSIERS_ONLINE', '', 'DOSSIERS_RECEIVED'),
    ('online_full', 'DOSSIERS_ONLINE', 'toàn trình', 'DOSSIERS_RECEIVED'),
    ('digitised', 'DIGITIZATION', '', 'DOSSIERS_RECEIVED'),
    ('results_digitised', 'DIGITIZATION', 'kết quả', 'DOSSIERS_RESOLVED'),
    ('data_reused', 'DIGITIZATION', 'tái sử dụng', NULL),
    ('paid_online', 'ONLINE_PAYMENT', '', NULL),
    ('satisfied', 'SATISFACTION', '', NULL)
) AS rates(rate, indicator, detail, denominator);
COMMENT ON VIEW rates IS 'The rates of handling dossiers that reports give, and what they are made of; one row a rate.';
COMMENT ON COLUMN rates.rate IS 'Name of the rate.';
COMMENT ON COLUMN rates.indicator IS 'Its indicator, as a percentage or as the count above the line.';
COMMENT ON COLUMN rates.detail IS 'Which part of it: v_series.detail.';
COMMENT ON COLUMN rates.denominator IS 'Indicator of the count below the line; empty where only stated percentages are used.';

CREATE VIEW v_rate_counts AS
WITH counts AS (
    SELECT *
    FROM figures
    WHERE measure = 'count' AND modality = 'actual' AND comparator = 'eq' AND unit IN ('hồ sơ', 'hồ sơ tthc', 'hồ sơ thủ tục hành chính')
    WINDOW slot AS (PARTITION BY document_id, indicator, detail, place_id, period_id)
    QUALIFY min(value) OVER slot = max(value) OVER slot AND row_number() OVER (slot ORDER BY confidence DESC, total IS NOT NULL DESC, metric_id) = 1
),
found AS (
    SELECT r.rate, n.*, n.value AS numerator, n.total AS denominator, 'one of the other' AS basis, NULL AS denominator_id
    FROM rates AS r
    JOIN counts AS n ON n.indicator = r.indicator AND n.detail = r.detail
    WHERE n.total > 0 AND n.value <= n.total
    UNION ALL
    SELECT r.rate, n.*, n.value, d.value, 'two counts', d.metric_id
    FROM rates AS r
    JOIN counts AS n ON n.indicator = r.indicator AND n.detail = r.detail AND n.total IS NULL
    JOIN counts AS d ON d.indicator = r.denominator AND d.detail = '' AND d.document_id = n.document_id AND d.place_id = n.place_id AND d.period_id = n.period_id
    WHERE d.value > 0 AND n.value <= d.value
)
SELECT rate, indicator, detail, province, place_id, period_id, period_start, period_end, numerator, denominator, basis, confidence, metric_id, denominator_id, document_id
FROM found
QUALIFY row_number() OVER (PARTITION BY rate, place_id, period_id ORDER BY basis, confidence DESC, published_day DESC NULLS LAST, metric_id) = 1;
COMMENT ON VIEW v_rate_counts IS 'Counts that rates are made of, where one document gives both for the same time: one row a rate, province and period.';
COMMENT ON COLUMN v_rate_counts.rate IS 'The rate: rates.rate.';
COMMENT ON COLUMN v_rate_counts.indicator IS 'Indicator of the count above the line.';
COMMENT ON COLUMN v_rate_counts.detail IS 'Which part of it.';
COMMENT ON COLUMN v_rate_counts.province IS 'Whose, by the name of its day.';
COMMENT ON COLUMN v_rate_counts.place_id IS 'Its territory: places.place_id.';
COMMENT ON COLUMN v_rate_counts.period_id IS 'The time: periods.period_id.';
COMMENT ON COLUMN v_rate_counts.period_start IS 'First day of it.';
COMMENT ON COLUMN v_rate_counts.period_end IS 'Last day of it, included.';
COMMENT ON COLUMN v_rate_counts.numerator IS 'Dossiers above the line.';
COMMENT ON COLUMN v_rate_counts.denominator IS 'Dossiers below the line.';
COMMENT ON COLUMN v_rate_counts.basis IS 'one of the other ("97/100 hồ sơ"), two counts.';
COMMENT ON COLUMN v_rate_counts.confidence IS 'Of the count above the line.';
COMMENT ON COLUMN v_rate_counts.metric_id IS 'The count above the line: v_metrics.metric_id.';
COMMENT ON COLUMN v_rate_counts.denominator_id IS 'The count below the line, where it is a figure of its own.';
COMMENT ON COLUMN v_rate_counts.document_id IS 'Their document: documents.document_id.';

CREATE VIEW v_rate_figures AS
WITH found AS (
    SELECT r.rate, s.province, s.place_id, s.period, s.period_start, s.period_end, s.value, 'stated' AS basis, NULL AS numerator, NULL AS denominator, s.comparator, s.agree, s.dissent, s.ambiguous, s.metric_id
    FROM rates AS r
    JOIN v_series AS s ON s.indicator = r.indicator AND s.detail = r.detail AND s.measure = 'share'
    UNION ALL
    SELECT rate, province, place_id, period_id, period_start, period_end, CAST(round(100 * numerator / denominator, 2) AS DECIMAL(24, 6)), basis, numerator, denominator, 'eq', 1, 0, false, metric_id
    FROM v_rate_counts
)
SELECT
    f.rate, f.province, year(f.period_end) AS year, f.period, f.value, f.comparator, f.basis, f.numerator, f.denominator,
    f.agree, f.dissent, f.ambiguous, m.quote, m.context, m.title, m.url, m.published_day, m.source_name, m.confidence, f.metric_id, m.document_id, f.place_id, f.period_start, f.period_end
FROM found AS f
JOIN v_metrics AS m ON m.metric_id = f.metric_id
QUALIFY row_number() OVER (PARTITION BY f.rate, f.place_id, f.period ORDER BY f.ambiguous, f.basis <> 'stated', m.confidence DESC, m.published_day DESC NULLS LAST, f.metric_id) = 1;
COMMENT ON VIEW v_rate_figures IS 'The rates of handling dossiers, one row a rate, province and period, each with its evidence: stated as a percentage, else made of two counts of one document. Of whole provinces only.';
COMMENT ON COLUMN v_rate_figures.rate IS 'on_time, overdue, online, online_full (toàn trình), digitised, results_digitised, data_reused, paid_online, satisfied.';
COMMENT ON COLUMN v_rate_figures.province IS 'Whose rate it is, by the name of its day.';
COMMENT ON COLUMN v_rate_figures.year IS 'Year in which its time ends.';
COMMENT ON COLUMN v_rate_figures.period IS 'Its time: 2023, 2023-H1, 2023-01/2023-09.';
COMMENT ON COLUMN v_rate_figures.value IS 'In percent.';
COMMENT ON COLUMN v_rate_figures.comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN v_rate_figures.basis IS 'stated (as a percentage), one of the other ("97/100 hồ sơ"), two counts (of one document, for the same time).';
COMMENT ON COLUMN v_rate_figures.numerator IS 'The count it is made of; empty when stated.';
COMMENT ON COLUMN v_rate_figures.denominator IS 'The count it is a share of; empty when stated.';
COMMENT ON COLUMN v_rate_figures.agree IS 'Texts that agree with it; copies of a text count once.';
COMMENT ON COLUMN v_rate_figures.dissent IS 'Texts that state only another value; they are in v_series.';
COMMENT ON COLUMN v_rate_figures.ambiguous IS 'Whether every document that states it states other values for the same thing as well.';
COMMENT ON COLUMN v_rate_figures.quote IS 'The words that state it, or its numerator.';
COMMENT ON COLUMN v_rate_figures.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_rate_figures.title IS 'Title of the document.';
COMMENT ON COLUMN v_rate_figures.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_rate_figures.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_rate_figures.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_rate_figures.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_rate_figures.metric_id IS 'The metric that is the evidence: v_metrics.metric_id.';
COMMENT ON COLUMN v_rate_figures.document_id IS 'Its document: documents.document_id.';
COMMENT ON COLUMN v_rate_figures.place_id IS 'Its territory: places.place_id.';
COMMENT ON COLUMN v_rate_figures.period_start IS 'First day of the time it is for.';
COMMENT ON COLUMN v_rate_figures.period_end IS 'Last day of that time, included.';

CREATE VIEW v_rates AS
SELECT
    province, year, period,
    max(value) FILTER (WHERE rate = 'on_time') AS on_time, max(value) FILTER (WHERE rate = 'overdue') AS overdue,
    max(value) FILTER (WHERE rate = 'online') AS online, max(value) FILTER (WHERE rate = 'online_full') AS online_full,
    max(value) FILTER (WHERE rate = 'digitised') AS digitised, max(value) FILTER (WHERE rate = 'results_digitised') AS results_digitised, max(value) FILTER (WHERE rate = 'data_reused') AS data_reused,
    max(value) FILTER (WHERE rate = 'paid_online') AS paid_online, max(value) FILTER (WHERE rate = 'satisfied') AS satisfied,
    list(struct_pack(rate, basis, comparator, quote, url, published_day, confidence, dissent, document_id, metric_id) ORDER BY rate) AS evidence,
    min(confidence) AS confidence, place_id, period_start, period_end
FROM v_rate_figures
WHERE NOT ambiguous
GROUP BY province, place_id, year, period, period_start, period_end;
COMMENT ON VIEW v_rates IS 'The rates of handling dossiers side by side, in percent: one row a province and period. What each rests on is in evidence, and in full in v_rate_figures.';
COMMENT ON COLUMN v_rates.province IS 'Whose rates, by the name of its day.';
COMMENT ON COLUMN v_rates.year IS 'Year in which the time ends.';
COMMENT ON COLUMN v_rates.period IS 'The time: 2023, 2023-H1, 2023-01/2023-09. Rates of different times are rows of their own.';
COMMENT ON COLUMN v_rates.on_time IS 'Dossiers resolved on or before time, of those resolved (DOSSIERS_ON_TIME).';
COMMENT ON COLUMN v_rates.overdue IS 'Dossiers overdue, of those resolved (DOSSIERS_OVERDUE).';
COMMENT ON COLUMN v_rates.online IS 'Dossiers filed online, of those received (DOSSIERS_ONLINE).';
COMMENT ON COLUMN v_rates.online_full IS 'Dossiers handled online from end to end, toàn trình (DOSSIERS_ONLINE).';
COMMENT ON COLUMN v_rates.digitised IS 'Dossiers digitised on receipt (DIGITIZATION).';
COMMENT ON COLUMN v_rates.results_digitised IS 'Results issued or kept in digital form (DIGITIZATION).';
COMMENT ON COLUMN v_rates.data_reused IS 'Digitised data used again (DIGITIZATION).';
COMMENT ON COLUMN v_rates.paid_online IS 'Payments made online (ONLINE_PAYMENT).';
COMMENT ON COLUMN v_rates.satisfied IS 'People satisfied, in the province''s own surveys (SATISFACTION); SIPAS is in v_series.';
COMMENT ON COLUMN v_rates.evidence IS 'One entry a rate: how it was got (basis), its words, document and confidence, how many documents dissent.';
COMMENT ON COLUMN v_rates.confidence IS 'Of the least sure rate of the row.';
COMMENT ON COLUMN v_rates.place_id IS 'Their territory: places.place_id.';
COMMENT ON COLUMN v_rates.period_start IS 'First day of the time.';
COMMENT ON COLUMN v_rates.period_end IS 'Last day of the time, included.';
