-- What the checks kept out.
CREATE TABLE set_aside (
    check_name VARCHAR NOT NULL,
    guards VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    fact_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE set_aside IS 'Facts that can''t be as they were read, kept out of the fact tables so that one odd sentence does not stop an edition; one row a fact and check.';
COMMENT ON COLUMN set_aside.check_name IS 'The check: the file of that name in warehouse/checks.';
COMMENT ON COLUMN set_aside.guards IS 'What must hold, and does not.';
COMMENT ON COLUMN set_aside.family IS 'metric, official, shortcoming, contradiction.';
COMMENT ON COLUMN set_aside.fact_id IS 'The id it would have in its table.';
COMMENT ON COLUMN set_aside.document_id IS 'Where it stands: documents.document_id.';
COMMENT ON COLUMN set_aside.version IS 'The text the offsets are of: versions.version.';
COMMENT ON COLUMN set_aside.quote IS 'The words it was read from.';
COMMENT ON COLUMN set_aside.start_offset IS 'First code point of the quote in the text, from 0.';
COMMENT ON COLUMN set_aside.end_offset IS 'Code point after the quote.';
COMMENT ON COLUMN set_aside.rule IS 'Rule and version that found it.';
