-- One value for each thing that can be asked for, and everybody who says otherwise. A value stands by the documents that state it: most documents win,
-- then a document that states only one value for it, an exact figure over "khoảng" and "trên", the surer, the newer. Values that differ only because one is rounded,
-- or because one says "trên 97%" and the other 97,45 %, agree.
CREATE MACRO decimals(number) AS length(rtrim(split_part(CAST(CAST(number AS DECIMAL(24, 6)) AS VARCHAR), '.', 2), '0'));
COMMENT ON MACRO decimals IS 'Decimals that a number is given with: 2 for 97.45, none for 98.';
CREATE MACRO agrees(a, a_comparator, b, b_comparator) AS CASE
    WHEN a_comparator = 'ge' AND b_comparator = 'ge' OR a_comparator = 'le' AND b_comparator = 'le' THEN true
    WHEN a_comparator = 'ge' OR b_comparator = 'le' THEN b >= a
    WHEN a_comparator = 'le' OR b_comparator = 'ge' THEN b <= a
    WHEN a_comparator = 'approx' OR b_comparator = 'approx' THEN abs(a - b) <= 0.05 * greatest(abs(a), abs(b))
    ELSE abs(CAST(a - b AS DOUBLE)) <= 0.5 / pow(10, least(decimals(a), decimals(b))) + 1e-9
END;
COMMENT ON MACRO agrees IS 'Whether two figures can both be right: equal as far as the one with fewer decimals goes, "trên 97" beside 97.45, "khoảng 100" within 5 %.';

CREATE MACRO statement_words(context, quote) AS list_filter(
    list_distinct(regexp_extract_all(lower(regexp_replace(substr(context, greatest(strpos(context, quote) - 60, 1), 120 + length(quote)), '[0-9]+', ' ', 'g')), '\p{L}{2,}')),
    lambda word: word NOT IN ('và', 'của', 'các', 'trong', 'có', 'đã', 'được', 'là', 'năm', 'tỉnh', 'đạt', 'tháng', 'đầu', 'trên', 'với', 'số', 'tỷ', 'lệ', 'thành', 'phố', 'toàn', 'theo', 'cho', 'để', 'phấn', 'đấu', 'mục', 'tiêu', 'đến', 'hết', 'ít', 'nhất'));
COMMENT ON MACRO statement_words IS 'The words that tell what a figure is of: those within 60 characters of it, without numbers and the commonest words.';
CREATE MACRO likeness(a, b) AS round(len(list_intersect(a, b)) / greatest(least(len(a), len(b)), 1), 2);
COMMENT ON MACRO likeness IS 'How much of the shorter of two lists of words stands in the other: 0 to 1.';

CREATE VIEW v_series AS
WITH alone AS (
    SELECT *, min(value) OVER slot = max(value) OVER slot AS sole
    FROM figures
    WHERE modality = 'actual'
    WINDOW slot AS (PARTITION BY document_id, indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end)
),
stated AS (
    SELECT
        indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end, value, comparator,
        list_sort(list(DISTINCT document_id)) AS documents, count(DISTINCT source_id) AS sources, bool_or(sole) AS sole, bool_and(singular) AS singular, max(total) AS total,
        max(confidence) AS confidence, max(published_day) AS published_day, arg_max(metric_id, (sole, total IS NOT NULL, confidence, published_day, metric_id)) AS metric_id
    FROM alone
    GROUP BY ALL
),
best AS (
    SELECT *
    FROM stated
    QUALIFY row_number() OVER (
        PARTITION BY indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end
        ORDER BY len(documents) DESC, sole DESC, comparator = 'eq' DESC, total IS NOT NULL DESC, confidence DESC, published_day DESC NULLS LAST, value) = 1
),
voices AS (
    SELECT
        b.metric_id,
        len(list_distinct(flatten(list(s.documents) FILTER (WHERE agrees(b.value, b.comparator, s.value, s.comparator))))) AS agree,
        len(list_filter(list_distinct(flatten(list(s.documents))), lambda one: NOT list_contains(flatten(list(s.documents) FILTER (WHERE agrees(b.value, b.comparator, s.value, s.comparator))), one))) AS dissent,
        list(struct_pack(value := s.value, comparator := s.comparator, documents := len(s.documents), quote := m.quote, url := coalesce(d.url, d.path), title := d.title,
                         published_day := d.published_day, confidence := s.confidence, document_id := m.document_id, metric_id := s.metric_id)
             ORDER BY len(s.documents) DESC, s.confidence DESC, s.value) FILTER (WHERE NOT agrees(b.value, b.comparator, s.value, s.comparator)) AS others
    FROM best AS b
    JOIN stated AS s USING (indicator, measure, unit, detail, province, place_id, period_id, period_start, period_end)
    JOIN metrics AS m ON m.metric_id = s.metric_id
    JOIN documents AS d ON d.document_id = m.document_id
    GROUP BY b.metric_id
)
SELECT
    b.indicator, i.name AS indicator_name, b.measure, b.unit, b.detail, b.province, today.name AS province_today,
    if(year(b.period_start) = year(b.period_end), year(b.period_end), NULL) AS year, b.period_id AS period,
    strftime(b.period_start, '%m-%d') = '01-01' AND b.period_end = last_day(make_date(year(b.period_start), 12, 1)) AS whole_year,
    b.value, b.total, b.comparator, v.agree, v.dissent, v.others, NOT b.sole AS ambiguous, b.singular,
    m.quote, m.context, m.title, m.url, m.published_day, m.source_id, m.source_name, m.confidence, b.metric_id, m.document_id,
    b.place_id, b.period_start, b.period_end, i.better
