-- guards: documents are published after the web began and not after they were fetched (a day's grace for clocks and zones)
-- remedy: the parser read another date of the page; give the source a date selector
-- severity: warn
-- scope: edition
SELECT document_id, published_at, published_origin, fetched_at, title
FROM versions
WHERE published_at < TIMESTAMPTZ '1995-01-01 00:00:00+07' OR published_at > coalesce(fetched_at, last_seen) + INTERVAL 1 DAY
