-- What the last runs could not read, and why.
SELECT strftime(r.started_at, '%d/%m/%Y %H:%M') AS started, coalesce(s.name, f.source_id) AS source, f.name, f.stage, f.kind, f.reason
FROM run_failures AS f JOIN runs AS r ON r.run_id = f.run_id LEFT JOIN sources AS s ON s.source_id = f.source_id
WHERE r.run_id IN (SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 5)
ORDER BY r.started_at DESC, f.stage, f.name
