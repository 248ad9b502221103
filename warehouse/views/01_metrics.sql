CREATE VIEW v_metrics AS
SELECT
    m.metric_id, m.claim_id, m.indicator, i.name AS indicator_name, m.kind, m.value, m.total, m.unit, m.modality, m.comparator,
    m.subject, m.province, m.place_id, m.organisation_id, d.province AS document_province,
    m.period_id, m.period_start, m.period_end, if(year(m.period_start) = year(m.period_end), year(m.period_end), NULL) AS year,
    m.base_start, m.base_end,
    m.quote, m.context,
    d.published_day, d.source_id, s.name AS source_name, d.title, coalesce(d.url, d.path) AS url,
    m.confidence, m.decision, m.rule, m.document_id, m.version, m.start_offset, m.end_offset
FROM metrics AS m
JOIN documents AS d ON d.document_id = m.document_id
JOIN sources AS s ON s.source_id = d.source_id
LEFT JOIN indicators AS i ON i.indicator = m.indicator
WHERE m.valid_to IS NULL;
COMMENT ON VIEW v_metrics IS 'Every figure that documents state today, with its evidence: what, whose, when, how much, the sentence, the source. One row a mention.';
COMMENT ON COLUMN v_metrics.metric_id IS 'Stable id: metrics.metric_id.';
COMMENT ON COLUMN v_metrics.claim_id IS 'Same for all mentions that claim the same: v_claims.claim_id.';
COMMENT ON COLUMN v_metrics.indicator IS 'Code of what it is about; OTHER where none fits.';
COMMENT ON COLUMN v_metrics.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_metrics.kind IS 'ranking, percentage, count, score, change, money.';
COMMENT ON COLUMN v_metrics.value IS 'The figure in its unit; money in đồng (or USD), a change signed.';
COMMENT ON COLUMN v_metrics.total IS 'What it is out of.';
COMMENT ON COLUMN v_metrics.unit IS 'hạng, %, điểm, đồng, USD, lần, or the noun counted.';
COMMENT ON COLUMN v_metrics.modality IS 'actual or target.';
COMMENT ON COLUMN v_metrics.comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN v_metrics.subject IS 'Whose figure it is, as the text names it.';
COMMENT ON COLUMN v_metrics.province IS 'Province whose figure it is as a whole; empty for agencies, districts, communes.';
COMMENT ON COLUMN v_metrics.place_id IS 'The place whose figure it is, in its territory of that time: places.place_id.';
COMMENT ON COLUMN v_metrics.organisation_id IS 'The organisation whose figure it is: organisations.organisation_id.';
COMMENT ON COLUMN v_metrics.document_province IS 'Province the document is about.';
COMMENT ON COLUMN v_metrics.period_id IS 'The time the figure is for: periods.period_id.';
COMMENT ON COLUMN v_metrics.period_start IS 'First day of the time the figure is for.';
COMMENT ON COLUMN v_metrics.period_end IS 'Last day of that time.';
COMMENT ON COLUMN v_metrics.year IS 'Year of the figure, where its time lies within one.';
COMMENT ON COLUMN v_metrics.base_start IS 'For a change: first day of the time compared with.';
COMMENT ON COLUMN v_metrics.base_end IS 'For a change: last day of the time compared with.';
COMMENT ON COLUMN v_metrics.quote IS 'The words that state it.';
COMMENT ON COLUMN v_metrics.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_metrics.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_metrics.source_id IS 'Source: sources.source_id.';
COMMENT ON COLUMN v_metrics.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_metrics.title IS 'Title of the document.';
COMMENT ON COLUMN v_metrics.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_metrics.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_metrics.decision IS 'accept where a reviewer found it right as it was read, correct where one put slots right; empty where nobody decided: v_decisions.';
COMMENT ON COLUMN v_metrics.rule IS 'Rule that found it.';
COMMENT ON COLUMN v_metrics.document_id IS 'Document: documents.document_id.';
COMMENT ON COLUMN v_metrics.version IS 'Text the offsets are of: versions.version.';
COMMENT ON COLUMN v_metrics.start_offset IS 'First code point of the quote, from 0.';
COMMENT ON COLUMN v_metrics.end_offset IS 'Code point after the quote.';
