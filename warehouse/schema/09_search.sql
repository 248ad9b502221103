-- What `cchc search` reads: made from the texts and facts of the edition, and taken over from the edition before where those have not changed.
-- It holds no knowledge of its own. Texts and facts are units of words; every word of a unit has a place in it, and neighbours have neighbouring places.
CREATE TYPE search_kind AS ENUM ('document', 'metric', 'official', 'shortcoming');

CREATE TABLE search_forms (
    form_id INTEGER NOT NULL,
    form VARCHAR NOT NULL,
    spelling VARCHAR NOT NULL,
    folded VARCHAR NOT NULL
);
COMMENT ON TABLE search_forms IS 'Every syllable, number or word of the texts, in lower case; one row a form.';
COMMENT ON COLUMN search_forms.form_id IS 'Number of the form in search_words.';
COMMENT ON COLUMN search_forms.form IS 'As written, in lower case: hoà.';
COMMENT ON COLUMN search_forms.spelling IS 'With the tone mark in its usual place: hòa.';
COMMENT ON COLUMN search_forms.folded IS 'Without accents, đ as d: hoa.';

CREATE TABLE search_words (
    form_id INTEGER NOT NULL,
    unit_no INTEGER NOT NULL,
    place INTEGER NOT NULL
);
COMMENT ON TABLE search_words IS 'Which word stands where; one row a word of a unit. In runs sorted by all three columns, so that a form''s rows are read without the others.';
COMMENT ON COLUMN search_words.form_id IS 'The form: search_forms.form_id.';
COMMENT ON COLUMN search_words.unit_no IS 'The unit: search_units.unit_no, if it is still there; the words of changed documents stay for a while.';
COMMENT ON COLUMN search_words.place IS 'Place of the word in its unit, from 0; a line end takes a place, too.';

CREATE TABLE search_units (
    unit_no INTEGER NOT NULL,
    words INTEGER NOT NULL,
    heading_words INTEGER NOT NULL,
    kind search_kind NOT NULL,
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    ids VARCHAR[] NOT NULL,
    provinces VARCHAR[] NOT NULL,
    years INTEGER[] NOT NULL,
    area area,
    label VARCHAR,
    signature HUGEINT
);
COMMENT ON TABLE search_units IS 'What can be found: a document with its title, a sentence with figures, a shortcoming, an official.';
COMMENT ON COLUMN search_units.unit_no IS 'Number of the unit in search_words; a unit that is made anew gets a new one.';
COMMENT ON COLUMN search_units.words IS 'How many places it has.';
COMMENT ON COLUMN search_units.heading_words IS 'How many of them are its heading (a title, a name), which counts more.';
COMMENT ON COLUMN search_units.kind IS 'document, metric, official, shortcoming.';
COMMENT ON COLUMN search_units.document_id IS 'The document: documents.document_id.';
COMMENT ON COLUMN search_units.version IS 'The text the offsets are of: versions.version.';
COMMENT ON COLUMN search_units.start_offset IS 'First code point of what is shown of it in the text, from 0.';
COMMENT ON COLUMN search_units.end_offset IS 'Code point after that.';
COMMENT ON COLUMN search_units.ids IS 'Ids of its facts (metrics of one sentence are one unit); of the document for a document.';
COMMENT ON COLUMN search_units.provinces IS 'Provinces of its figures, and of its document.';
COMMENT ON COLUMN search_units.years IS 'Years of its figures; where there are none, of publication.';
COMMENT ON COLUMN search_units.area IS 'Area of reform of a shortcoming.';
COMMENT ON COLUMN search_units.label IS 'What it states, in short: figures with their indicators, a name with its offices, an area.';
COMMENT ON COLUMN search_units.signature IS 'For a document: what its units were made from; they are made anew when it differs.';

CREATE TABLE search_runs (
    first_unit INTEGER NOT NULL,
    next_unit INTEGER NOT NULL,
    words BIGINT NOT NULL,
    layout INTEGER NOT NULL
);
COMMENT ON TABLE search_runs IS 'The sorted runs of search_words; one row a run, made by one publishing.';
COMMENT ON COLUMN search_runs.first_unit IS 'Its first unit.';
COMMENT ON COLUMN search_runs.next_unit IS 'The unit number after its last one.';
COMMENT ON COLUMN search_runs.words IS 'Places of its units when it was written.';
COMMENT ON COLUMN search_runs.layout IS 'Version of how words and units are made.';
