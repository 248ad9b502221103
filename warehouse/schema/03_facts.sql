-- What was found. A fact is closed (valid_to) when a later version of its document no longer has it; nothing is deleted.
CREATE TABLE indicators (
    indicator VARCHAR NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    publisher VARCHAR,
    scale VARCHAR NOT NULL,
    better VARCHAR NOT NULL,
    maximum DECIMAL(24, 6)
);
COMMENT ON TABLE indicators IS 'What metrics can be about, from corpus/indicators.toml; one row a code.';
COMMENT ON COLUMN indicators.indicator IS 'Code, such as PAR_INDEX; OTHER where none fits.';
COMMENT ON COLUMN indicators.name IS 'Name in Vietnamese.';
COMMENT ON COLUMN indicators.name_en IS 'Name in English.';
COMMENT ON COLUMN indicators.description IS 'What counts under the code.';
COMMENT ON COLUMN indicators.publisher IS 'Who publishes it, where it is an index.';
COMMENT ON COLUMN indicators.scale IS 'How it is mostly told: rank, percent, points, count.';
COMMENT ON COLUMN indicators.better IS 'Which way is better: higher, lower, none.';
COMMENT ON COLUMN indicators.maximum IS 'Full marks, where there are any.';

CREATE TABLE metrics (
    metric_id VARCHAR NOT NULL,
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
    period_start DATE,
    period_end DATE,
    base_start DATE,
    base_end DATE,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    "trigger" VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
);
COMMENT ON TABLE metrics IS 'Figures that state a result, a target or a state of administration; one row a mention. Count WHERE valid_to IS NULL, or use v_metrics.';
COMMENT ON COLUMN metrics.metric_id IS 'Stable id: document, kind, value, total, unit and the words of its sentence; survives a better extractor and edits elsewhere in the article.';
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
COMMENT ON COLUMN metrics.period_start IS 'First day of the time the figure is for; empty when the text does not say.';
COMMENT ON COLUMN metrics.period_end IS 'Last day of that time, included.';
COMMENT ON COLUMN metrics.base_start IS 'For a change: first day of the time compared with.';
COMMENT ON COLUMN metrics.base_end IS 'For a change: last day of the time compared with, included.';
COMMENT ON COLUMN metrics.quote IS 'The words of the text that state it; equal to text[start_offset:end_offset].';
COMMENT ON COLUMN metrics.start_offset IS 'First code point of the quote in the text, from 0.';
COMMENT ON COLUMN metrics.end_offset IS 'Code point after the quote.';
COMMENT ON COLUMN metrics.context_start IS 'First code point of the sentence around the quote.';
COMMENT ON COLUMN metrics.context_end IS 'Code point after that sentence.';
COMMENT ON COLUMN metrics.rule IS 'Rule and version that found it.';
COMMENT ON COLUMN metrics."trigger" IS 'The words that gave it away.';
COMMENT ON COLUMN metrics.confidence IS 'Share of such facts that are right on annotated text, 0 to 1.';
COMMENT ON COLUMN metrics.extractor_version IS 'Extractor version that found it.';
COMMENT ON COLUMN metrics.valid_from IS 'When the first version that states it was first seen.';
COMMENT ON COLUMN metrics.valid_to IS 'When a version without it was first seen; empty while the current text states it.';

CREATE TABLE officials (
    official_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    actions VARCHAR[] NOT NULL,
    mentions INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
);
COMMENT ON TABLE officials IS 'Persons named with a public role; one row a person and document. The same name in two documents need not be one person.';
COMMENT ON COLUMN officials.official_id IS 'Stable id: document and name.';
COMMENT ON COLUMN officials.document_id IS 'Where the person is named: documents.document_id.';
COMMENT ON COLUMN officials.version IS 'The newest version of the document that names the person: versions.version.';
COMMENT ON COLUMN officials.name IS 'Name without honorifics.';
COMMENT ON COLUMN officials.actions IS 'What the person did there: chủ trì, phát biểu, ký.';
COMMENT ON COLUMN officials.mentions IS 'How often the text names the person.';
COMMENT ON COLUMN officials.rule IS 'Rule and version that found the person.';
COMMENT ON COLUMN officials.confidence IS 'Share of such facts that are right on annotated text, 0 to 1.';
COMMENT ON COLUMN officials.extractor_version IS 'Extractor version that found the person.';
COMMENT ON COLUMN officials.valid_from IS 'When the first version that names the person was first seen.';
COMMENT ON COLUMN officials.valid_to IS 'When a version without the person was first seen; empty while the current text names them.';

