-- What names stand in the facts, for warehouse/naming.py to read.
-- "UBND huyện" of "Đồng Văn" is "UBND huyện Đồng Văn".
CREATE TEMP MACRO role_words(organisation, place) AS if(place IS NULL OR contains(lower(organisation), lower(place)), organisation, organisation || ' ' || place);

-- What subjects, persons, organisations and places of roles are called; `names` tells what that names.
CREATE TEMP TABLE words AS
SELECT DISTINCT fact.subject AS words FROM found_metrics WHERE fact.subject IS NOT NULL
UNION
SELECT fact.name FROM found_officials
UNION
SELECT DISTINCT unnest([role.place, role_words(role.organisation, role.place)]) FROM (SELECT unnest(fact.roles) AS role FROM found_officials)
ORDER BY words;

DELETE FROM words WHERE words IS NULL;
