-- Deficiencies. How facts are kept: 04_metrics.sql.
CREATE TABLE shortcomings (
    shortcoming_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    area area NOT NULL,
    speaker VARCHAR,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL,
    context VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    "trigger" VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    decision verdict,
    extractor_version VARCHAR NOT NULL,
    stated_from TIMESTAMPTZ NOT NULL,
    stated_to TIMESTAMPTZ,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    closed_by VARCHAR,
    PRIMARY KEY (shortcoming_id, valid_from),
    CHECK (start_offset >= 0 AND start_offset < end_offset AND length(quote) = end_offset - start_offset),
    CHECK (context_start <= start_offset AND end_offset <= context_end),
    CHECK (confidence BETWEEN 0 AND 1),
    CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE shortcomings IS 'Statements of what is deficient, late, low, lacking or wrongly done in public administration; one row a clause.';
COMMENT ON COLUMN shortcomings.shortcoming_id IS 'Stable id: document and the words of the clause.';
COMMENT ON COLUMN shortcomings.document_id IS 'Where it stands: documents.document_id.';
COMMENT ON COLUMN shortcomings.version IS 'The newest version of the document that states it: versions.version; the offsets are of that text.';
COMMENT ON COLUMN shortcomings.area IS 'Area of reform: steering, institutions, procedures, organization, civil_service, public_finance, digital, outcomes.';
COMMENT ON COLUMN shortcomings.speaker IS 'Who is quoted as saying it, where the text tells.';
COMMENT ON COLUMN shortcomings.quote IS 'The clause; equal to text[start_offset:end_offset].';
COMMENT ON COLUMN shortcomings.start_offset IS 'First code point of the clause in the text, from 0.';
COMMENT ON COLUMN shortcomings.end_offset IS 'Code point after the clause.';
COMMENT ON COLUMN shortcomings.context_start IS 'First code point of the sentence around it.';
COMMENT ON COLUMN shortcomings.context_end IS 'Code point after that sentence.';
COMMENT ON COLUMN shortcomings.context IS 'That sentence.';
COMMENT ON COLUMN shortcomings.rule IS 'Rule and version that found it.';
COMMENT ON COLUMN shortcomings."trigger" IS 'The words that gave it away.';
COMMENT ON COLUMN shortcomings.confidence IS 'Share of such facts that are right on annotated text, 0 to 1.';
COMMENT ON COLUMN shortcomings.decision IS 'accept where a reviewer found it right as it was read, correct where one put slots right (decisions); empty where nobody decided.';
COMMENT ON COLUMN shortcomings.extractor_version IS 'Extractor version that first found it just so.';
COMMENT ON COLUMN shortcomings.stated_from IS 'When the first version of the document that states it was first seen.';
COMMENT ON COLUMN shortcomings.stated_to IS 'When a version without it was first seen; empty while the document states it.';
COMMENT ON COLUMN shortcomings.valid_from IS 'First edition with this row: editions.edition_no.';
COMMENT ON COLUMN shortcomings.valid_to IS 'First edition without it; empty while it stands. Equal to valid_from where only a text replaced before it was loaded says so.';
COMMENT ON COLUMN shortcomings.closed_by IS 'Extractor version whose reading no longer has it just so, or "decision" and the id of the reviewer''s decision that rejected or changed it; empty while it stands.';

CREATE TABLE shortcoming_causes (
    shortcoming_id VARCHAR NOT NULL,
    cause_no INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    cause_id VARCHAR,
    link VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (shortcoming_id, cause_no, valid_from),
    CHECK (start_offset >= 0 AND start_offset < end_offset AND length(quote) = end_offset - start_offset),
    CHECK (cause_id <> shortcoming_id)
);
COMMENT ON TABLE shortcoming_causes IS 'What a text names as the cause of a shortcoming: another clause, with words between the two that say so; one row a shortcoming and cause. Read it through v_causes.';
COMMENT ON COLUMN shortcoming_causes.shortcoming_id IS 'The shortcoming that it causes: shortcomings.shortcoming_id.';
COMMENT ON COLUMN shortcoming_causes.cause_no IS '1, 2, 3 as the extractor lists them.';
COMMENT ON COLUMN shortcoming_causes.document_id IS 'The document: documents.document_id.';
COMMENT ON COLUMN shortcoming_causes.version IS 'The text the offsets are of: versions.version.';
COMMENT ON COLUMN shortcoming_causes.cause_id IS 'The cause as a shortcoming of the same document: shortcomings.shortcoming_id; empty where it is none.';
COMMENT ON COLUMN shortcoming_causes.link IS 'What stands between the two clauses and says that one causes the other: " do ", ", vì vậy ".';
COMMENT ON COLUMN shortcoming_causes.quote IS 'The clause that states the cause; equal to text[start_offset:end_offset].';
COMMENT ON COLUMN shortcoming_causes.start_offset IS 'First code point of that clause in the text, from 0.';
COMMENT ON COLUMN shortcoming_causes.end_offset IS 'Code point after it.';
COMMENT ON COLUMN shortcoming_causes.valid_from IS 'First edition with this row, as its row of shortcomings.';
COMMENT ON COLUMN shortcoming_causes.valid_to IS 'First edition without it; empty while it stands.';
