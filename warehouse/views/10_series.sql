CREATE VIEW v_series AS
SELECT
    b.indicator, i.name AS indicator_name, b.measure, b.unit, b.detail, b.province, today.name AS province_today,
    if(year(b.period_start) = year(b.period_end), year(b.period_end), NULL) AS year, b.period_id AS period,
    length(b.period_id) = 4 AS whole_year,
    b.value, b.total, b.comparator, b.agree, b.dissent, b.others, b.ambiguous, b.singular,
    m.quote, m.context, m.title, m.url, m.published_day, m.source_id, m.source_name, m.confidence, b.metric_id, m.document_id,
    b.place_id, b.period_start, b.period_end, i.better
FROM series AS b
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
COMMENT ON COLUMN v_series.agree IS 'Texts whose figure agrees with it; copies of a text count once.';
COMMENT ON COLUMN v_series.dissent IS 'Texts that state only figures that do not.';
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
