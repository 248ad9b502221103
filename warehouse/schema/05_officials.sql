-- Persons, the organisations and offices they are named with, and every place that names them. How facts are kept: 04_metrics.sql.
CREATE TABLE organisations (
    organisation_id VARCHAR NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind VARCHAR,
    level VARCHAR,
    province VARCHAR
);
COMMENT ON TABLE organisations IS 'Public organisations that figures or offices are of; one row a name and province. A name without province ("Sở Nội vụ" in a national paper) is none.';
COMMENT ON COLUMN organisations.organisation_id IS 'Stable id: name and province.';
COMMENT ON COLUMN organisations.name IS 'Name without the province''s: Sở Tư pháp, UBND huyện Mường Tè, Thanh tra tỉnh.';
COMMENT ON COLUMN organisations.kind IS 'What it is, as corpus/lexicon/organisation_heads.tsv has it: department, people''s committee, party.';
COMMENT ON COLUMN organisations.level IS 'central, province, district, commune, where its name says so.';
COMMENT ON COLUMN organisations.province IS 'Province it belongs to; empty for central ones.';

CREATE TABLE persons (
    person_id VARCHAR NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL,
    province VARCHAR,
    scope VARCHAR NOT NULL,
    CHECK (scope IN ('province', 'central', 'document')),
    CHECK ((scope = 'province') = (province IS NOT NULL))
);
COMMENT ON TABLE persons IS 'Persons with public roles; one row a name and province, since the same name in two provinces is two persons until the data says otherwise.';
COMMENT ON COLUMN persons.person_id IS 'Stable id: name, and what scope says.';
COMMENT ON COLUMN persons.name IS 'Name without honorifics, as most texts have it; not in capitals.';
COMMENT ON COLUMN persons.province IS 'Province of the office, or of the document that names the person.';
COMMENT ON COLUMN persons.scope IS 'Within what the name is taken for one person: province, central (an office of the state or the party), document (nothing tells where).';

CREATE TABLE offices_held (
    office_held_id VARCHAR NOT NULL PRIMARY KEY,
    person_id VARCHAR NOT NULL,
    office VARCHAR NOT NULL,
    organisation VARCHAR,
    organisation_id VARCHAR
);
COMMENT ON TABLE offices_held IS 'Which person held which office in which organisation; one row for all documents that say so. When: the dates of those documents (official_roles, v_officials).';
COMMENT ON COLUMN offices_held.office_held_id IS 'Stable id: person, office and organisation.';
COMMENT ON COLUMN offices_held.person_id IS 'Who: persons.person_id.';
COMMENT ON COLUMN offices_held.office IS 'Normalised office, else the role as written.';
COMMENT ON COLUMN offices_held.organisation IS 'Organisation as written: UBND tỉnh.';
COMMENT ON COLUMN offices_held.organisation_id IS 'That organisation: organisations.organisation_id; empty where nothing tells which.';

CREATE TABLE officials (
    official_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    actions VARCHAR[] NOT NULL,
    mentions INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    decision verdict,
    extractor_version VARCHAR NOT NULL,
    stated_from TIMESTAMPTZ NOT NULL,
    stated_to TIMESTAMPTZ,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    closed_by VARCHAR,
    PRIMARY KEY (official_id, valid_from),
    CHECK (mentions > 0 AND confidence BETWEEN 0 AND 1),
    CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE officials IS 'Persons named with a public role; one row a person and document. Who it is across documents: persons.';
COMMENT ON COLUMN officials.official_id IS 'Stable id: document and name.';
COMMENT ON COLUMN officials.person_id IS 'Who it is, as far as name and place tell: persons.person_id.';
COMMENT ON COLUMN officials.document_id IS 'Where the person is named: documents.document_id.';
COMMENT ON COLUMN officials.version IS 'The newest version of the document that names the person: versions.version.';
COMMENT ON COLUMN officials.name IS 'Name without honorifics.';
COMMENT ON COLUMN officials.actions IS 'What the person did there: chủ trì, phát biểu, ký.';
COMMENT ON COLUMN officials.mentions IS 'How often the text names the person.';
COMMENT ON COLUMN officials.rule IS 'Rule and version that found the person.';
COMMENT ON COLUMN officials.confidence IS 'Share of such facts that are right on annotated text, 0 to 1.';
COMMENT ON COLUMN officials.decision IS 'accept where a reviewer found it right as it was read, correct where one put slots right (decisions); empty where nobody decided.';
COMMENT ON COLUMN officials.extractor_version IS 'Extractor version that first found it just so.';
COMMENT ON COLUMN officials.stated_from IS 'When the first version of the document that names the person was first seen.';
COMMENT ON COLUMN officials.stated_to IS 'When a version without it was first seen; empty while the document states it.';
COMMENT ON COLUMN officials.valid_from IS 'First edition with this row: editions.edition_no.';
COMMENT ON COLUMN officials.valid_to IS 'First edition without it; empty while it stands. Equal to valid_from where only a text replaced before it was loaded says so.';
COMMENT ON COLUMN officials.closed_by IS 'Extractor version whose reading no longer has it just so, or "decision" and the id of the reviewer''s decision that rejected or changed it; empty while it stands.';

CREATE TABLE official_mentions (
    official_id VARCHAR NOT NULL,
    mention_no INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    context_start INTEGER NOT NULL,
    context_end INTEGER NOT NULL,
    context VARCHAR NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (official_id, mention_no, valid_from),
    CHECK (start_offset >= 0 AND start_offset < end_offset AND length(quote) = end_offset - start_offset),
    CHECK (context_start <= start_offset AND end_offset <= context_end)
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
COMMENT ON COLUMN official_mentions.context IS 'That sentence.';
COMMENT ON COLUMN official_mentions.valid_from IS 'First edition with this row, as its row of officials.';
COMMENT ON COLUMN official_mentions.valid_to IS 'First edition without it; empty while it stands.';

CREATE TABLE official_roles (
    official_id VARCHAR NOT NULL,
    role_no INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    office VARCHAR,
    organisation VARCHAR,
    place VARCHAR,
    place_id VARCHAR,
    organisation_id VARCHAR,
    office_held_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    quote VARCHAR,
    start_offset INTEGER,
    end_offset INTEGER,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (official_id, role_no, valid_from),
    CHECK ((quote IS NULL) = (start_offset IS NULL) AND length(quote) = end_offset - start_offset)
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
COMMENT ON COLUMN official_roles.place_id IS 'The place of the office, in its territory of the day of publication: places.place_id.';
COMMENT ON COLUMN official_roles.organisation_id IS 'The organisation of the office: organisations.organisation_id.';
COMMENT ON COLUMN official_roles.office_held_id IS 'The same office of the same person in whatever document: offices_held.office_held_id.';
COMMENT ON COLUMN official_roles.status IS 'đương nhiệm, nguyên, quyền, phụ trách.';
COMMENT ON COLUMN official_roles.quote IS 'The words that state the role; empty where it is shared from a list.';
COMMENT ON COLUMN official_roles.start_offset IS 'First code point of the quote in the text, from 0; empty with the quote.';
COMMENT ON COLUMN official_roles.end_offset IS 'Code point after the quote; empty with the quote.';
COMMENT ON COLUMN official_roles.valid_from IS 'First edition with this row, as its row of officials.';
COMMENT ON COLUMN official_roles.valid_to IS 'First edition without it; empty while it stands.';
