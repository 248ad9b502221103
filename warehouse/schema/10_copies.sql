-- Which documents tell the same text: an article published twice, or taken over by a newspaper. Filled by warehouse/copies.py; pipeline/duplicates.py says how.
CREATE TABLE document_prints (
    document_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    print BLOB NOT NULL
);
COMMENT ON TABLE document_prints IS 'What is kept of the text of each document to compare it with others; one row a document.';
COMMENT ON COLUMN document_prints.document_id IS 'The document: documents.document_id.';
COMMENT ON COLUMN document_prints.version IS 'The version whose text it is of: versions.version.';
COMMENT ON COLUMN document_prints.print IS 'Minima of a MinHash, then the figures of the text.';

CREATE TABLE document_copies (
    document_id VARCHAR NOT NULL,
    first_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL
);
COMMENT ON TABLE document_copies IS 'Documents that tell the same text, with the same figures, as an earlier one; one row a copy. Nothing is left out for being one.';
COMMENT ON COLUMN document_copies.document_id IS 'The copy: documents.document_id.';
COMMENT ON COLUMN document_copies.first_id IS 'The first document with this text, itself no copy; it names the group.';
COMMENT ON COLUMN document_copies.similarity IS 'Share of the runs of five words that both have, 0.7 to 1, estimated to about 0.04.';
