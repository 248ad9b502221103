-- guards: a source gives what its file expects: so many documents, and that share of them with a title and with a date (where there are 10 or more)
-- remedy: look at some of its documents; `cchc sources check` tells whether the selectors still fit, [expect] in the source's file holds the numbers
-- severity: warn
-- scope: edition
SELECT source_id, documents, expected_documents, round(titled, 3) AS titled, expected_title, round(dated, 3) AS dated, expected_date
FROM sources
JOIN (
    SELECT source_id, count(*) AS documents, count(nullif(trim(title), '')) / count(*) AS titled, count(published_day) / count(*) AS dated
    FROM documents
    WHERE parent_id IS NULL
    GROUP BY source_id
) USING (source_id)
WHERE documents < expected_documents OR (documents >= 10 AND (titled < expected_title OR dated < expected_date))
ORDER BY source_id
