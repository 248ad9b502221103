-- Periods, organisations, persons and offices that the staged facts name and no edition had yet.
INSERT INTO periods BY NAME
SELECT
    period_id, period_start, period_end,
    CASE
        WHEN period_start = period_end THEN 'day'
        WHEN NOT is_months(period_start, period_end) THEN 'days'
        WHEN months = 1 THEN 'month'
        WHEN months = 3 AND contains(period_id, '-Q') THEN 'quarter'
        WHEN months = 6 AND contains(period_id, '-H') THEN 'half'
        WHEN months = 12 AND length(period_id) = 4 THEN 'year'
        WHEN length(period_id) = 9 THEN 'years'
        ELSE 'months' END AS kind,
    CASE
        WHEN kind = 'day' THEN strftime(period_start, 'ngày %-d/%-m/%Y')
        WHEN kind = 'days' THEN strftime(period_start, 'từ %-d/%-m/%Y') || strftime(period_end, ' đến %-d/%-m/%Y')
        WHEN kind = 'month' THEN strftime(period_start, 'tháng %-m năm %Y')
        WHEN kind = 'quarter' THEN 'quý ' || ['I', 'II', 'III', 'IV'][quarter(period_start)] || strftime(period_start, ' năm %Y')
        WHEN kind = 'half' THEN if(month(period_start) = 1, '6 tháng đầu', '6 tháng cuối') || strftime(period_start, ' năm %Y')
        WHEN kind = 'year' THEN strftime(period_start, 'năm %Y')
        WHEN kind = 'years' THEN strftime(period_start, 'giai đoạn %Y-') || strftime(period_end, '%Y')
        WHEN month(period_start) = 1 AND year(period_start) = year(period_end) THEN months || strftime(period_start, ' tháng đầu năm %Y')
        ELSE strftime(period_start, 'từ tháng %-m/%Y') || strftime(period_end, ' đến tháng %-m/%Y') END AS name,
    if(year(period_start) = year(period_end), year(period_start), NULL) AS year,
    months
FROM (
    SELECT period_id, period_start, period_end, if(is_months(period_start, period_end), date_diff('month', period_start, period_end) + 1, NULL) AS months
    FROM (SELECT DISTINCT period_id, period_start, period_end FROM staged_metrics WHERE period_start <= period_end)
)
WHERE period_id NOT IN (SELECT period_id FROM periods)
ORDER BY period_id;

INSERT INTO organisations BY NAME
SELECT organisation_id, min(organisation) AS name, min(kind) AS kind, min(level) AS level, min(if(level = 'central', NULL, province)) AS province
FROM (
    SELECT m.organisation_id, n.organisation, n.kind, n.level, coalesce(n.province, m.document_province) AS province
    FROM staged_metrics AS m
    JOIN names AS n ON n.words = m.subject
    UNION ALL
    SELECT organisation_id, organisation_name, organisation_kind, level, province
    FROM staged_official_roles
)
WHERE organisation_id IS NOT NULL AND organisation_id NOT IN (SELECT organisation_id FROM organisations)
GROUP BY organisation_id
ORDER BY organisation_id;

INSERT INTO persons BY NAME
SELECT person_id, usual_name(name) AS name, any_value(if(scope = 'province', province, NULL)) AS province, any_value(scope) AS scope
FROM staged_officials
WHERE person_id NOT IN (SELECT person_id FROM persons)
GROUP BY person_id
ORDER BY person_id;

UPDATE persons SET name = found.name
FROM (
    SELECT person_id, usual_name(name) AS name
    FROM (
        SELECT person_id, name FROM staged_officials WHERE stated_to IS NULL
        UNION ALL
        SELECT person_id, name FROM officials WHERE valid_to IS NULL AND document_id NOT IN (FROM affected)
    )
    SEMI JOIN staged_officials USING (person_id)
    GROUP BY person_id
) AS found
WHERE found.person_id = persons.person_id AND found.name <> persons.name;

INSERT INTO offices_held BY NAME
SELECT
    office_held_id, any_value(person_id) AS person_id, min(coalesce(office, title)) AS office, min(organisation) AS organisation,
    any_value(organisation_id) AS organisation_id
FROM staged_official_roles
WHERE office_held_id NOT IN (SELECT office_held_id FROM offices_held)
GROUP BY office_held_id
ORDER BY office_held_id;
