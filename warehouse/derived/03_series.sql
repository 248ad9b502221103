-- One value for each thing that can be asked for, and everybody who says otherwise. A value stands by the documents that state it: most documents win,
-- then a document that states only one value for it, an exact figure over "khoảng" and "trên", the surer, the newer. Values that differ only because one is rounded,
-- or because one says "trên 97%" and the other 97,45 %, agree.
CREATE TABLE series (
    metric_id VARCHAR NOT NULL PRIMARY KEY,
    indicator VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    singular BOOLEAN NOT NULL,
    province VARCHAR NOT NULL,
    place_id VARCHAR NOT NULL,
    period_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    value DECIMAL(24, 6) NOT NULL,
    total DECIMAL(24, 6),
    comparator comparator NOT NULL,
    agree INTEGER NOT NULL,
    dissent INTEGER NOT NULL,
    ambiguous BOOLEAN NOT NULL,
    others STRUCT("value" DECIMAL(24, 6), comparator comparator, documents INTEGER, quote VARCHAR, url VARCHAR, title VARCHAR, published_day DATE, confidence DOUBLE, document_id VARCHAR, metric_id VARCHAR)[]
);
COMMENT ON TABLE series IS 'The best witness of each thing a province reported, and who says otherwise; one row for each indicator, measure, unit, part of the matter, province and period. Read it through v_series. Made anew for each edition.';
COMMENT ON COLUMN series.metric_id IS 'The best witness: metrics.metric_id.';
COMMENT ON COLUMN series.indicator IS 'Code of what it is about: indicators.indicator.';
COMMENT ON COLUMN series.measure IS 'rank, points, share, count, money.';
COMMENT ON COLUMN series.unit IS 'hạng, điểm, %, đồng, or the noun counted.';
COMMENT ON COLUMN series.detail IS 'Which part of the matter; empty for the whole.';
COMMENT ON COLUMN series.singular IS 'Whether those name one thing on their own: figures.singular.';
COMMENT ON COLUMN series.province IS 'Whose figure it is, by the name of its day.';
COMMENT ON COLUMN series.place_id IS 'Its territory: places.place_id.';
COMMENT ON COLUMN series.period_id IS 'The time it is for: periods.period_id.';
COMMENT ON COLUMN series.period_start IS 'First day of that time.';
COMMENT ON COLUMN series.period_end IS 'Last day of that time, included.';
COMMENT ON COLUMN series.value IS 'The figure in its unit.';
COMMENT ON COLUMN series.total IS 'What it is out of, where a document says it.';
COMMENT ON COLUMN series.comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN series.agree IS 'Texts whose figure agrees with it; copies of a text count once (document_copies).';
COMMENT ON COLUMN series.dissent IS 'Texts that state only figures that do not.';
COMMENT ON COLUMN series.ambiguous IS 'Whether every document that states it also states other values for the same row.';
COMMENT ON COLUMN series.others IS 'The figures that do not agree, each with its evidence.';

INSERT INTO series BY NAME
WITH alone AS (
    SELECT f.*, coalesce(c.first_id, f.document_id) AS text_id, c.first_id IS NULL AS original, min(value) OVER slot = max(value) OVER slot AS sole
    FROM figures AS f
    LEFT JOIN document_copies AS c ON c.document_id = f.document_id      -- ten newspapers that took over one text are one voice
    WHERE modality = 'actual'
    WINDOW slot AS (PARTITION BY f.document_id, indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end)
),
stated AS (
    SELECT
        indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end, value, comparator,
        list_sort(list(DISTINCT text_id)) AS texts, count(DISTINCT source_id) AS sources, bool_or(sole) AS sole, bool_and(singular) AS singular, max(total) AS total,
        max(confidence) AS confidence, max(published_day) AS published_day, arg_max(metric_id, (sole, total IS NOT NULL, original, confidence, published_day, metric_id)) AS metric_id
    FROM alone
    GROUP BY ALL
),
best AS (
    SELECT *
    FROM stated
    QUALIFY row_number() OVER (
        PARTITION BY indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end
        ORDER BY len(texts) DESC, sole DESC, comparator = 'eq' DESC, total IS NOT NULL DESC, confidence DESC, published_day DESC NULLS LAST, value) = 1
),
voices AS (
    SELECT
        b.metric_id,
        len(list_distinct(flatten(list(s.texts) FILTER (WHERE agrees(b.value, b.comparator, s.value, s.comparator))))) AS agree,
        len(list_filter(list_distinct(flatten(list(s.texts))), lambda one: NOT list_contains(flatten(list(s.texts) FILTER (WHERE agrees(b.value, b.comparator, s.value, s.comparator))), one))) AS dissent,
        list(struct_pack(value := s.value, comparator := s.comparator, documents := len(s.texts), quote := m.quote, url := coalesce(d.url, d.path), title := d.title,
                         published_day := d.published_day, confidence := s.confidence, document_id := m.document_id, metric_id := s.metric_id)
             ORDER BY len(s.texts) DESC, s.confidence DESC, s.value) FILTER (WHERE NOT agrees(b.value, b.comparator, s.value, s.comparator)) AS others
    FROM best AS b
    JOIN stated AS s USING (indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end)
    JOIN metrics AS m ON m.metric_id = s.metric_id
    JOIN documents AS d ON d.document_id = m.document_id
    GROUP BY b.metric_id
)
SELECT
    b.metric_id, b.indicator, b.measure, b.unit, b.detail, b.singular, b.province, b.place_id, b.period_id, b.period_start, b.period_end, b.value, b.total, b.comparator,
    v.agree, v.dissent, NOT b.sole AS ambiguous, v.others
FROM best AS b
JOIN voices AS v ON v.metric_id = b.metric_id
ORDER BY b.province, b.indicator, b.period_end, b.metric_id;
