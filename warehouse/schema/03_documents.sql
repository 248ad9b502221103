-- What was read: documents, every version of their text, and what earlier editions said of them.
CREATE TABLE documents (
    document_id VARCHAR NOT NULL PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    url VARCHAR,
    path VARCHAR,
    parent_id VARCHAR,
    title VARCHAR,
    province VARCHAR,
    place_id VARCHAR,
    published_day DATE,
    current_version VARCHAR NOT NULL,
    versions INTEGER NOT NULL,
    first_seen TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    valid_from INTEGER NOT NULL,
    CHECK (versions > 0)
);
COMMENT ON TABLE documents IS 'Articles, reports and files; one row a document, described as in its current version.';
COMMENT ON COLUMN documents.document_id IS 'Stable id, made from the source and the canonical address (or the hash of a file).';
COMMENT ON COLUMN documents.source_id IS 'Where it comes from: sources.source_id.';
COMMENT ON COLUMN documents.url IS 'Address of the article; empty for files.';
COMMENT ON COLUMN documents.path IS 'File it was read from; empty for web pages.';
COMMENT ON COLUMN documents.parent_id IS 'The article it is attached to: documents.document_id.';
COMMENT ON COLUMN documents.title IS 'Title as published.';
COMMENT ON COLUMN documents.province IS 'Province the document is about: its own, else that of its source.';
COMMENT ON COLUMN documents.place_id IS 'That province, in its territory of the day of publication: places.place_id.';
COMMENT ON COLUMN documents.published_day IS 'Day of publication in Vietnam; how exact it is: versions.published_precision.';
COMMENT ON COLUMN documents.current_version IS 'The version last seen: versions.version.';
COMMENT ON COLUMN documents.versions IS 'How many different texts it has had.';
COMMENT ON COLUMN documents.first_seen IS 'When its first version was first fetched.';
COMMENT ON COLUMN documents.last_seen IS 'When its current version was last recorded.';
COMMENT ON COLUMN documents.valid_from IS 'Edition since which the document is described so: editions.edition_no; what was said of it before: document_history.';

CREATE TABLE versions (
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    version_no INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL,
    title VARCHAR,
    author VARCHAR,
    province VARCHAR,
    published_at TIMESTAMPTZ,
    published_precision date_precision,
    published_origin date_origin,
    fetched_at TIMESTAMPTZ,
    first_seen TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION uncompressed,      -- half as large compressed, but then one text is read by unpacking a thousand
    characters INTEGER NOT NULL,
    blocks STRUCT(kind VARCHAR, "start" BIGINT, "end" BIGINT, "level" TINYINT, "rows" BIGINT[][][])[],
    parser VARCHAR,
    warnings VARCHAR[],
    extractor_version VARCHAR,
    valid_from INTEGER NOT NULL,
    PRIMARY KEY (document_id, version),
    CHECK (version_no > 0 AND characters = length(text))
);
COMMENT ON TABLE versions IS 'Every text a document has had; one row a version. A changed article is a new version, the old one stays.';
COMMENT ON COLUMN versions.document_id IS 'The document: documents.document_id.';
COMMENT ON COLUMN versions.version IS 'Content hash: SHA-256 of the text.';
COMMENT ON COLUMN versions.version_no IS '1 for the first text seen, then 2, 3 in the order of first sight.';
COMMENT ON COLUMN versions.is_current IS 'True for the version last seen.';
COMMENT ON COLUMN versions.title IS 'Title as published.';
COMMENT ON COLUMN versions.author IS 'Byline, where the page names one.';
COMMENT ON COLUMN versions.province IS 'Province the document itself tells; empty where it does not.';
COMMENT ON COLUMN versions.published_at IS 'When it says it was published, as exact as published_precision says.';
COMMENT ON COLUMN versions.published_precision IS 'How exact published_at is: year, month, day, minute, second.';
COMMENT ON COLUMN versions.published_origin IS 'Where published_at was read: json-ld, meta, page, listing, text, file; article for an attachment that has it from its article.';
COMMENT ON COLUMN versions.fetched_at IS 'When this text was fetched last; empty for files.';
COMMENT ON COLUMN versions.first_seen IS 'When this text was first fetched (for files: first added).';
COMMENT ON COLUMN versions.last_seen IS 'When this text was last recorded as fetched (for files: added).';
COMMENT ON COLUMN versions.text IS 'The text (NFC, LF). All offsets count its code points from 0: substr(text, start_offset + 1, end_offset - start_offset) is the quote.';
COMMENT ON COLUMN versions.characters IS 'Code points in the text.';
COMMENT ON COLUMN versions.blocks IS 'Headings, paragraphs, captions, list items, tables and furniture, as spans of the text; rows holds the cell spans of a table.';
COMMENT ON COLUMN versions.parser IS 'Parser version that read the page.';
COMMENT ON COLUMN versions.warnings IS 'What the parser was unsure of.';
COMMENT ON COLUMN versions.extractor_version IS 'Extractor version whose facts are loaded for this text; empty when none has read it.';
COMMENT ON COLUMN versions.valid_from IS 'First edition that holds this text: editions.edition_no.';

CREATE TABLE document_history (
    document_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR,
    path VARCHAR,
    parent_id VARCHAR,
    title VARCHAR,
    province VARCHAR,
    place_id VARCHAR,
    published_day DATE,
    current_version VARCHAR NOT NULL,
    versions INTEGER NOT NULL,
    first_seen TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    PRIMARY KEY (document_id, valid_from),
    CHECK (valid_from < valid_to)
);
COMMENT ON TABLE document_history IS 'How earlier editions described a document, where a later one describes it otherwise; the columns of documents, and valid_to.';
COMMENT ON COLUMN document_history.document_id IS 'As documents.document_id, then.';
COMMENT ON COLUMN document_history.source_id IS 'As documents.source_id, then.';
COMMENT ON COLUMN document_history.url IS 'As documents.url, then.';
COMMENT ON COLUMN document_history.path IS 'As documents.path, then.';
COMMENT ON COLUMN document_history.parent_id IS 'As documents.parent_id, then.';
COMMENT ON COLUMN document_history.title IS 'As documents.title, then.';
COMMENT ON COLUMN document_history.province IS 'As documents.province, then.';
COMMENT ON COLUMN document_history.place_id IS 'As documents.place_id, then.';
COMMENT ON COLUMN document_history.published_day IS 'As documents.published_day, then.';
COMMENT ON COLUMN document_history.current_version IS 'As documents.current_version, then.';
COMMENT ON COLUMN document_history.versions IS 'As documents.versions, then.';
COMMENT ON COLUMN document_history.first_seen IS 'As documents.first_seen, then.';
COMMENT ON COLUMN document_history.last_seen IS 'As documents.last_seen, then.';
COMMENT ON COLUMN document_history.valid_from IS 'First edition that described the document so: editions.edition_no.';
COMMENT ON COLUMN document_history.valid_to IS 'First edition that did not any more.';
