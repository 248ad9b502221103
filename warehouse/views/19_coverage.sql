-- What was read and what is missing. A province of which nothing was read has a row that says so: no finding about it means anything.
CREATE VIEW v_coverage AS
WITH span AS (SELECT min(year(published_day)) AS first, max(year(published_day)) AS last FROM documents),
grid AS (
    SELECT p.place_id, p.name AS province, p.current_id, y.year, coalesce(p.valid_to >= make_date(y.year, 12, 31), true) AS at_its_end
    FROM places AS p
    CROSS JOIN (SELECT unnest(range(span.first, span.last + 1)) AS year FROM span) AS y
    WHERE p.level = 'province' AND coalesce(year(p.valid_from), y.year) <= y.year AND coalesce(year(p.valid_to), y.year) >= y.year
),
read AS (
    SELECT place_id, year(published_day) AS year, count(*) AS documents, count(DISTINCT source_id) AS sources, min(published_day) AS first_day, max(published_day) AS last_day
    FROM documents
    GROUP BY ALL
),
stated AS (SELECT place_id, year(period_end) AS year, count(*) AS figures FROM metrics WHERE valid_to IS NULL AND province IS NOT NULL AND modality = 'actual' GROUP BY ALL),
lacks AS (
    SELECT d.place_id, year(d.published_day) AS year, count(*) AS shortcomings
    FROM shortcomings AS f
    JOIN documents AS d ON d.document_id = f.document_id
    WHERE f.valid_to IS NULL
    GROUP BY ALL
),
ranked AS (SELECT m.place_id, r.year, list_sort(list(r.indicator)) AS indices FROM v_rankings AS r JOIN metrics AS m ON m.metric_id = r.metric_id AND m.valid_to IS NULL GROUP BY ALL),
published AS (SELECT year, list_sort(list_distinct(list(indicator))) AS indices FROM v_rankings GROUP BY year)
SELECT
    g.province, g.year, today.name AS province_today, coalesce(r.documents, 0) AS documents, coalesce(r.sources, 0) AS sources, r.first_day, r.last_day,
    coalesce(s.figures, 0) AS figures, coalesce(l.shortcomings, 0) AS shortcomings, coalesce(k.indices, []) AS ranks_known,
    if(g.at_its_end, list_filter(coalesce(p.indices, []), lambda code: NOT list_contains(coalesce(k.indices, []), code)), []) AS ranks_missing, coalesce(r.documents, 0) = 0 AS unread, g.place_id
FROM grid AS g
JOIN places AS today ON today.place_id = g.current_id
LEFT JOIN read AS r ON r.place_id = g.place_id AND r.year = g.year
LEFT JOIN stated AS s ON s.place_id = g.place_id AND s.year = g.year
LEFT JOIN lacks AS l ON l.place_id = g.place_id AND l.year = g.year
LEFT JOIN ranked AS k ON k.place_id = g.place_id AND k.year = g.year
LEFT JOIN published AS p ON p.year = g.year;
COMMENT ON VIEW v_coverage IS 'What the warehouse has read of each province and year, from the first year of any document to the last: one row each, those of which nothing was read included. In 2025 a merged province has a row for its old territory and one for its new.';
COMMENT ON COLUMN v_coverage.province IS 'The province, by the name of its day.';
COMMENT ON COLUMN v_coverage.year IS 'Year of publication; for figures and ranks, the year they are for.';
COMMENT ON COLUMN v_coverage.province_today IS 'The province its territory belongs to today.';
COMMENT ON COLUMN v_coverage.documents IS 'Documents about it published in that year.';
COMMENT ON COLUMN v_coverage.sources IS 'Sources they come from.';
COMMENT ON COLUMN v_coverage.first_day IS 'Publication of the first of them.';
COMMENT ON COLUMN v_coverage.last_day IS 'Publication of the last.';
COMMENT ON COLUMN v_coverage.figures IS 'Reported figures of the province as a whole for that year, whenever published.';
COMMENT ON COLUMN v_coverage.shortcomings IS 'Shortcomings told in its documents of that year.';
COMMENT ON COLUMN v_coverage.ranks_known IS 'Indices in which its rank for that year is known.';
COMMENT ON COLUMN v_coverage.ranks_missing IS 'Indices in which another province''s rank for that year is known and this one''s is not; none for a territory that ended within the year.';
COMMENT ON COLUMN v_coverage.unread IS 'Whether nothing of that year was read.';
COMMENT ON COLUMN v_coverage.place_id IS 'Its territory: places.place_id.';

