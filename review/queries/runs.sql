-- How the last runs went, source by source.
SELECT r.run_id, r.command, strftime(r.started_at, '%d/%m/%Y %H:%M') AS started, r.status AS run_status, coalesce(n.name, s.source_id) AS source, s.status, s.discovered, s.fetched,
       s.unchanged, s.skipped, s.parsed, s.rejected, s.failed, s.reasons
FROM runs AS r JOIN run_sources AS s ON s.run_id = r.run_id LEFT JOIN sources AS n ON n.source_id = s.source_id
WHERE r.run_id IN (SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 5)
ORDER BY r.started_at DESC, source
