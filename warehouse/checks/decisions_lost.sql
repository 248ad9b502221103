-- guards: every decision that the edition before had still stands in the log
-- remedy: look at the folder decisions beside the warehouse: files were moved or cut, or a disk is not mounted; put them back, or publish with --accept decisions_lost if they were taken out on purpose (`cchc decide ID withdraw` takes back one decision)
-- severity: error
-- scope: edition
SELECT decision_id, reviewer, fact_id
FROM lost_decisions
ORDER BY ALL
