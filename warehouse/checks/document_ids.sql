-- guards: a document belongs to one source and has exactly one current version
-- remedy: two sources claim the same document; look at their base_url and identity parameters under corpus/sources
-- severity: error
SELECT document_id, count(*) AS current_versions
FROM versions WHERE is_current
GROUP BY document_id HAVING count(*) <> 1
