-- guards: every decision of a reviewer is on a fact that its document states today
-- remedy: `cchc decisions --state reset` and `--state ambiguous` list them: the extractor or the article says something else there now; decide on what it says, and withdraw the old decision
-- severity: warn
-- scope: edition
SELECT state, fact_id, verdict, quote, reviewer
FROM decisions
WHERE valid_to IS NULL AND state IN ('reset', 'ambiguous') AND document_id IN (SELECT document_id FROM documents)
ORDER BY ALL
