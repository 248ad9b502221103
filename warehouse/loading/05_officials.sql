-- From found_officials to the rows that stand now, and who is who across documents.
CREATE TEMP TABLE chosen_officials AS
SELECT
    document_id, version, extractor_version, decision, replaced_at AS stated_to, fact,
    min(first_seen) OVER (PARTITION BY document_id, fact.official_id) AS stated_from
FROM found_officials
QUALIFY rank() OVER (PARTITION BY document_id, fact.official_id ORDER BY reading_no DESC) = 1;

CREATE TEMP TABLE chosen_roles AS
SELECT r.*, n.organisation AS organisation_name, n.organisation_key, n.kind AS organisation_kind, n.level, coalesce(p.province, n.province) AS said_province, coalesce(p.place, n.place) AS said_place
FROM (
    SELECT o.document_id, o.version, o.fact.official_id AS official_id, generate_subscripts(o.fact.roles, 1) AS role_no, unnest(o.fact.roles, recursive := true), d.day
    FROM chosen_officials AS o
    JOIN settings AS d ON d.document_id = o.document_id
) AS r
LEFT JOIN names AS n ON n.words = role_words(r.organisation, r.place)
LEFT JOIN names AS p ON p.words = r.place;

CREATE TEMP TABLE staged_officials AS
WITH said AS (
    SELECT document_id, official_id, arg_min(said_province, role_no) FILTER (WHERE said_province IS NOT NULL) AS province, bool_or(level = 'central') AS central
    FROM chosen_roles
    GROUP BY document_id, official_id
),
scoped AS (
    SELECT
        o.*, coalesce(s.province, if(s.central, NULL, d.province)) AS province,
        CASE WHEN s.province IS NOT NULL THEN 'province' WHEN s.central THEN 'central' WHEN d.province IS NOT NULL THEN 'province' ELSE 'document' END AS scope
    FROM chosen_officials AS o
    JOIN settings AS d ON d.document_id = o.document_id
    LEFT JOIN said AS s ON s.document_id = o.document_id AND s.official_id = o.fact.official_id
)
SELECT
    fact.official_id, named(['person', n.key, scope, CASE scope WHEN 'province' THEN scoped.province WHEN 'document' THEN document_id END]) AS person_id,
    document_id, version, fact.name, fact.actions, CAST(len(fact.mentions) AS INTEGER) AS mentions, fact.rule, fact.confidence,
    decision, extractor_version, stated_from, stated_to, scoped.province, scope
FROM scoped
JOIN names AS n ON n.words = scoped.fact.name;

CREATE TEMP TABLE staged_official_mentions AS
SELECT m.*, substr(v.text, m.context_start + 1, m.context_end - m.context_start) AS context
FROM (
    SELECT fact.official_id, generate_subscripts(fact.mentions, 1) AS mention_no, document_id, version, unnest(fact.mentions, recursive := true)
    FROM chosen_officials
) AS m
JOIN versions AS v ON v.document_id = m.document_id AND v.version = m.version;

CREATE TEMP TABLE staged_official_roles AS
SELECT
    r.official_id, r.role_no, r.document_id, r.version, r.title, r.office, r.organisation, r.place,
    coalesce(l.place_id, t.place_id) AS place_id,
    organisation_of(r.organisation_key, r.level, o.province) AS organisation_id,
    named(['office', o.person_id, plain(coalesce(r.office, r.title)), coalesce(organisation_of(r.organisation_key, r.level, o.province), plain(r.organisation))]) AS office_held_id,
    r.status, r.quote, r.start_offset, r.end_offset, r.organisation_name, r.organisation_kind, r.level, o.person_id, o.province
FROM chosen_roles AS r
JOIN staged_officials AS o ON o.document_id = r.document_id AND o.official_id = r.official_id
LEFT JOIN territories AS t ON t.name = o.province AND r.day BETWEEN t.first_day AND t.last_day
LEFT JOIN localities AS l ON l.province = coalesce(o.province, '') AND l.place = r.said_place AND r.day BETWEEN l.first_day AND l.last_day;
