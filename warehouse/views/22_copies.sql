-- Texts that stand in several places: to count a statement once, leave out what stands in this view as a copy.
CREATE VIEW v_copies AS
SELECT
    c.first_id AS group_id, c.document_id, d.title, d.source_id, coalesce(d.url, d.path) AS address, d.published_day,
    f.title AS first_title, f.source_id AS first_source_id, coalesce(f.url, f.path) AS first_address, f.published_day AS first_day, c.similarity
FROM document_copies AS c
JOIN documents AS d ON d.document_id = c.document_id
JOIN documents AS f ON f.document_id = c.first_id;
COMMENT ON VIEW v_copies IS 'Documents that tell the same text as an earlier one: published twice, or taken over from another site. One row a copy.';
COMMENT ON COLUMN v_copies.group_id IS 'The group: the document_id of its first document.';
COMMENT ON COLUMN v_copies.document_id IS 'The copy: documents.document_id.';
COMMENT ON COLUMN v_copies.title IS 'Title of the copy.';
COMMENT ON COLUMN v_copies.source_id IS 'Where the copy stands: sources.source_id.';
COMMENT ON COLUMN v_copies.address IS 'Address or file of the copy.';
COMMENT ON COLUMN v_copies.published_day IS 'Day of publication of the copy.';
COMMENT ON COLUMN v_copies.first_title IS 'Title of the first document.';
COMMENT ON COLUMN v_copies.first_source_id IS 'Where the first document stands: sources.source_id.';
COMMENT ON COLUMN v_copies.first_address IS 'Address or file of the first document.';
COMMENT ON COLUMN v_copies.first_day IS 'Day of publication of the first document.';
COMMENT ON COLUMN v_copies.similarity IS 'Share of the runs of five words that both have, 0.7 to 1.';
