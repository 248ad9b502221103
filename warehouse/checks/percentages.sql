-- guards: percentages lie between 0 and 200 (more than twice a plan is rare enough to look at)
-- remedy: look at the quote: often "1.932" or a missing decimal comma
-- severity: warn
-- scope: edition
SELECT document_id, metric_id, value, quote, rule
FROM metrics
WHERE kind = 'percentage' AND (value < 0 OR value > 200)