CREATE TABLE official_mentions (
    official_id VARCHAR NOT NULL,
    mention_no INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL
);
COMMENT ON TABLE official_mentions IS 'Every place in a text that names an official.';
COMMENT ON COLUMN official_mentions.official_id IS 'The official: officials.official_id.';
COMMENT ON COLUMN official_mentions.mention_no IS '1, 2, 3 in the order of the text.';
COMMENT ON COLUMN official_mentions.document_id IS 'The document: documents.document_id.';
COMMENT ON COLUMN official_mentions.version IS 'The text the offsets are of: versions.version.';
COMMENT ON COLUMN official_mentions.quote IS 'The name as written there.';
COMMENT ON COLUMN official_mentions.start_offset IS 'First code point of the name in the text, from 0.';
COMMENT ON COLUMN official_mentions.end_offset IS 'Code point after the name.';
COMMENT ON COLUMN official_mentions.context_start IS 'First code point of the sentence around it.';
COMMENT ON COLUMN official_mentions.context_end IS 'Code point after that sentence.';

CREATE TABLE official_roles (
    official_id VARCHAR NOT NULL,
    role_no INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    office VARCHAR,
    organisation VARCHAR,
    place VARCHAR,
    status VARCHAR NOT NULL,
    quote VARCHAR,
    start_offset INTEGER,
    end_offset INTEGER
);
COMMENT ON TABLE official_roles IS 'Offices that a text gives an official.';
COMMENT ON COLUMN official_roles.official_id IS 'The official: officials.official_id.';
COMMENT ON COLUMN official_roles.role_no IS '1, 2, 3 as the extractor lists them.';
COMMENT ON COLUMN official_roles.document_id IS 'The document: documents.document_id.';
COMMENT ON COLUMN official_roles.version IS 'The text the offsets are of: versions.version.';
COMMENT ON COLUMN official_roles.title IS 'The role as written: Chủ tịch UBND tỉnh.';
COMMENT ON COLUMN official_roles.office IS 'Normalised office: Phó Chủ tịch.';
COMMENT ON COLUMN official_roles.organisation IS 'Organisation of the office: UBND tỉnh.';
COMMENT ON COLUMN official_roles.place IS 'Place of the office: Lạng Sơn.';
COMMENT ON COLUMN official_roles.status IS 'đương nhiệm, nguyên, quyền, phụ trách.';
COMMENT ON COLUMN official_roles.quote IS 'The words that state the role; empty where it is shared from a list.';
COMMENT ON COLUMN official_roles.start_offset IS 'First code point of the quote in the text, from 0; empty with the quote.';
COMMENT ON COLUMN official_roles.end_offset IS 'Code point after the quote; empty with the quote.';

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
    rule VARCHAR NOT NULL,
    "trigger" VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
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
COMMENT ON COLUMN shortcomings.rule IS 'Rule and version that found it.';
COMMENT ON COLUMN shortcomings."trigger" IS 'The words that gave it away.';
COMMENT ON COLUMN shortcomings.confidence IS 'Share of such facts that are right on annotated text, 0 to 1.';
COMMENT ON COLUMN shortcomings.extractor_version IS 'Extractor version that found it.';
COMMENT ON COLUMN shortcomings.valid_from IS 'When the first version that states it was first seen.';
COMMENT ON COLUMN shortcomings.valid_to IS 'When a version without it was first seen; empty while the current text states it.';

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
    extractor_version VARCHAR NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
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
COMMENT ON COLUMN contradictions.extractor_version IS 'Extractor version that found it.';
COMMENT ON COLUMN contradictions.valid_from IS 'When the first version that states it was first seen.';
COMMENT ON COLUMN contradictions.valid_to IS 'When a version without it was first seen; empty while the current text states it.';

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
