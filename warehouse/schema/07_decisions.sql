-- What reviewers decided, from their log beside the warehouse. A row is closed when the decision or its state is another one, and never deleted.
CREATE TABLE decisions (
    decision_id VARCHAR NOT NULL,
    family fact_family NOT NULL,
    fact_id VARCHAR NOT NULL,
    matched_id VARCHAR,
    document_id VARCHAR NOT NULL,
    verdict verdict NOT NULL,
    state decision_state NOT NULL,
    matched_by VARCHAR,
    corrected VARCHAR,
    before VARCHAR,
    quote VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL,
    said VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    why VARCHAR NOT NULL,
    edition_no INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (decision_id, valid_from),
    CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE decisions IS 'The last decision of a reviewer on each fact that somebody decided on, and what became of it; one row a decision and state. Those of today: WHERE valid_to IS NULL, or v_decisions. The log in data/decisions has all.';
COMMENT ON COLUMN decisions.decision_id IS 'Id of the line in the log.';
COMMENT ON COLUMN decisions.family IS 'metric, official, shortcoming.';
COMMENT ON COLUMN decisions.fact_id IS 'The fact that was decided on: metric_id, official_id or shortcoming_id as it was then.';
COMMENT ON COLUMN decisions.matched_id IS 'The fact that the decision applies to: another one than fact_id where a newer extractor or text has it under another id; empty unless applied.';
COMMENT ON COLUMN decisions.document_id IS 'Where the fact stands: documents.document_id, if the lake still has the document.';
COMMENT ON COLUMN decisions.verdict IS 'accept (right as it is), reject (no such fact: it is closed), correct (right with other slots), withdraw (what was decided on the fact is taken back).';
COMMENT ON COLUMN decisions.state IS 'applied, withdrawn; reset (quote and value are both gone: to be decided on again), ambiguous (several facts are equally near to where it stood: to be decided on again).';
COMMENT ON COLUMN decisions.matched_by IS 'How the fact was found: id, or quote and value, quote, value where the id was gone; empty unless applied.';
COMMENT ON COLUMN decisions.corrected IS 'The slots that the reviewer put right, as JSON; empty unless the verdict is correct.';
COMMENT ON COLUMN decisions.before IS 'What the extractor reads today in those slots, as JSON; empty unless applied.';
COMMENT ON COLUMN decisions.quote IS 'The words that stated the fact when it was decided on.';
COMMENT ON COLUMN decisions.version IS 'The text they stood in: versions.version.';
COMMENT ON COLUMN decisions.start_offset IS 'First code point of the quote in that text, from 0.';
COMMENT ON COLUMN decisions.end_offset IS 'Code point after the quote.';
COMMENT ON COLUMN decisions.context_start IS 'First code point of the sentence around it.';
COMMENT ON COLUMN decisions.context_end IS 'Code point after that sentence.';
COMMENT ON COLUMN decisions.said IS 'All that the extractor had read when it was decided on, as JSON.';
COMMENT ON COLUMN decisions.reviewer IS 'Who decided.';
COMMENT ON COLUMN decisions.decided_at IS 'When.';
COMMENT ON COLUMN decisions.why IS 'Why, in the reviewer''s words.';
COMMENT ON COLUMN decisions.edition_no IS 'The edition that the reviewer saw; its number is that of the warehouse in which it was decided.';
COMMENT ON COLUMN decisions.valid_from IS 'First edition with this row: editions.edition_no.';
COMMENT ON COLUMN decisions.valid_to IS 'First edition without it; empty while it stands.';
