-- Sources against each other. Two documents that state different values of the same thing: the pair of the best witness and each that says otherwise. What one text
-- says against itself is in v_contradictions.
CREATE VIEW v_disagreements AS
SELECT
    s.indicator, s.indicator_name, s.measure, s.unit, s.detail, s.province, s.year, s.period, s.singular,
    if(s.singular, NULL, likeness(f.words, o.words)) AS likeness,
    s.value, s.agree, s.quote, s.context, s.title, s.url, s.source_name, s.published_day, s.confidence, s.metric_id, s.document_id,
    s.other.value AS other_value, s.other.documents AS other_documents, m.quote AS other_quote, m.context AS other_context, m.title AS other_title, m.url AS other_url,
    m.source_name AS other_source_name, m.published_day AS other_published_day, m.confidence AS other_confidence, m.metric_id AS other_metric_id, m.document_id AS other_document_id
FROM (SELECT *, unnest(others) AS other FROM v_series WHERE dissent > 0) AS s
JOIN v_metrics AS m ON m.metric_id = s.other.metric_id
-- LEFT, though every one of them is there: else the likeness would be a condition of the join, where it is reckoned four times as slowly as after it
LEFT JOIN figures AS f ON f.metric_id = s.metric_id
LEFT JOIN figures AS o ON o.metric_id = s.other.metric_id
WHERE m.document_id <> s.document_id
  AND (s.singular OR likeness(f.words, o.words) >= 0.6);
COMMENT ON VIEW v_disagreements IS 'Documents that state different values of the same thing: province, indicator, measure, part of the matter and time agree, the value does not. One row a pair, the better witness first. Values that differ by rounding or by "trên" and "khoảng" agree.';
COMMENT ON COLUMN v_disagreements.indicator IS 'Code of what it is about.';
COMMENT ON COLUMN v_disagreements.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_disagreements.measure IS 'rank, points, share, count, money.';
COMMENT ON COLUMN v_disagreements.unit IS 'hạng, điểm, %, đồng, or the noun counted.';
COMMENT ON COLUMN v_disagreements.detail IS 'Which part of the matter; empty for the whole.';
COMMENT ON COLUMN v_disagreements.province IS 'Whose figure.';
COMMENT ON COLUMN v_disagreements.year IS 'Year of the figure, where its time lies within one.';
COMMENT ON COLUMN v_disagreements.period IS 'Its time.';
COMMENT ON COLUMN v_disagreements.singular IS 'Whether those slots name one thing on their own; where not, the two sentences are alike as well.';
COMMENT ON COLUMN v_disagreements.likeness IS 'Where they do not: how many of the words around the two figures are the same, 0 to 1.';
COMMENT ON COLUMN v_disagreements.value IS 'What most documents, else the best one, state.';
COMMENT ON COLUMN v_disagreements.agree IS 'Texts that agree with it; copies of a text count once.';
COMMENT ON COLUMN v_disagreements.quote IS 'Its words.';
COMMENT ON COLUMN v_disagreements.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_disagreements.title IS 'Title of its document.';
COMMENT ON COLUMN v_disagreements.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_disagreements.source_name IS 'Source of its document.';
COMMENT ON COLUMN v_disagreements.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_disagreements.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_disagreements.metric_id IS 'The metric: v_metrics.metric_id.';
COMMENT ON COLUMN v_disagreements.document_id IS 'Its document: documents.document_id.';
COMMENT ON COLUMN v_disagreements.other_value IS 'What another document states.';
COMMENT ON COLUMN v_disagreements.other_documents IS 'How many texts state that.';
COMMENT ON COLUMN v_disagreements.other_quote IS 'Its words.';
COMMENT ON COLUMN v_disagreements.other_context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_disagreements.other_title IS 'Title of its document.';
COMMENT ON COLUMN v_disagreements.other_url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_disagreements.other_source_name IS 'Source of its document.';
COMMENT ON COLUMN v_disagreements.other_published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_disagreements.other_confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_disagreements.other_metric_id IS 'The metric: v_metrics.metric_id.';
COMMENT ON COLUMN v_disagreements.other_document_id IS 'Its document: documents.document_id.';
