-- How it came about: runs of the flows, and the editions published.
CREATE TABLE runs (
    run_id VARCHAR NOT NULL PRIMARY KEY,
    command VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    status run_status NOT NULL,
    documents BIGINT,
    metrics BIGINT,
    officials BIGINT,
    shortcomings BIGINT
);
COMMENT ON TABLE runs IS 'Every run of the pipeline, from its ledger; one row a run.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run.';
COMMENT ON COLUMN runs.command IS 'What was started.';
COMMENT ON COLUMN runs.started_at IS 'When it started.';
COMMENT ON COLUMN runs.finished_at IS 'When it ended; empty while it runs, or when it was killed.';
COMMENT ON COLUMN runs.status IS 'running (at the time of publishing), ok, degraded (a source gave less than expected), failed.';
COMMENT ON COLUMN runs.documents IS 'New document versions of the run.';
COMMENT ON COLUMN runs.metrics IS 'Metrics found in the run.';
COMMENT ON COLUMN runs.officials IS 'Officials found in the run.';
COMMENT ON COLUMN runs.shortcomings IS 'Shortcomings found in the run.';

CREATE TABLE run_sources (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    status run_status NOT NULL,
    discovered BIGINT NOT NULL,
    fetched BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    parsed BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    reasons VARCHAR[] NOT NULL
);
COMMENT ON TABLE run_sources IS 'What each source gave in a run.';
COMMENT ON COLUMN run_sources.run_id IS 'The run: runs.run_id.';
COMMENT ON COLUMN run_sources.source_id IS 'The source: sources.source_id.';
COMMENT ON COLUMN run_sources.status IS 'ok, degraded (less than the source promises), failed, running.';
COMMENT ON COLUMN run_sources.discovered IS 'Addresses found.';
COMMENT ON COLUMN run_sources.fetched IS 'Pages fetched.';
COMMENT ON COLUMN run_sources.unchanged IS 'Pages the site said had not changed.';
COMMENT ON COLUMN run_sources.skipped IS 'Addresses left out (robots.txt, not due, no article).';
COMMENT ON COLUMN run_sources.parsed IS 'Pages that became documents.';
COMMENT ON COLUMN run_sources.rejected IS 'Pages that are no articles: challenge, login, spam, listing, error, empty.';
COMMENT ON COLUMN run_sources.failed IS 'Pages that could not be fetched or read.';
COMMENT ON COLUMN run_sources.reasons IS 'Why the status is not ok.';

CREATE TABLE run_failures (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR,
    name VARCHAR NOT NULL,
    stage stage NOT NULL,
    kind VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE run_failures IS 'Every page or file that a run could not use, and why.';
COMMENT ON COLUMN run_failures.run_id IS 'The run: runs.run_id.';
COMMENT ON COLUMN run_failures.source_id IS 'The source: sources.source_id.';
COMMENT ON COLUMN run_failures.name IS 'Address or file.';
COMMENT ON COLUMN run_failures.stage IS 'Where it failed: fetch, parse, extract, load.';
COMMENT ON COLUMN run_failures.kind IS 'Sort of failure: timeout, challenge, empty and the like.';
COMMENT ON COLUMN run_failures.reason IS 'What was wrong, in words.';

CREATE TABLE editions (
    edition_no INTEGER NOT NULL PRIMARY KEY,
    edition_id VARCHAR NOT NULL UNIQUE,
    published_at TIMESTAMPTZ NOT NULL,
    fingerprint VARCHAR NOT NULL,
    basis VARCHAR,
    rebuilt BOOLEAN,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    opened MAP(VARCHAR, BIGINT),
    closed MAP(VARCHAR, BIGINT),
    changed MAP(VARCHAR, BIGINT),
    warnings VARCHAR[] NOT NULL
);
COMMENT ON TABLE editions IS 'Every edition of this warehouse ever published; the last one is this file.';
COMMENT ON COLUMN editions.edition_no IS '1 for the first edition, then 2, 3.';
COMMENT ON COLUMN editions.edition_id IS 'Id of the edition, from its number and fingerprint.';
COMMENT ON COLUMN editions.published_at IS 'When it was published.';
COMMENT ON COLUMN editions.fingerprint IS 'Hash of its tables, schema and views; the same input gives the same.';
COMMENT ON COLUMN editions.basis IS 'Hash of the program and of what is known beforehand (places, indicators, sources) that it was built with.';
COMMENT ON COLUMN editions.rebuilt IS 'True where it was built from the whole lake, false where it was brought up to date from the edition before.';
COMMENT ON COLUMN editions.counts IS 'Rows of each table; of facts, those that stand.';
COMMENT ON COLUMN editions.opened IS 'Per table, what this edition has and the one before had not at all: documents, texts, facts.';
COMMENT ON COLUMN editions.closed IS 'Per table, what the edition before had and this one has not any more.';
COMMENT ON COLUMN editions.changed IS 'Per table, what both have, but not just so (closed and opened again under the same id).';
COMMENT ON COLUMN editions.warnings IS 'What the checks found worth a look, and what could not be read.';

CREATE TABLE lake_rows (
    dataset VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    document_id VARCHAR NOT NULL
);
COMMENT ON TABLE lake_rows IS 'Bookkeeping of publishing: which rows of the lake this edition was made from.';
COMMENT ON COLUMN lake_rows.dataset IS 'documents or facts.';
COMMENT ON COLUMN lake_rows.file IS 'Parquet file, from the lake''s folder on.';
COMMENT ON COLUMN lake_rows.row_number IS 'Row of the file, from 0.';
COMMENT ON COLUMN lake_rows.document_id IS 'The document it is about: documents.document_id.';