FROM best AS b
JOIN voices AS v ON v.metric_id = b.metric_id
JOIN v_metrics AS m ON m.metric_id = b.metric_id
JOIN indicators AS i ON i.indicator = b.indicator
JOIN places AS p ON p.place_id = b.place_id
JOIN places AS today ON today.place_id = p.current_id;
COMMENT ON VIEW v_series IS 'What provinces reported: one row for each indicator, measure, part of the matter, province and period, with the best witness and all that say otherwise. Add whole_year and detail = '''' for one figure a year of the whole province.';
COMMENT ON COLUMN v_series.indicator IS 'Code of what it is about.';
COMMENT ON COLUMN v_series.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_series.measure IS 'rank, points (of an index, written as points or percent), share (a percentage), count, money.';
COMMENT ON COLUMN v_series.unit IS 'hạng, điểm, %, đồng, or the noun counted.';
COMMENT ON COLUMN v_series.detail IS 'Which part of the matter: level, kind, field, what it is a share of; empty for the whole.';
COMMENT ON COLUMN v_series.province IS 'Whose figure it is, by the name of its day.';
COMMENT ON COLUMN v_series.province_today IS 'The province its territory belongs to today; v_series_today brings figures together by it.';
COMMENT ON COLUMN v_series.year IS 'Year of the figure, where its time lies within one.';
COMMENT ON COLUMN v_series.period IS 'Its time as periods.period_id: 2023, 2023-H1, 2023-01/2023-09.';
COMMENT ON COLUMN v_series.whole_year IS 'Whether that time is one whole calendar year.';
COMMENT ON COLUMN v_series.value IS 'The figure in its unit.';
COMMENT ON COLUMN v_series.total IS 'What it is out of, where a document says it.';
COMMENT ON COLUMN v_series.comparator IS 'eq, ge ("trên"), le ("dưới"), approx ("khoảng").';
COMMENT ON COLUMN v_series.agree IS 'Documents whose figure agrees with it.';
COMMENT ON COLUMN v_series.dissent IS 'Documents that state only figures that do not.';
COMMENT ON COLUMN v_series.others IS 'The figures that do not agree, each with its evidence; empty when there are none.';
COMMENT ON COLUMN v_series.ambiguous IS 'Whether every document that states it also states other values for the same row: then the words around the figures do not tell what each is of.';
COMMENT ON COLUMN v_series.singular IS 'Whether indicator, measure, unit and detail name one thing on their own (a rank in an index, dossiers on time). Where not, dissent may be about another thing: read the sentences.';
COMMENT ON COLUMN v_series.quote IS 'The words of the best witness.';
COMMENT ON COLUMN v_series.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_series.title IS 'Title of its document.';
COMMENT ON COLUMN v_series.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_series.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_series.source_id IS 'Source of its document: sources.source_id.';
COMMENT ON COLUMN v_series.source_name IS 'Name of that source.';
COMMENT ON COLUMN v_series.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_series.metric_id IS 'The metric that is the evidence: v_metrics.metric_id.';
COMMENT ON COLUMN v_series.document_id IS 'Its document: documents.document_id.';
COMMENT ON COLUMN v_series.place_id IS 'Its territory: places.place_id.';
COMMENT ON COLUMN v_series.period_start IS 'First day of the time it is for.';
COMMENT ON COLUMN v_series.period_end IS 'Last day of that time, included.';
COMMENT ON COLUMN v_series.better IS 'Which way is better: higher, lower, none; for ranks 1 is best.';
