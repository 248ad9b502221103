-- guards: an id names one fact
-- remedy: look at warehouse/identity.py: two facts of a document agree in everything the id is made of, ordinal included
-- severity: error
-- scope: rows
SELECT 'metric' AS family, metric_id AS id, count(*) AS facts FROM metrics GROUP BY metric_id HAVING count(*) > 1
UNION ALL
SELECT 'official', official_id, count(*) FROM officials GROUP BY official_id HAVING count(*) > 1
UNION ALL
SELECT 'shortcoming', shortcoming_id, count(*) FROM shortcomings GROUP BY shortcoming_id HAVING count(*) > 1
UNION ALL
SELECT 'contradiction', contradiction_id, count(*) FROM contradictions GROUP BY contradiction_id HAVING count(*) > 1
