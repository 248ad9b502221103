-- guards: confidence is a share
-- remedy: correct the confidence of the rule named here
-- severity: error
-- scope: rows
SELECT rule, confidence FROM metrics WHERE NOT confidence BETWEEN 0 AND 1
UNION ALL
SELECT rule, confidence FROM officials WHERE NOT confidence BETWEEN 0 AND 1
UNION ALL
SELECT rule, confidence FROM shortcomings WHERE NOT confidence BETWEEN 0 AND 1
