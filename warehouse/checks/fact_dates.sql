-- guards: the time a figure is for does not end before it begins, and lies between 1975 and 2100
-- remedy: read the quote: the rule named here, or the reading of periods, took another number for a year
-- severity: set-aside
-- scope: rows
SELECT 'metric' AS family, metric_id AS fact_id, document_id, version, quote, start_offset, end_offset, rule
FROM metrics
WHERE period_start > period_end OR base_start > base_end
   OR (period_start IS NULL) <> (period_end IS NULL) OR (base_start IS NULL) <> (base_end IS NULL)
   OR least(period_start, base_start) < DATE '1975-01-01' OR greatest(period_end, base_end) > DATE '2100-12-31'
