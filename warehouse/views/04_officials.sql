CREATE VIEW v_officials AS
WITH first_mentions AS (
    SELECT official_id, quote, start_offset, end_offset, context
    FROM official_mentions
    WHERE valid_to IS NULL
    QUALIFY row_number() OVER (PARTITION BY official_id ORDER BY start_offset) = 1
)
SELECT
    o.official_id, o.person_id, o.name, r.title AS role, r.office, r.organisation, r.place, r.place_id, r.organisation_id, r.office_held_id, r.status, d.province, year(d.published_day) AS year,
    coalesce(r.quote, m.quote) AS quote, m.context,
    o.actions, o.mentions, d.published_day, d.source_id, s.name AS source_name, d.title, coalesce(d.url, d.path) AS url,
    o.confidence, o.decision, o.rule, o.document_id, o.version, m.start_offset, m.end_offset
FROM officials AS o
JOIN documents AS d ON d.document_id = o.document_id
JOIN sources AS s ON s.source_id = d.source_id
LEFT JOIN official_roles AS r ON r.official_id = o.official_id AND r.valid_to IS NULL
LEFT JOIN first_mentions AS m ON m.official_id = o.official_id
WHERE o.valid_to IS NULL;
COMMENT ON VIEW v_officials IS 'Who documents name with which role today. One row a person, role and document; the same name in two provinces need not be one person.';
COMMENT ON COLUMN v_officials.official_id IS 'Stable id: officials.official_id.';
COMMENT ON COLUMN v_officials.person_id IS 'Who it is across documents: persons.person_id.';
COMMENT ON COLUMN v_officials.name IS 'Name without honorifics.';
COMMENT ON COLUMN v_officials.role IS 'The role as written.';
COMMENT ON COLUMN v_officials.office IS 'Normalised office.';
COMMENT ON COLUMN v_officials.organisation IS 'Organisation of the office.';
COMMENT ON COLUMN v_officials.place IS 'Place of the office.';
COMMENT ON COLUMN v_officials.place_id IS 'That place, or the province: places.place_id.';
COMMENT ON COLUMN v_officials.organisation_id IS 'That organisation: organisations.organisation_id.';
COMMENT ON COLUMN v_officials.office_held_id IS 'The same office of the same person: offices_held.office_held_id.';
COMMENT ON COLUMN v_officials.status IS 'đương nhiệm, nguyên, quyền, phụ trách.';
COMMENT ON COLUMN v_officials.province IS 'Province the document is about.';
COMMENT ON COLUMN v_officials.year IS 'Year of publication.';
COMMENT ON COLUMN v_officials.quote IS 'The words that state the role, else the name.';
COMMENT ON COLUMN v_officials.context IS 'The sentence that names the person first.';
COMMENT ON COLUMN v_officials.actions IS 'What the person did there.';
COMMENT ON COLUMN v_officials.mentions IS 'How often the text names the person.';
COMMENT ON COLUMN v_officials.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_officials.source_id IS 'Source: sources.source_id.';
COMMENT ON COLUMN v_officials.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_officials.title IS 'Title of the document.';
COMMENT ON COLUMN v_officials.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_officials.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_officials.decision IS 'accept where a reviewer found it right as it was read, correct where one put slots right; empty where nobody decided: v_decisions.';
COMMENT ON COLUMN v_officials.rule IS 'Rule that found the person.';
COMMENT ON COLUMN v_officials.document_id IS 'Document: documents.document_id.';
COMMENT ON COLUMN v_officials.version IS 'Text the offsets are of: versions.version.';
COMMENT ON COLUMN v_officials.start_offset IS 'First code point of the first mention, from 0.';
COMMENT ON COLUMN v_officials.end_offset IS 'Code point after it.';
