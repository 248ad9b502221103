-- Figures, and those that contradict each other.
-- A fact is a row that is never deleted: an edition that no longer finds it just so closes it (valid_to) and, where it finds it otherwise, opens another of the same id.
CREATE TABLE metrics (
    metric_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    kind metric_kind NOT NULL,
    indicator VARCHAR NOT NULL,
    value DECIMAL(24, 6) NOT NULL,
    total DECIMAL(24, 6),
    unit VARCHAR NOT NULL,
    modality modality NOT NULL,
    comparator comparator NOT NULL,
    subject VARCHAR,
    province VARCHAR,
    place_id VARCHAR,
    organisation_id VARCHAR,
    period_id VARCHAR,
    period_start DATE,
    period_end DATE,
    base_start DATE,
    base_end DATE,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL,
    context VARCHAR NOT NULL,
    wording VARCHAR NOT NULL,
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
    PRIMARY KEY (metric_id, valid_from),
    CHECK (start_offset >= 0 AND start_offset < end_offset AND length(quote) = end_offset - start_offset),
    CHECK (context_start <= start_offset AND end_offset <= context_end),
    CHECK (confidence BETWEEN 0 AND 1),
    CHECK (period_start <= period_end AND base_start <= base_end),
    CHECK (kind <> 'ranking' OR value >= 1),
    CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE metrics IS 'Figures that state a result, a target or a state of administration; one row a mention. Count WHERE valid_to IS NULL, or use v_metrics.';
COMMENT ON COLUMN metrics.metric_id IS 'Stable id: document, kind, value, total, unit and the words of its sentence; survives a better extractor and edits elsewhere in the article.';
COMMENT ON COLUMN metrics.claim_id IS 'Same for all mentions that say the same of the same: v_claims.claim_id.';
COMMENT ON COLUMN metrics.document_id IS 'Where it stands: documents.document_id.';
COMMENT ON COLUMN metrics.version IS 'The newest version of the document that states it: versions.version; the offsets are of that text.';
COMMENT ON COLUMN metrics.kind IS 'ranking, percentage, count, score, change, money.';
COMMENT ON COLUMN metrics.indicator IS 'What it is about: indicators.indicator.';
COMMENT ON COLUMN metrics.value IS 'The figure in its unit; money in đồng (or USD, as unit says), percentages as 97.7, a change signed (+ up, - down).';
COMMENT ON COLUMN metrics.total IS 'What it is out of: 63 in "51/63".';
COMMENT ON COLUMN metrics.unit IS 'hạng, %, điểm, đồng, USD, lần, or the noun counted as written.';
COMMENT ON COLUMN metrics.modality IS 'actual (a reported result) or target (a goal, quota, commitment).';
COMMENT ON COLUMN metrics.comparator IS 'eq, ge ("trên", "ít nhất"), le ("dưới", "không quá"), approx ("khoảng").';
COMMENT ON COLUMN metrics.subject IS 'Whose figure it is, as the text names it; empty when it does not say.';
COMMENT ON COLUMN metrics.province IS 'Province whose figure it is as a whole: the one its subject names, or the document''s where it names none; empty for agencies, districts, communes.';
COMMENT ON COLUMN metrics.place_id IS 'The place whose figure it is, in its territory on the last day of the figure''s time or of publication, whichever is earlier: places.place_id. A province wherever province is filled; else the district or commune its subject names.';
COMMENT ON COLUMN metrics.organisation_id IS 'The organisation its subject names: organisations.organisation_id.';
COMMENT ON COLUMN metrics.period_id IS 'The time the figure is for: periods.period_id.';
COMMENT ON COLUMN metrics.period_start IS 'First day of the time the figure is for; empty when the text does not say.';
COMMENT ON COLUMN metrics.period_end IS 'Last day of that time, included.';
COMMENT ON COLUMN metrics.base_start IS 'For a change: first day of the time compared with.';
COMMENT ON COLUMN metrics.base_end IS 'For a change: last day of the time compared with, included.';
COMMENT ON COLUMN metrics.quote IS 'The words of the text that state it; equal to text[start_offset:end_offset].';
COMMENT ON COLUMN metrics.start_offset IS 'First code point of the quote in the text, from 0.';
COMMENT ON COLUMN metrics.end_offset IS 'Code point after the quote.';
COMMENT ON COLUMN metrics.context_start IS 'First code point of the sentence around the quote.';
COMMENT ON COLUMN metrics.context_end IS 'Code point after that sentence.';
COMMENT ON COLUMN metrics.context IS 'That sentence.';
COMMENT ON COLUMN metrics.wording IS 'Same where the sentence has the same words: a text that many sites copied is one wording.';
COMMENT ON COLUMN metrics.rule IS 'Rule and version that found it.';
COMMENT ON COLUMN metrics."trigger" IS 'The words that gave it away.';
COMMENT ON COLUMN metrics.confidence IS 'Share of such facts that are right on annotated text, 0 to 1.';
COMMENT ON COLUMN metrics.decision IS 'accept where a reviewer found it right as it was read, correct where one put slots right (decisions); empty where nobody decided.';
COMMENT ON COLUMN metrics.extractor_version IS 'Extractor version that first found it just so.';
COMMENT ON COLUMN metrics.stated_from IS 'When the first version of the document that states it was first seen.';
COMMENT ON COLUMN metrics.stated_to IS 'When a version without it was first seen; empty while the document states it.';
COMMENT ON COLUMN metrics.valid_from IS 'First edition with this row: editions.edition_no.';
COMMENT ON COLUMN metrics.valid_to IS 'First edition without it; empty while it stands. Equal to valid_from where only a text replaced before it was loaded says so.';
COMMENT ON COLUMN metrics.closed_by IS 'Extractor version whose reading no longer has it just so, or "decision" and the id of the reviewer''s decision that rejected or changed it; empty while it stands.';

CREATE TABLE contradictions (
    contradiction_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    kind contradiction_kind NOT NULL,
    stated DECIMAL(24, 6) NOT NULL,
    expected DECIMAL(24, 6) NOT NULL,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    other_quote VARCHAR NOT NULL,
    other_start INTEGER NOT NULL,
    other_end INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL,
    context VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    stated_from TIMESTAMPTZ NOT NULL,
    stated_to TIMESTAMPTZ,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    closed_by VARCHAR,
    PRIMARY KEY (contradiction_id, valid_from),
    CHECK (start_offset >= 0 AND start_offset < end_offset AND length(quote) = end_offset - start_offset),
    CHECK (other_start < other_end AND length(other_quote) = other_end - other_start),
    CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE contradictions IS 'Figures of one text that can''t all be right: what it states, and what its other figures give; one row a stated figure.';
COMMENT ON COLUMN contradictions.contradiction_id IS 'Stable id: document, kind, what is stated and the words of the sentence.';
COMMENT ON COLUMN contradictions.document_id IS 'Where it stands: documents.document_id.';
COMMENT ON COLUMN contradictions.version IS 'The newest version of the document that states it: versions.version; the offsets are of that text.';
COMMENT ON COLUMN contradictions.kind IS 'share (the percentage is not part of whole), parts (they do not add up to the total), move (places between two ranks).';
COMMENT ON COLUMN contradictions.stated IS 'The figure as stated: a percentage as 97.9, a total, places won (+) or lost (-).';
COMMENT ON COLUMN contradictions.expected IS 'What it would be by the other figures, in the same unit.';
COMMENT ON COLUMN contradictions.quote IS 'The words that state the figure; equal to text[start_offset:end_offset].';
COMMENT ON COLUMN contradictions.start_offset IS 'First code point of the quote in the text, from 0.';
COMMENT ON COLUMN contradictions.end_offset IS 'Code point after the quote.';
COMMENT ON COLUMN contradictions.other_quote IS 'The words with the figures that contradict it; equal to text[other_start:other_end].';
COMMENT ON COLUMN contradictions.other_start IS 'First code point of those words, from 0.';
COMMENT ON COLUMN contradictions.other_end IS 'Code point after those words.';
COMMENT ON COLUMN contradictions.context_start IS 'First code point of the sentence or sentences around both.';
COMMENT ON COLUMN contradictions.context_end IS 'Code point after them.';
COMMENT ON COLUMN contradictions.context IS 'Those sentences.';
COMMENT ON COLUMN contradictions.extractor_version IS 'Extractor version that first found it just so.';
COMMENT ON COLUMN contradictions.stated_from IS 'When the first version of the document that states it was first seen.';
COMMENT ON COLUMN contradictions.stated_to IS 'When a version without it was first seen; empty while the document states it.';
COMMENT ON COLUMN contradictions.valid_from IS 'First edition with this row: editions.edition_no.';
COMMENT ON COLUMN contradictions.valid_to IS 'First edition without it; empty while it stands. Equal to valid_from where only a text replaced before it was loaded says so.';
COMMENT ON COLUMN contradictions.closed_by IS 'Extractor version whose reading no longer has it just so; empty while it stands.';
