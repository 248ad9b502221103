-- guards: a position in a ranking is a whole number from 1 to the number that compete
-- remedy: the rule named here read something else as a rank, or its two numbers the wrong way round
-- severity: error
SELECT m.document_id, m.metric_id, m.value, m.total, m.quote, m.rule
FROM metrics AS m
WHERE m.kind = 'ranking' AND (m.value < 1 OR m.value <> floor(m.value) OR m.value > m.total)
