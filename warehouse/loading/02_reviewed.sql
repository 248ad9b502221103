-- What reviewers decided, folded into what was found: rejected facts go, corrected slots are put right, before anything is made of them.
-- decision_log holds the decision that counts on each fact (warehouse/decisions.py), rejudged the documents whose decisions are looked at.
CREATE TEMP MACRO figure(kind, value) AS kind || ' ' || CAST(CAST(value AS DECIMAL(24, 6)) AS VARCHAR);

-- Two clauses that share four fifths of the words of the shorter one.
CREATE TEMP MACRO syllables(clause) AS list_distinct(string_split(plain(clause), ' '));
CREATE TEMP MACRO alike(a, b) AS len(list_intersect(syllables(a), syllables(b))) >= 0.8 * least(len(syllables(a)), len(syllables(b)));

-- A slot as corrected, else as read; as words, which the caller casts back.
CREATE TEMP MACRO put_right(corrected, slot, read) AS if(json_exists(corrected, '$.' || slot), json_extract_string(corrected, '$.' || slot), CAST(read AS VARCHAR));

-- Of a fact as JSON the slots that `corrected` names.
CREATE TEMP MACRO slots_of(fact, corrected) AS
    '{' || array_to_string(list_transform(json_keys(corrected), lambda slot: '"' || slot || '": ' || coalesce(CAST(json_extract(fact, '$.' || slot) AS VARCHAR), 'null')), ', ') || '}';

CREATE TEMP MACRO where_read(roles, title) AS list_filter(roles, lambda one: one.title = title)[1];

CREATE TEMP TABLE asked AS
SELECT
    *,
    CASE family WHEN 'metric' THEN figure(said->>'kind', CAST(said->>'value' AS DOUBLE)) WHEN 'official' THEN plain(said->>'name') ELSE said->>'area' END AS meaning
FROM decision_log
SEMI JOIN rejudged USING (document_id);

-- The facts that their documents state today, as a decision may find them: an official by each place that names the person.
CREATE TEMP TABLE stated AS
SELECT 'metric' AS family, document_id, version, fact.metric_id AS fact_id, fact.quote, fact.start_offset, fact.end_offset, figure(fact.kind, fact.value) AS meaning
FROM found_metrics
SEMI JOIN asked USING (document_id)
WHERE replaced_at IS NULL
UNION ALL
SELECT 'official', document_id, version, fact.official_id, mention.quote, mention.start_offset, mention.end_offset, plain(fact.name)
FROM (SELECT *, unnest(fact.mentions) AS mention FROM found_officials SEMI JOIN asked USING (document_id) WHERE replaced_at IS NULL)
UNION ALL
SELECT 'shortcoming', document_id, version, fact.shortcoming_id, fact.quote, fact.start_offset, fact.end_offset, fact.area
FROM found_shortcomings
SEMI JOIN asked USING (document_id)
WHERE replaced_at IS NULL;

-- Ids tell like facts of one sentence apart by their order: one that stands elsewhere in the same text is another fact that took the id over.
CREATE TEMP TABLE same AS
SELECT DISTINCT a.decision_id, a.fact_id
FROM asked AS a
JOIN stated AS s ON s.family = a.family AND s.document_id = a.document_id AND s.fact_id = a.fact_id
WHERE a.verdict <> 'withdraw' AND (a.family = 'official' OR s.version <> a.version OR s.start_offset < a.end_offset AND a.start_offset < s.end_offset);

-- Where the id is gone: facts of the document with the same quote or the same meaning. None that is decided on by its id, and none that stood beside the
-- decided one; in the same text the one that stands in its place, else one of its sentence. All others are other facts.
CREATE TEMP TABLE candidates AS
SELECT
    a.decision_id, s.fact_id, min(abs(s.start_offset - a.start_offset)) AS distance, bool_or(s.quote = a.quote) AS by_quote,
    bool_or(s.meaning = a.meaning AND (a.family <> 'shortcoming' OR alike(s.quote, a.quote))) AS by_meaning
FROM asked AS a
JOIN stated AS s ON s.family = a.family AND s.document_id = a.document_id
WHERE a.verdict <> 'withdraw' AND a.decision_id NOT IN (SELECT decision_id FROM same) AND s.fact_id NOT IN (SELECT fact_id FROM same)
  AND CASE WHEN s.version <> a.version THEN NOT list_contains(a.others, s.fact_id)
           ELSE s.start_offset < a.end_offset AND a.start_offset < s.end_offset
                OR s.start_offset < a.context_end AND a.context_start < s.end_offset AND s.fact_id <> a.fact_id AND NOT list_contains(a.others, s.fact_id) END
GROUP BY a.decision_id, s.fact_id
HAVING by_quote OR by_meaning;

