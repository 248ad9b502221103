-- Closed vocabularies: those of extractors/facts.py and pipeline/document.py (a test compares them).
CREATE TYPE source_kind AS ENUM ('portal', 'newspaper', 'central', 'files', 'unlisted');
CREATE TYPE date_precision AS ENUM ('year', 'month', 'day', 'minute', 'second');
CREATE TYPE date_origin AS ENUM ('json-ld', 'meta', 'page', 'listing', 'text', 'file', 'article');
CREATE TYPE place_level AS ENUM ('country', 'province', 'district', 'commune');
CREATE TYPE period_kind AS ENUM ('year', 'half', 'quarter', 'month', 'months', 'years', 'day', 'days');
CREATE TYPE scale AS ENUM ('rank', 'percent', 'points', 'count');
CREATE TYPE better AS ENUM ('higher', 'lower', 'none');
CREATE TYPE metric_kind AS ENUM ('ranking', 'percentage', 'count', 'score', 'change', 'money');
CREATE TYPE modality AS ENUM ('actual', 'target');
CREATE TYPE comparator AS ENUM ('eq', 'ge', 'le', 'approx');
CREATE TYPE area AS ENUM ('steering', 'institutions', 'procedures', 'organization', 'civil_service', 'public_finance', 'digital', 'outcomes');
CREATE TYPE contradiction_kind AS ENUM ('share', 'parts', 'move');
CREATE TYPE run_status AS ENUM ('running', 'ok', 'degraded', 'failed');
CREATE TYPE stage AS ENUM ('fetch', 'parse', 'extract', 'load');
CREATE TYPE verdict AS ENUM ('accept', 'reject', 'correct', 'withdraw');
CREATE TYPE decision_state AS ENUM ('applied', 'reset', 'ambiguous', 'withdrawn');
CREATE TYPE fact_family AS ENUM ('metric', 'official', 'shortcoming');

-- "H'YIM KĐOH" is "H'Yim Kđoh".
CREATE MACRO in_small_letters(name) AS list_aggregate(list_transform(string_split(name, ' '), lambda word:
    list_aggregate(list_transform(string_split(word, ''''), lambda part: left(part, 1) || lower(substr(part, 2))), 'string_agg', '''')), 'string_agg', ' ');

-- What a person is called: as most texts do; where all have the name in capitals, as under a signature, in small letters.
CREATE MACRO usual_name(name) AS coalesce(mode(name ORDER BY name) FILTER (WHERE name <> upper(name)), min(in_small_letters(name)));
