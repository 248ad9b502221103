-- What one edition brought and took, by kinds of facts.
SELECT family, kind, opened, closed, changed, NULL AS warning FROM v_edition_facts WHERE edition_no = $edition
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, unnest(warnings) FROM editions WHERE edition_no = $edition
ORDER BY ALL
