-- guards: no source keeps less than four fifths of the facts that the edition before had of it (where it had 50 or more of a family); what reviewers rejected is not lost
-- remedy: look at what changed: a parser that reads less of the pages, a rule that finds less, a site that emptied its articles; if the loss is right, publish with --accept facts_lost
-- severity: error
-- scope: edition
WITH dated AS (
    SELECT metric_id AS fact_id, document_id, 'metrics' AS family, valid_from, valid_to FROM all_metrics
    UNION ALL
    SELECT official_id, document_id, 'officials', valid_from, valid_to FROM all_officials
    UNION ALL
    SELECT shortcoming_id, document_id, 'shortcomings', valid_from, valid_to FROM all_shortcomings
)
SELECT d.source_id, family,
    count(*) FILTER (WHERE f.valid_from < this_edition() AND coalesce(f.valid_to >= this_edition(), true)) AS before,
    count(*) FILTER (WHERE f.valid_to IS NULL) AS now
FROM dated AS f
JOIN documents AS d ON d.document_id = f.document_id
WHERE f.fact_id NOT IN (SELECT unnest([fact_id, matched_id]) FROM decisions WHERE valid_to IS NULL AND state = 'applied' AND verdict = 'reject')
GROUP BY d.source_id, family
HAVING before >= 50 AND now < 0.8 * before
ORDER BY ALL
