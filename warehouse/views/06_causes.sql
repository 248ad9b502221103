-- Which deficiency comes from which, as documents say it. A cause is told by the words between two clauses (extractors/rules/causes.toml); one told elsewhere in the text, or that is no deficiency, is not here.
CREATE VIEW v_causes AS
SELECT
    f.shortcoming_id, f.area, d.province, year(d.published_day) AS year, f.quote, c.link, c.quote AS cause, b.area AS cause_area,
    CASE WHEN c.start_offset >= f.end_offset THEN f.quote || c.link || c.quote WHEN f.start_offset >= c.end_offset THEN c.quote || c.link || f.quote END AS passage, f.speaker,
    d.published_day, d.source_id, s.name AS source_name, d.title, coalesce(d.url, d.path) AS url,
    least(f.confidence, b.confidence) AS confidence, f.decision, f.rule, f.document_id, f.version, f.start_offset, f.end_offset, c.cause_id, c.start_offset AS cause_start, c.end_offset AS cause_end
FROM shortcoming_causes AS c
JOIN shortcomings AS f ON f.shortcoming_id = c.shortcoming_id AND f.valid_to IS NULL
JOIN documents AS d ON d.document_id = f.document_id
JOIN sources AS s ON s.source_id = d.source_id
LEFT JOIN shortcomings AS b ON b.shortcoming_id = c.cause_id AND b.valid_to IS NULL
WHERE c.valid_to IS NULL;
COMMENT ON VIEW v_causes IS 'Which deficiency documents say comes from which, by area, province and year, with its evidence. One row a deficiency and cause.';
COMMENT ON COLUMN v_causes.shortcoming_id IS 'The deficiency: v_shortcomings.shortcoming_id.';
COMMENT ON COLUMN v_causes.area IS 'Its area of reform.';
COMMENT ON COLUMN v_causes.province IS 'Province the document is about.';
COMMENT ON COLUMN v_causes.year IS 'Year of publication.';
COMMENT ON COLUMN v_causes.quote IS 'The clause that states the deficiency.';
COMMENT ON COLUMN v_causes.link IS 'The words between the two clauses, which say that one causes the other.';
COMMENT ON COLUMN v_causes.cause IS 'The clause that states its cause.';
COMMENT ON COLUMN v_causes.cause_area IS 'Area of reform of the cause.';
COMMENT ON COLUMN v_causes.passage IS 'Both clauses with the words between them, as the text has them.';
COMMENT ON COLUMN v_causes.speaker IS 'Who is quoted as saying it.';
COMMENT ON COLUMN v_causes.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_causes.source_id IS 'Source: sources.source_id.';
COMMENT ON COLUMN v_causes.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_causes.title IS 'Title of the document.';
COMMENT ON COLUMN v_causes.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_causes.confidence IS 'Of the less sure of the two clauses; that the one causes the other, the words between them say.';
COMMENT ON COLUMN v_causes.decision IS 'What a reviewer found of the deficiency: v_shortcomings.decision.';
COMMENT ON COLUMN v_causes.rule IS 'Rule that found the deficiency.';
COMMENT ON COLUMN v_causes.document_id IS 'Document: documents.document_id.';
COMMENT ON COLUMN v_causes.version IS 'Text the offsets are of: versions.version.';
COMMENT ON COLUMN v_causes.start_offset IS 'First code point of the deficiency, from 0.';
COMMENT ON COLUMN v_causes.end_offset IS 'Code point after it.';
COMMENT ON COLUMN v_causes.cause_id IS 'The cause as a deficiency of its own: v_shortcomings.shortcoming_id; empty where it is none, or a reviewer rejected it as one.';
COMMENT ON COLUMN v_causes.cause_start IS 'First code point of the cause, from 0.';
COMMENT ON COLUMN v_causes.cause_end IS 'Code point after it.';
