-- guards: a count of things is not more than what it is out of
-- remedy: look at the quote: often the two numbers belong to different things
-- severity: warn
-- scope: edition
SELECT document_id, metric_id, value, total, unit, quote, rule
FROM metrics
WHERE kind = 'count' AND (value < 0 OR value > total)
