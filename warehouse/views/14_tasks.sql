-- Tasks done of those planned: "hoàn thành 33/45 nhiệm vụ", or one sentence that says "gồm 41 nhiệm vụ" and "đã hoàn thành 37 nhiệm vụ".
CREATE VIEW v_tasks AS
WITH counts AS (
    SELECT
        m.metric_id, m.document_id, m.context_start, m.value, m.total, m.confidence,
        lower(right(left(m.context, m.start_offset - m.context_start), 40)) AS lead
    FROM metrics AS m
    WHERE m.valid_to IS NULL AND m.indicator = 'TASKS' AND m.kind = 'count' AND m.modality = 'actual'
),
roles AS (
    SELECT *, regexp_matches(lead, '(hoàn thành|thực hiện xong|làm xong)( được)?( [^\d\s,;]+){0,2} *$') AS is_done, regexp_matches(lead, '(gồm|tổng số|giao|đề ra|có|là) *$') AS is_planned
    FROM counts
),
pairs AS (
    SELECT metric_id, value AS done, total AS planned, 'one of the other' AS basis
    FROM roles
    WHERE total > 0 AND value <= total
    UNION ALL
    SELECT any_value(metric_id) FILTER (WHERE is_done), any_value(value) FILTER (WHERE is_done), any_value(value) FILTER (WHERE is_planned), 'two counts'
    FROM roles
    WHERE total IS NULL
    GROUP BY document_id, context_start
    HAVING count(*) FILTER (WHERE is_done) = 1 AND count(*) FILTER (WHERE is_planned AND NOT is_done) = 1
       AND any_value(value) FILTER (WHERE is_done) <= any_value(value) FILTER (WHERE is_planned)
),
shares AS (
    SELECT p.document_id, p.subject, p.period_end, min(p.value) AS share
    FROM v_metrics AS p
    WHERE p.indicator = 'TASKS' AND p.kind = 'percentage' AND p.modality = 'actual'
    GROUP BY ALL
    HAVING count(DISTINCT p.value) = 1
)
SELECT
    coalesce(m.province, m.document_province) AS province, m.subject, year(m.period_end) AS year, m.period_id AS period,
    CAST(p.done AS INTEGER) AS done, CAST(p.planned AS INTEGER) AS planned, round(100 * p.done / p.planned, 1) AS share, s.share AS stated_share,
    CASE WHEN s.share IS NOT NULL THEN agrees(s.share, 'eq', round(100 * p.done / p.planned, 2), 'eq') END AS share_agrees, p.basis,
    count(DISTINCT m.document_id) OVER claim AS documents, count(DISTINCT coalesce(c.first_id, m.document_id)) OVER claim AS texts,
    m.quote, m.context, m.title, m.url, m.published_day, m.source_name, m.confidence, p.metric_id, m.document_id, m.period_start, m.period_end
FROM pairs AS p
JOIN v_metrics AS m ON m.metric_id = p.metric_id
LEFT JOIN document_copies AS c ON c.document_id = m.document_id
LEFT JOIN shares AS s ON s.document_id = m.document_id AND s.subject IS NOT DISTINCT FROM m.subject AND s.period_end IS NOT DISTINCT FROM m.period_end
WINDOW claim AS (PARTITION BY coalesce(m.place_id, m.organisation_id, m.subject, m.document_id), coalesce(m.period_id, m.document_id), p.done, p.planned)
QUALIFY row_number() OVER (claim ORDER BY s.share IS NOT NULL DESC, m.confidence DESC, m.published_day NULLS LAST, m.metric_id) = 1;
COMMENT ON VIEW v_tasks IS 'Tasks of a plan completed over those planned, of provinces and of agencies: one row a claim, however many documents repeat it, with the best of them.';
COMMENT ON COLUMN v_tasks.documents IS 'How many documents say so.';
COMMENT ON COLUMN v_tasks.texts IS 'How many different texts do: copies of one text count once (document_copies).';
COMMENT ON COLUMN v_tasks.province IS 'Province the figure is of or, where an agency is named, that the document is about.';
COMMENT ON COLUMN v_tasks.subject IS 'Whose tasks, as the text names it.';
COMMENT ON COLUMN v_tasks.year IS 'Year in which the time ends.';
COMMENT ON COLUMN v_tasks.period IS 'Its time: 2023, 2023-H1, 2023-01/2023-09.';
COMMENT ON COLUMN v_tasks.done IS 'Tasks completed.';
COMMENT ON COLUMN v_tasks.planned IS 'Tasks planned.';
COMMENT ON COLUMN v_tasks.share IS 'Done in percent of planned.';
COMMENT ON COLUMN v_tasks.stated_share IS 'The percentage that the document gives for the same time and subject.';
COMMENT ON COLUMN v_tasks.share_agrees IS 'Whether the two percentages agree; empty when none is stated.';
COMMENT ON COLUMN v_tasks.basis IS 'one of the other ("33/45 nhiệm vụ"), two counts (of one sentence).';
COMMENT ON COLUMN v_tasks.quote IS 'The words that state what is done.';
COMMENT ON COLUMN v_tasks.context IS 'The sentence they stand in.';
COMMENT ON COLUMN v_tasks.title IS 'Title of the document.';
COMMENT ON COLUMN v_tasks.url IS 'Address of the document, or its file.';
COMMENT ON COLUMN v_tasks.published_day IS 'Day of publication.';
COMMENT ON COLUMN v_tasks.source_name IS 'Name of the source.';
COMMENT ON COLUMN v_tasks.confidence IS 'Share of such facts that are right on annotated text.';
COMMENT ON COLUMN v_tasks.metric_id IS 'The count of tasks done: v_metrics.metric_id.';
COMMENT ON COLUMN v_tasks.document_id IS 'Its document: documents.document_id.';
COMMENT ON COLUMN v_tasks.period_start IS 'First day of the time it is for.';
COMMENT ON COLUMN v_tasks.period_end IS 'Last day of that time, included.';
