-- guards: kind, modality, comparator and area are words of extractors/facts.py; loading set the others aside, since no table can hold them
-- remedy: correct the rule named here (its `emit`), raise extractors.VERSION and publish again
-- severity: warn
-- scope: edition
SELECT family, document_id, fact_id, quote, rule
FROM set_aside
WHERE check_name = 'vocabulary'
