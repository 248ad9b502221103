-- From found_metrics and found_contradictions to the rows that stand now (staged_…). A fact that several versions state is one row, of the
-- newest of them; rank() keeps two facts of one reading that share an id, so that the check on ids sees them. A fact with a word outside a
-- closed vocabulary fits no table: it is set aside (the check `vocabulary` tells of it), and an edition of all other facts is published.
CREATE TEMP TABLE chosen_metrics AS
SELECT
    unnest(fact), document_id, version, extractor_version, decision, replaced_at AS stated_to,
    min(first_seen) OVER (PARTITION BY document_id, fact.metric_id) AS stated_from
FROM found_metrics
WHERE TRY_CAST(fact.kind AS metric_kind) IS NOT NULL AND TRY_CAST(fact.modality AS modality) IS NOT NULL AND TRY_CAST(fact.comparator AS comparator) IS NOT NULL
QUALIFY rank() OVER (PARTITION BY document_id, fact.metric_id ORDER BY reading_no DESC) = 1;

CREATE TEMP TABLE metric_owners AS
SELECT
    m.* EXCLUDE (kind, value, total, modality, comparator),
    CAST(m.kind AS metric_kind) AS kind, exact(m.value) AS value, exact(m.total) AS total,
    CAST(m.modality AS modality) AS modality, CAST(m.comparator AS comparator) AS comparator,
    if(m.subject IS NULL, d.province, if(n.whole, n.province, NULL)) AS province,
    n.key AS subject_key, n.organisation_key, n.level, coalesce(n.province, d.province) AS seat, n.place, d.province AS document_province, d.published_day,
    least(m.period_end, d.day) AS day, period_of(m.period_start, m.period_end) AS period_id
FROM chosen_metrics AS m
JOIN settings AS d ON d.document_id = m.document_id
LEFT JOIN names AS n ON n.words = m.subject;

CREATE TEMP TABLE staged_metrics AS
SELECT
    m.metric_id, CAST(NULL AS VARCHAR) AS claim_id, m.document_id, m.version, m.kind, m.indicator, m.value, m.total, m.unit, m.modality, m.comparator,
    m.subject, m.province, coalesce(t.place_id, l.place_id) AS place_id, organisation_of(m.organisation_key, m.level, m.seat) AS organisation_id,
    m.period_id, m.period_start, m.period_end, m.base_start, m.base_end, m.quote, m.start_offset, m.end_offset, m.context_start, m.context_end,
    substr(v.text, m.context_start + 1, m.context_end - m.context_start) AS context, named([plain(context)]) AS wording,
    m.rule, m."trigger", m.confidence, m.decision, m.extractor_version, m.stated_from, m.stated_to,
    m.subject_key, m.document_province, m.published_day
FROM metric_owners AS m
JOIN versions AS v ON v.document_id = m.document_id AND v.version = m.version
LEFT JOIN territories AS t ON t.name = m.province AND m.day BETWEEN t.first_day AND t.last_day
LEFT JOIN localities AS l ON l.province = coalesce(m.seat, '') AND l.place = m.place AND m.day BETWEEN l.first_day AND l.last_day;

-- One claim: the same figure of the same indicator, place or organisation and time. A figure without time is of the year it was published in;
-- one whose owner nobody names, or that is about no indicator, is the same only within a document or where the whole sentence is the same.
UPDATE staged_metrics SET claim_id = named([
    'claim', CAST(kind AS VARCHAR), indicator, CAST(value AS VARCHAR), if(kind = 'ranking', NULL, CAST(total AS VARCHAR)), plain(unit),
    CAST(modality AS VARCHAR), CAST(comparator AS VARCHAR),
    coalesce(place_id, organisation_id, subject_key || ' of ' || document_province, document_id),
    coalesce(period_id, 'published ' || year(published_day), document_id), period_of(base_start, base_end),
    if(indicator = 'OTHER', wording, NULL)]);

CREATE TEMP TABLE staged_contradictions AS
SELECT c.*, substr(v.text, c.context_start + 1, c.context_end - c.context_start) AS context
FROM (
    SELECT
        unnest(fact), document_id, version, extractor_version, replaced_at AS stated_to,
        min(first_seen) OVER (PARTITION BY document_id, fact.contradiction_id) AS stated_from
    FROM found_contradictions
    WHERE TRY_CAST(fact.kind AS contradiction_kind) IS NOT NULL
    QUALIFY rank() OVER (PARTITION BY document_id, fact.contradiction_id ORDER BY reading_no DESC) = 1
) AS c
JOIN versions AS v ON v.document_id = c.document_id AND v.version = c.version;