CREATE VIEW v_source_coverage AS
WITH read AS (
    SELECT
        source_id, year(published_day) AS year, count(*) AS documents, count(DISTINCT place_id) AS provinces, min(published_day) AS first_day, max(published_day) AS last_day,
        count(*) FILTER (WHERE versions > 1) AS changed
    FROM documents
    GROUP BY ALL
),
facts AS (
    SELECT d.source_id, year(d.published_day) AS year, count(DISTINCT m.document_id) AS with_figures
    FROM metrics AS m
    JOIN documents AS d ON d.document_id = m.document_id
    WHERE m.valid_to IS NULL
    GROUP BY ALL
),
crawls AS (
    SELECT s.source_id, count(*) AS runs, max(r.started_at) AS last_run, arg_max(s.status, r.started_at) AS last_status, arg_max(s.reasons, r.started_at) AS last_reasons,
           sum(s.fetched) AS fetched, sum(s.rejected) AS rejected, sum(s.failed) AS failed
    FROM run_sources AS s
    JOIN runs AS r ON r.run_id = s.run_id
    GROUP BY s.source_id
)
SELECT
    s.source_id, s.name AS source_name, s.province, r.year, coalesce(r.documents, 0) AS documents, coalesce(r.provinces, 0) AS provinces, r.first_day, r.last_day,
    coalesce(f.with_figures, 0) AS with_figures, coalesce(r.changed, 0) AS changed, coalesce(c.runs, 0) AS runs, c.last_run, c.last_status, c.last_reasons, c.fetched, c.rejected, c.failed
FROM sources AS s
LEFT JOIN read AS r ON r.source_id = s.source_id
LEFT JOIN facts AS f ON f.source_id = s.source_id AND f.year IS NOT DISTINCT FROM r.year
LEFT JOIN crawls AS c ON c.source_id = s.source_id;
COMMENT ON VIEW v_source_coverage IS 'What each source has given, by year of publication, and how its crawls went: one row a source and year, one without year for a source of which nothing was read.';
COMMENT ON COLUMN v_source_coverage.source_id IS 'The source: sources.source_id.';
COMMENT ON COLUMN v_source_coverage.source_name IS 'Its name.';
COMMENT ON COLUMN v_source_coverage.province IS 'Province it speaks for; empty for national ones.';
COMMENT ON COLUMN v_source_coverage.year IS 'Year of publication; empty for documents without a date, and where there are none.';
COMMENT ON COLUMN v_source_coverage.documents IS 'Documents of that year.';
COMMENT ON COLUMN v_source_coverage.provinces IS 'Provinces they are about.';
COMMENT ON COLUMN v_source_coverage.first_day IS 'Publication of the first of them.';
COMMENT ON COLUMN v_source_coverage.last_day IS 'Publication of the last.';
COMMENT ON COLUMN v_source_coverage.with_figures IS 'Those that state figures; few of many: look at what is crawled.';
COMMENT ON COLUMN v_source_coverage.changed IS 'Those whose text has changed since it was first read.';
COMMENT ON COLUMN v_source_coverage.runs IS 'Crawls of the source, in all years.';
COMMENT ON COLUMN v_source_coverage.last_run IS 'Start of the last one.';
COMMENT ON COLUMN v_source_coverage.last_status IS 'How it went: ok, degraded, failed, running.';
COMMENT ON COLUMN v_source_coverage.last_reasons IS 'Why it was not ok.';
COMMENT ON COLUMN v_source_coverage.fetched IS 'Pages fetched in all of its runs.';
COMMENT ON COLUMN v_source_coverage.rejected IS 'Pages of all runs that are no articles.';
COMMENT ON COLUMN v_source_coverage.failed IS 'Pages of all runs that could not be fetched or read.';
