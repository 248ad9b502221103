-- Pages that are no articles, by host and kind, each as it was last judged; and good articles into which links were put. Later read as documents: no longer counted.
WITH judged AS (
    SELECT f.name, lower(regexp_extract(f.name, '^https?://([^/?#]+)', 1)) AS host, arg_max(f.kind, r.started_at) AS kind, arg_max(f.reason, r.started_at) AS reason, max(r.started_at) AS last_seen
    FROM run_failures AS f JOIN runs AS r ON r.run_id = f.run_id
    WHERE f.stage = 'parse' AND f.kind IN ('spam', 'challenge', 'login', 'error', 'listing', 'empty') AND f.name LIKE 'http%'
    GROUP BY f.name
), counted AS (
    SELECT host, kind, count(*) AS pages, max(last_seen) AS last_seen, arg_max(name, last_seen) AS example, arg_max(reason, last_seen) AS reason
    FROM judged AS j WHERE NOT EXISTS (FROM documents AS d WHERE d.url = j.name AND d.last_seen >= j.last_seen)
    GROUP BY host, kind
    UNION ALL
    SELECT lower(regexp_extract(d.url, '^https?://([^/?#]+)', 1)), 'injected_links', count(*), max(d.last_seen), arg_max(d.url, d.last_seen), ''
    FROM documents AS d JOIN versions AS v ON v.document_id = d.document_id AND v.version = d.current_version
    WHERE d.url IS NOT NULL AND list_contains(v.warnings, 'injected_links')
    GROUP BY ALL
)
SELECT host, kind, pages, strftime(last_seen, '%d/%m/%Y') AS last_seen, example, reason FROM counted ORDER BY kind NOT IN ('spam', 'injected_links'), pages DESC, host, kind
