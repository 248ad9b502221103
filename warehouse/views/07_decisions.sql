CREATE VIEW v_decisions AS
SELECT
    j.decision_id, j.family, j.verdict, j.state, j.matched_by, j.fact_id, j.matched_id, j.before, j.corrected, j.reviewer, j.decided_at, j.why,
    j.quote, substr(v.text, j.context_start + 1, j.context_end - j.context_start) AS context, d.province, d.published_day, d.source_id, s.name AS source_name, d.title,
    coalesce(d.url, d.path) AS url, j.said, j.edition_no, j.document_id, j.version, j.start_offset, j.end_offset
FROM decisions AS j
LEFT JOIN documents AS d ON d.document_id = j.document_id
LEFT JOIN versions AS v ON v.document_id = j.document_id AND v.version = j.version
LEFT JOIN sources AS s ON s.source_id = d.source_id
WHERE j.valid_to IS NULL;
COMMENT ON VIEW v_decisions IS 'What reviewers decided and what became of it, with the evidence they saw. One row a fact that somebody decided on. What they accepted or corrected stands in v_metrics, v_officials and v_shortcomings (decision), what they rejected nowhere else.';
COMMENT ON COLUMN v_decisions.decision_id IS 'Id of the decision: decisions.decision_id.';
COMMENT ON COLUMN v_decisions.family IS 'metric, official, shortcoming.';
COMMENT ON COLUMN v_decisions.verdict IS 'accept (right as it is), reject (no such fact), correct (right with other slots), withdraw (what was decided is taken back).';
COMMENT ON COLUMN v_decisions.state IS 'applied, withdrawn; reset (quote and value are both gone) or ambiguous (several facts are equally near): to be decided on again.';
COMMENT ON COLUMN v_decisions.matched_by IS 'How the fact was found: id, or quote and value, quote, value where the id was gone.';
COMMENT ON COLUMN v_decisions.fact_id IS 'The fact decided on: metric_id, official_id or shortcoming_id.';
COMMENT ON COLUMN v_decisions.matched_id IS 'The fact it applies to today; empty unless applied.';
COMMENT ON COLUMN v_decisions.before IS 'What the extractor reads in the corrected slots, as JSON: before->>''value''.';
COMMENT ON COLUMN v_decisions.corrected IS 'What the reviewer put there, as JSON: corrected->>''value''.';
COMMENT ON COLUMN v_decisions.reviewer IS 'Who decided.';
COMMENT ON COLUMN v_decisions.decided_at IS 'When.';
COMMENT ON COLUMN v_decisions.why IS 'Why.';
COMMENT ON COLUMN v_decisions.quote IS 'The words that stated the fact then.';
COMMENT ON COLUMN v_decisions.context IS 'The sentence around them.';
COMMENT ON COLUMN v_decisions.province IS 'Province the document is about.';
COMMENT ON COLUMN v_decisions.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_decisions.source_id IS 'Source: sources.source_id.';
COMMENT ON COLUMN v_decisions.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_decisions.title IS 'Title of the document; empty where the lake has it no more.';
COMMENT ON COLUMN v_decisions.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_decisions.said IS 'All that the extractor had read then, as JSON.';
COMMENT ON COLUMN v_decisions.edition_no IS 'The edition that the reviewer saw.';
COMMENT ON COLUMN v_decisions.document_id IS 'Document: documents.document_id.';
COMMENT ON COLUMN v_decisions.version IS 'Text the offsets are of: versions.version.';
COMMENT ON COLUMN v_decisions.start_offset IS 'First code point of the quote, from 0.';
COMMENT ON COLUMN v_decisions.end_offset IS 'Code point after the quote.';
