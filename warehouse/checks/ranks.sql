-- guards: a position in a ranking is a whole number from 1 to the number that compete
-- remedy: read the quote: the source mistyped, or the rule named here read something else as a rank
-- severity: set-aside
-- scope: rows
SELECT 'metric' AS family, metric_id AS fact_id, document_id, version, quote, start_offset, end_offset, rule
FROM metrics
WHERE kind = 'ranking' AND (value < 1 OR value <> floor(value) OR value > total)