-- The one that keeps both is the one, else the nearest; of two decisions that come to one fact the nearer.
CREATE TEMP TABLE judged AS
WITH nearest AS (
    SELECT *, count(*) OVER (PARTITION BY decision_id) AS facts
    FROM (FROM candidates QUALIFY rank() OVER (PARTITION BY decision_id ORDER BY by_quote AND by_meaning DESC, distance) = 1)
),
settled AS (
    SELECT *, count(*) OVER (PARTITION BY fact_id) AS decisions
    FROM (FROM nearest WHERE facts = 1 QUALIFY rank() OVER (PARTITION BY fact_id ORDER BY by_quote AND by_meaning DESC, distance) = 1)
)
SELECT
    a.* EXCLUDE (others, meaning), coalesce(i.fact_id, if(s.decisions = 1, s.fact_id, NULL)) AS matched_id,
    CASE WHEN a.verdict = 'withdraw' THEN 'withdrawn' WHEN matched_id IS NOT NULL THEN 'applied' WHEN s.decisions > 1 OR n.facts > 1 THEN 'ambiguous' ELSE 'reset' END AS state,
    CASE WHEN matched_id IS NULL THEN NULL WHEN i.fact_id IS NOT NULL THEN 'id' WHEN s.by_quote AND s.by_meaning THEN 'quote and value' WHEN s.by_quote THEN 'quote' ELSE 'value' END AS matched_by
FROM asked AS a
LEFT JOIN same AS i ON i.decision_id = a.decision_id
LEFT JOIN (SELECT DISTINCT decision_id, facts FROM nearest) AS n ON n.decision_id = a.decision_id
LEFT JOIN settled AS s ON s.decision_id = a.decision_id;

-- What the extractor reads in the slots that are put right.
CREATE TEMP TABLE misread AS
SELECT family, fact_id, said
FROM (
    SELECT 'metric' AS family, fact.metric_id AS fact_id, to_json(fact) AS said, replaced_at FROM found_metrics SEMI JOIN asked USING (document_id)
    UNION ALL
    SELECT 'official', fact.official_id, to_json(fact), replaced_at FROM found_officials SEMI JOIN asked USING (document_id)
    UNION ALL
    SELECT 'shortcoming', fact.shortcoming_id, to_json(fact), replaced_at FROM found_shortcomings SEMI JOIN asked USING (document_id)
)
WHERE replaced_at IS NULL;

ALTER TABLE judged ADD COLUMN before VARCHAR;
UPDATE judged SET before = slots_of(m.said, judged.corrected) FROM misread AS m WHERE m.fact_id = judged.matched_id AND judged.corrected IS NOT NULL;

-- Decisions by the facts they are on; a fact that only a replaced text states keeps the decision on its id.
CREATE TEMP TABLE verdicts AS
SELECT matched_id AS fact_id, verdict, corrected FROM judged WHERE state = 'applied'
UNION
SELECT fact_id, verdict, corrected FROM judged WHERE state <> 'withdrawn' AND fact_id NOT IN (SELECT fact_id FROM stated);

DELETE FROM found_metrics WHERE fact.metric_id IN (SELECT fact_id FROM verdicts WHERE verdict = 'reject');
DELETE FROM found_officials WHERE fact.official_id IN (SELECT fact_id FROM verdicts WHERE verdict = 'reject');
DELETE FROM found_shortcomings WHERE fact.shortcoming_id IN (SELECT fact_id FROM verdicts WHERE verdict = 'reject');

UPDATE found_metrics SET decision = v.verdict, fact = struct_update(fact,
    value := CAST(put_right(v.corrected, 'value', fact.value) AS DOUBLE), total := CAST(put_right(v.corrected, 'total', fact.total) AS DOUBLE),
    unit := put_right(v.corrected, 'unit', fact.unit), indicator := put_right(v.corrected, 'indicator', fact.indicator),
    modality := put_right(v.corrected, 'modality', fact.modality), comparator := put_right(v.corrected, 'comparator', fact.comparator),
    subject := put_right(v.corrected, 'subject', fact.subject),
    period_start := CAST(put_right(v.corrected, 'period_start', fact.period_start) AS DATE), period_end := CAST(put_right(v.corrected, 'period_end', fact.period_end) AS DATE),
    base_start := CAST(put_right(v.corrected, 'base_start', fact.base_start) AS DATE), base_end := CAST(put_right(v.corrected, 'base_end', fact.base_end) AS DATE))
FROM verdicts AS v
WHERE v.fact_id = fact.metric_id;

-- A role that was read too keeps the place where it stands.
UPDATE found_officials SET decision = v.verdict, fact = struct_update(fact,
    name := put_right(v.corrected, 'name', fact.name),
    roles := if(json_exists(v.corrected, '$.roles'),
        list_transform(from_json(json_extract(v.corrected, '$.roles'), '[{"title": "VARCHAR", "office": "VARCHAR", "organisation": "VARCHAR", "place": "VARCHAR", "status": "VARCHAR"}]'),
                       lambda role: struct_insert(role, quote := where_read(fact.roles, role.title).quote, start_offset := where_read(fact.roles, role.title).start_offset,
                                                  end_offset := where_read(fact.roles, role.title).end_offset)),
        fact.roles))
FROM verdicts AS v
WHERE v.fact_id = fact.official_id;

UPDATE found_shortcomings SET decision = v.verdict, fact = struct_update(fact,
    area := put_right(v.corrected, 'area', fact.area), speaker := put_right(v.corrected, 'speaker', fact.speaker))
FROM verdicts AS v
WHERE v.fact_id = fact.shortcoming_id;
