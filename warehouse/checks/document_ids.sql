-- guards: a document is one row and has exactly one current version
-- remedy: two sources claim the same document; look at their base_url and identity parameters under corpus/sources
-- severity: error
-- scope: rows
SELECT d.document_id, d.url, count(v.version) AS current_versions
FROM documents AS d LEFT JOIN versions AS v ON v.document_id = d.document_id AND v.version = d.current_version AND v.is_current
GROUP BY ALL HAVING count(v.version) <> 1
