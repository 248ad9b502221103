CREATE VIEW v_contradictions AS
SELECT
    c.contradiction_id, c.kind, d.province, c.stated, c.expected, c.quote, c.other_quote,
    c.context,
    d.published_day, d.source_id, s.name AS source_name, d.title, coalesce(d.url, d.path) AS url,
    c.document_id, c.version, c.start_offset, c.end_offset, c.other_start, c.other_end
FROM contradictions AS c
JOIN documents AS d ON d.document_id = c.document_id
JOIN sources AS s ON s.source_id = d.source_id
WHERE c.valid_to IS NULL;
COMMENT ON VIEW v_contradictions IS 'Figures of one document that can''t all be right, as documents state them today, with both places as evidence. One row a stated figure.';
COMMENT ON COLUMN v_contradictions.contradiction_id IS 'Stable id: contradictions.contradiction_id.';
COMMENT ON COLUMN v_contradictions.kind IS 'share (percentage of a part in a whole), parts (that do not add up), move (places between two ranks).';
COMMENT ON COLUMN v_contradictions.province IS 'Province the document is about.';
COMMENT ON COLUMN v_contradictions.stated IS 'The figure as stated.';
COMMENT ON COLUMN v_contradictions.expected IS 'What it would be by the other figures.';
COMMENT ON COLUMN v_contradictions.quote IS 'The words that state the figure.';
COMMENT ON COLUMN v_contradictions.other_quote IS 'The words with the figures that contradict it.';
COMMENT ON COLUMN v_contradictions.context IS 'The sentence both stand in.';
COMMENT ON COLUMN v_contradictions.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_contradictions.source_id IS 'Source: sources.source_id.';
COMMENT ON COLUMN v_contradictions.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_contradictions.title IS 'Title of the document.';
COMMENT ON COLUMN v_contradictions.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_contradictions.document_id IS 'Document: documents.document_id.';
COMMENT ON COLUMN v_contradictions.version IS 'Text the offsets are of: versions.version.';
COMMENT ON COLUMN v_contradictions.start_offset IS 'First code point of the quote, from 0.';
COMMENT ON COLUMN v_contradictions.end_offset IS 'Code point after the quote.';
COMMENT ON COLUMN v_contradictions.other_start IS 'First code point of the other quote, from 0.';
COMMENT ON COLUMN v_contradictions.other_end IS 'Code point after the other quote.';
