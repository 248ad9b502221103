-- A claim is what its mentions have in common; the columns that its id is made of are the keys, so that a filter on them reaches the metrics.
CREATE VIEW v_claims AS
SELECT
    m.claim_id, m.indicator, i.name AS indicator_name, m.kind, m.value, max(m.total) AS total, min(m.unit) AS unit, m.modality, m.comparator,
    m.place_id, m.province, min(m.organisation_id) AS organisation_id, min(m.subject) AS subject,
    m.period_id, min(m.period_start) AS period_start, min(m.period_end) AS period_end,
    if(year(min(m.period_start)) = year(min(m.period_end)), year(min(m.period_end)), NULL) AS year, m.base_start, m.base_end,
    count(*) AS mentions, count(DISTINCT m.document_id) AS documents, count(DISTINCT coalesce(c.first_id, m.document_id)) AS texts, count(DISTINCT d.source_id) AS sources, count(DISTINCT m.wording) AS wordings,
    min(d.published_day) AS first_published, max(d.published_day) AS last_published, max(m.confidence) AS confidence,
    arg_max(m.metric_id, (m.confidence, m.total IS NOT NULL, -epoch(coalesce(d.published_day, DATE '9999-12-31')), m.metric_id)) AS metric_id
FROM metrics AS m
JOIN documents AS d ON d.document_id = m.document_id
LEFT JOIN document_copies AS c ON c.document_id = m.document_id
LEFT JOIN indicators AS i ON i.indicator = m.indicator
WHERE m.valid_to IS NULL
GROUP BY
    m.claim_id, m.indicator, i.name, m.kind, m.value, m.modality, m.comparator, m.place_id, m.province, m.period_id, m.base_start, m.base_end;
COMMENT ON VIEW v_claims IS 'What is claimed, however many documents repeat it: one row for the same figure of the same indicator, owner and time. Its witnesses: v_metrics with the same claim_id.';
COMMENT ON COLUMN v_claims.claim_id IS 'Stable id of the claim: metrics.claim_id.';
COMMENT ON COLUMN v_claims.indicator IS 'Code of what it is about; OTHER where none fits.';
COMMENT ON COLUMN v_claims.indicator_name IS 'Its name in Vietnamese.';
COMMENT ON COLUMN v_claims.kind IS 'ranking, percentage, count, score, change, money.';
COMMENT ON COLUMN v_claims.value IS 'The figure in its unit; money in đồng, a change signed.';
COMMENT ON COLUMN v_claims.total IS 'What it is out of, where any mention says so.';
COMMENT ON COLUMN v_claims.unit IS 'hạng, %, điểm, đồng, lần, or the noun counted.';
COMMENT ON COLUMN v_claims.modality IS 'actual or target.';
COMMENT ON COLUMN v_claims.comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN v_claims.place_id IS 'The place whose figure it is: places.place_id.';
COMMENT ON COLUMN v_claims.province IS 'Province whose figure it is as a whole; empty for agencies, districts, communes.';
COMMENT ON COLUMN v_claims.organisation_id IS 'The organisation whose figure it is: organisations.organisation_id.';
COMMENT ON COLUMN v_claims.subject IS 'Whose figure it is, as a text names it.';
COMMENT ON COLUMN v_claims.period_id IS 'The time it is for: periods.period_id; empty where no mention says.';
COMMENT ON COLUMN v_claims.period_start IS 'First day of that time.';
COMMENT ON COLUMN v_claims.period_end IS 'Last day of that time.';
COMMENT ON COLUMN v_claims.year IS 'Year of the figure, where its time lies within one.';
COMMENT ON COLUMN v_claims.base_start IS 'For a change: first day of the time compared with.';
COMMENT ON COLUMN v_claims.base_end IS 'For a change: last day of the time compared with.';
COMMENT ON COLUMN v_claims.mentions IS 'How often it is stated.';
COMMENT ON COLUMN v_claims.documents IS 'How many documents state it.';
COMMENT ON COLUMN v_claims.texts IS 'How many different texts do: copies of one text count once (document_copies).';
COMMENT ON COLUMN v_claims.sources IS 'How many sources do.';
COMMENT ON COLUMN v_claims.wordings IS 'In how many different sentences: one, where all documents copied the same text.';
COMMENT ON COLUMN v_claims.first_published IS 'Day of publication of the first document that states it.';
COMMENT ON COLUMN v_claims.last_published IS 'Day of publication of the last one.';
COMMENT ON COLUMN v_claims.confidence IS 'Of its surest mention.';
COMMENT ON COLUMN v_claims.metric_id IS 'Its best mention (the surest, then with a total, then the first published): metrics.metric_id.';
