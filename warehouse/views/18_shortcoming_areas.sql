-- How much a province is told off for what, year by year. Numbers grow with what was read, so each row says how many documents that was.
CREATE VIEW v_shortcoming_areas AS
WITH read AS (
    SELECT province, year(published_day) AS year, count(*) AS documents
    FROM documents
    GROUP BY ALL
),
found AS (
    SELECT
        d.province, year(d.published_day) AS year, f.area, count(*) AS shortcomings, count(DISTINCT f.document_id) AS documents_with,
        arg_max(f.shortcoming_id, (f.confidence, d.published_day, f.shortcoming_id)) AS shortcoming_id
    FROM shortcomings AS f
    JOIN documents AS d ON d.document_id = f.document_id
    WHERE f.valid_to IS NULL
    GROUP BY ALL
)
SELECT
    f.province, f.year, f.area, f.shortcomings, f.documents_with, r.documents AS documents_read, round(f.shortcomings / r.documents, 2) AS per_document,
    round(100 * f.shortcomings / sum(f.shortcomings) OVER (PARTITION BY f.province, f.year), 1) AS share,
    v.quote, v.context, v.title, v.url, v.published_day, v.confidence, f.shortcoming_id, v.document_id
FROM found AS f
JOIN read AS r ON r.province IS NOT DISTINCT FROM f.province AND r.year IS NOT DISTINCT FROM f.year
JOIN v_shortcomings AS v ON v.shortcoming_id = f.shortcoming_id;
COMMENT ON VIEW v_shortcoming_areas IS 'Shortcomings by province, year of publication and area, beside how many documents were read: one row each, with the surest of them as an example.';
COMMENT ON COLUMN v_shortcoming_areas.province IS 'Province the documents are about; empty for national ones.';
COMMENT ON COLUMN v_shortcoming_areas.year IS 'Year of publication; empty where it is not known.';
COMMENT ON COLUMN v_shortcoming_areas.area IS 'steering, institutions, procedures, organization, civil_service, public_finance, digital, outcomes.';
COMMENT ON COLUMN v_shortcoming_areas.shortcomings IS 'Statements of a shortcoming.';
COMMENT ON COLUMN v_shortcoming_areas.documents_with IS 'Documents that make them.';
COMMENT ON COLUMN v_shortcoming_areas.documents_read IS 'Documents of that province and year in the warehouse, with shortcomings or without.';
COMMENT ON COLUMN v_shortcoming_areas.per_document IS 'Shortcomings by document read: compare this, not the number, between years of unequal reading.';
COMMENT ON COLUMN v_shortcoming_areas.share IS 'Percent of the shortcomings of that province and year.';
COMMENT ON COLUMN v_shortcoming_areas.quote IS 'The words of the surest of them.';
COMMENT ON COLUMN v_shortcoming_areas.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_shortcoming_areas.title IS 'Title of its document.';
COMMENT ON COLUMN v_shortcoming_areas.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_shortcoming_areas.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_shortcoming_areas.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_shortcoming_areas.shortcoming_id IS 'The shortcoming: v_shortcomings.shortcoming_id.';
COMMENT ON COLUMN v_shortcoming_areas.document_id IS 'Its document: documents.document_id.';
