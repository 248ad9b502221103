-- Deficiencies that a province is told of year after year. Which clauses mean the same: shortcoming_groups; read the quotes before you repeat it.
CREATE VIEW v_recurring_shortcomings AS
WITH members AS (
    SELECT g.group_id, g.likeness, f.shortcoming_id, f.area, d.province, year(d.published_day) AS year, f.quote, f.confidence, d.published_day, d.title, coalesce(d.url, d.path) AS url, f.document_id
    FROM shortcoming_groups AS g
    JOIN shortcomings AS f ON f.shortcoming_id = g.shortcoming_id AND f.valid_to IS NULL
    JOIN documents AS d ON d.document_id = f.document_id
)
SELECT
    province, mode(area ORDER BY area) AS area, len(list_distinct(list(year))) AS years, min(year) AS first_year, max(year) AS last_year, list_sort(list_distinct(list(year))) AS in_years,
    count(DISTINCT document_id) AS documents, round(min(likeness), 2) AS likeness,
    arg_max(quote, (published_day, shortcoming_id)) AS quote, arg_max(title, (published_day, shortcoming_id)) AS title, arg_max(url, (published_day, shortcoming_id)) AS url,
    max(published_day) AS published_day, min(confidence) AS confidence, arg_max(document_id, (published_day, shortcoming_id)) AS document_id,
    list(struct_pack(year, quote, title, url, published_day, confidence, likeness, document_id, shortcoming_id) ORDER BY published_day, shortcoming_id) AS mentions, group_id
FROM members
GROUP BY group_id, province
HAVING count(DISTINCT year) > 1;
COMMENT ON VIEW v_recurring_shortcomings IS 'The same deficiency of the same province in several years, by meaning: one row a deficiency, with every mention.';
COMMENT ON COLUMN v_recurring_shortcomings.province IS 'Province the documents are about.';
COMMENT ON COLUMN v_recurring_shortcomings.area IS 'Area that most of the mentions are of.';
COMMENT ON COLUMN v_recurring_shortcomings.years IS 'In how many years of publication it is told.';
COMMENT ON COLUMN v_recurring_shortcomings.first_year IS 'The first of them.';
COMMENT ON COLUMN v_recurring_shortcomings.last_year IS 'The last of them.';
COMMENT ON COLUMN v_recurring_shortcomings.in_years IS 'All of them.';
COMMENT ON COLUMN v_recurring_shortcomings.documents IS 'Documents that tell it.';
COMMENT ON COLUMN v_recurring_shortcomings.likeness IS 'How alike in meaning the least alike mention is to the first, 0 to 1.';
COMMENT ON COLUMN v_recurring_shortcomings.quote IS 'The words of the latest mention.';
COMMENT ON COLUMN v_recurring_shortcomings.title IS 'Title of its document.';
COMMENT ON COLUMN v_recurring_shortcomings.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_recurring_shortcomings.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN v_recurring_shortcomings.confidence IS 'Of the least sure mention.';
COMMENT ON COLUMN v_recurring_shortcomings.document_id IS 'Its document: documents.document_id.';
COMMENT ON COLUMN v_recurring_shortcomings.mentions IS 'Every mention in the order of days, with its evidence.';
COMMENT ON COLUMN v_recurring_shortcomings.group_id IS 'The group: shortcoming_groups.group_id.';
