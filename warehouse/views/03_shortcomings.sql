CREATE VIEW v_shortcomings AS
SELECT
    f.shortcoming_id, f.area, d.province, year(d.published_day) AS year, f.quote,
    f.context, f.speaker,
    d.published_day, d.source_id, s.name AS source_name, d.title, coalesce(d.url, d.path) AS url,
    f.confidence, f.decision, f.rule, f.document_id, f.version, f.start_offset, f.end_offset
FROM shortcomings AS f
JOIN documents AS d ON d.document_id = f.document_id
JOIN sources AS s ON s.source_id = d.source_id
WHERE f.valid_to IS NULL;
COMMENT ON VIEW v_shortcomings IS 'Every deficiency that documents state today, by area, province and year, with its evidence. One row a clause.';
COMMENT ON COLUMN v_shortcomings.shortcoming_id IS 'Stable id: shortcomings.shortcoming_id.';
COMMENT ON COLUMN v_shortcomings.area IS 'Area of reform.';
COMMENT ON COLUMN v_shortcomings.province IS 'Province the document is about.';
COMMENT ON COLUMN v_shortcomings.year IS 'Year of publication.';
COMMENT ON COLUMN v_shortcomings.quote IS 'The clause that states it.';
COMMENT ON COLUMN v_shortcomings.context IS 'The sentence it stands in.';
COMMENT ON COLUMN v_shortcomings.speaker IS 'Who is quoted as saying it.';
COMMENT ON COLUMN v_shortcomings.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_shortcomings.source_id IS 'Source: sources.source_id.';
COMMENT ON COLUMN v_shortcomings.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_shortcomings.title IS 'Title of the document.';
COMMENT ON COLUMN v_shortcomings.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_shortcomings.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_shortcomings.decision IS 'accept where a reviewer found it right as it was read, correct where one put slots right; empty where nobody decided: v_decisions.';
COMMENT ON COLUMN v_shortcomings.rule IS 'Rule that found it.';
COMMENT ON COLUMN v_shortcomings.document_id IS 'Document: documents.document_id.';
COMMENT ON COLUMN v_shortcomings.version IS 'Text the offsets are of: versions.version.';
COMMENT ON COLUMN v_shortcomings.start_offset IS 'First code point of the quote, from 0.';
COMMENT ON COLUMN v_shortcomings.end_offset IS 'Code point after the quote.';
