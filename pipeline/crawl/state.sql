-- Crawl state, version 3 (how older ones become it stands in database.py). Times are ISO 8601 in UTC with microseconds, so that they sort as text.

-- One row an address of an article or attachment that was ever found.
CREATE TABLE pages (
    seq INTEGER PRIMARY KEY,              -- order of discovery
    source_id TEXT NOT NULL,
    canonical_url TEXT NOT NULL,          -- identity, see address.canonical
    url TEXT NOT NULL,                    -- as last found: this is what is fetched
    listing_date TEXT,                    -- as the listing or feed wrote it
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,              -- last found in a listing, sitemap or feed
    last_tried TEXT,                      -- last request, whatever came of it
    last_fetched TEXT,                    -- last answer that was the article (200 or 304)
    changed_at TEXT,                      -- last answer with a new body
    next_due TEXT NOT NULL,
    status INTEGER,                       -- of the last answer; 0: there was none
    etag TEXT,
    last_modified TEXT,
    digest TEXT,                          -- SHA-256 of the last body
    failures INTEGER NOT NULL DEFAULT 0,  -- in a row
    reason TEXT,                          -- of the last failure
    parent_url TEXT,                      -- of an attachment: the canonical address of the article that links to it
    UNIQUE (source_id, canonical_url)
);
CREATE INDEX pages_due ON pages (source_id, next_due);

-- One row a page in the archive: what is still to be parsed, and what came of it.
CREATE TABLE records (
    path TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    parser_version TEXT,                  -- of the parser that last read it
    outcome TEXT,                         -- what it made of it: "document" or why not
    parsed_at TEXT,
    PRIMARY KEY (path, offset)
);
CREATE INDEX records_source ON records (source_id, path, offset);
CREATE INDEX records_identity ON records (source_id, canonical_url);

-- One row a crawl of a source; one without finished_at was interrupted or limited and is taken up again.
CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    discovered INTEGER,                   -- addresses found; NULL while still discovering
    finished_at TEXT,
    first_seq INTEGER                     -- the last of pages.seq when it began: what lies before is known from earlier crawls
);

-- How far each listing, archive, sitemap and feed was read, by a look (since = '') and by each backfill (since = a day).
-- Only where a look read as many pages as are allowed without a failure may a later one stop at the first page that brings nothing new:
-- else articles behind the gap would be lost.
CREATE TABLE walks (
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    since TEXT NOT NULL,
    pages INTEGER NOT NULL,               -- pages that were allowed; 0 while it is not read to its end
    round INTEGER NOT NULL,               -- rounds.id of the crawl that last read it
    position TEXT,                        -- where to go on, see paging.Spot; of a finished look: where a backfill begins; NULL: nothing lies behind
    read_at TEXT NOT NULL,
    PRIMARY KEY (source_id, url, since)
);

-- Hosts that asked to be left alone for a while (Retry-After).
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    not_before TEXT NOT NULL
);
