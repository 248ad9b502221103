-- What became of the decisions on the documents in `rejudged`: rows are closed and opened, as those of facts are.
CREATE TEMP TABLE decided_before AS
SELECT coalesce(matched_id, fact_id) AS fact_id, decision_id
FROM decisions
WHERE valid_to IS NULL AND state IN ('applied', 'withdrawn') AND document_id IN (SELECT document_id FROM rejudged);

UPDATE decisions SET valid_to = this_edition()
WHERE valid_to IS NULL
  AND (decision_id NOT IN (SELECT decision_id FROM decision_log)
       OR document_id IN (SELECT document_id FROM rejudged)
          AND (decision_id, CAST(state AS VARCHAR), coalesce(matched_id, ''), coalesce(matched_by, ''), coalesce(before, ''))
              NOT IN (SELECT (decision_id, state, coalesce(matched_id, ''), coalesce(matched_by, ''), coalesce(before, '')) FROM judged));

INSERT INTO decisions BY NAME
SELECT *, this_edition() AS valid_from
FROM judged
WHERE decision_id NOT IN (SELECT decision_id FROM decisions WHERE valid_to IS NULL)
ORDER BY decision_id;

-- Facts on which another decision counts than in the edition before: where such a row is closed, that is why.
CREATE TEMP TABLE redecided AS
SELECT fact_id, coalesce(now.decision_id, decided_before.decision_id) AS decision_id, now.verdict
FROM (SELECT coalesce(matched_id, fact_id) AS fact_id, decision_id, verdict FROM judged WHERE state IN ('applied', 'withdrawn')) AS now
FULL JOIN decided_before USING (fact_id)
WHERE now.decision_id IS DISTINCT FROM decided_before.decision_id;
