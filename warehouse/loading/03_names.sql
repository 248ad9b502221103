-- From `names` (what subjects and roles name, as far as their words tell) to places and organisations, which depend on the document.

-- Districts and communes whose name is one place's within its province, or (province '') in the whole country, each with the days for which it is meant.
CREATE TEMP TABLE localities AS
SELECT
    province, place, place_id,
    if(lag(place_id) OVER in_time IS NULL, DATE '0001-01-01', valid_from) AS first_day,
    coalesce(lead(valid_from) OVER in_time - 1, DATE '9999-12-31') AS last_day
FROM (
    SELECT coalesce(p.name, '') AS province, k.place, any_value(l.place_id) AS place_id, l.valid_from
    FROM places AS l
    JOIN place_keys AS k ON k.place_id = l.place_id
    JOIN places AS p ON p.place_id = l.province_id
    GROUP BY GROUPING SETS ((p.name, k.place, l.valid_from), (k.place, l.valid_from))
    HAVING count(*) = 1
)
WINDOW in_time AS (PARTITION BY province, place ORDER BY valid_from NULLS FIRST);

-- The document that says so, as the facts of each of its texts need it.
CREATE TEMP TABLE settings AS
SELECT document_id, province, coalesce(published_day, CAST(first_seen AS DATE)) AS day, published_day, place_id
FROM documents
SEMI JOIN ordered_versions USING (document_id);

CREATE TEMP MACRO organisation_of(key, level, province) AS
    CASE WHEN key IS NULL OR (province IS NULL AND level IS DISTINCT FROM 'central') THEN NULL
         ELSE named(['organisation', key, if(level = 'central', NULL, province)]) END;
