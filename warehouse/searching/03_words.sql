-- From search_texts to units and words, after the forms that were not known have been added to search_forms.
CREATE OR REPLACE TEMP TABLE search_placed AS
SELECT * REPLACE (unit_no + (SELECT next_unit FROM search_next) AS unit_no, coalesce(heading_words, []) AS heading_words, coalesce(body_words, []) AS body_words)
FROM search_texts;

INSERT INTO search_units BY NAME
SELECT
    p.* EXCLUDE (heading, more, heading_words, body_words), len(heading_words) AS heading_words, len(heading_words) + 1 + len(body_words) AS words,
    if(kind = 'document', w.signature, NULL) AS signature
FROM search_placed AS p
JOIN search_wanted AS w USING (document_id)
ORDER BY unit_no;

INSERT INTO search_words
SELECT f.form_id, placed.unit_no, placed.place
FROM (
    SELECT unit_no, generate_subscripts(heading_words, 1) - 1 AS place, unnest(heading_words) AS form FROM search_placed
    UNION ALL
    SELECT unit_no, len(heading_words) + generate_subscripts(body_words, 1), unnest(body_words) FROM search_placed
) AS placed
JOIN search_forms AS f USING (form)
ORDER BY ALL;

INSERT INTO search_runs BY NAME
SELECT
    n.next_unit AS first_unit, (SELECT max(unit_no) + 1 FROM search_placed) AS next_unit,
    (SELECT sum(len(heading_words) + 1 + len(body_words)) FROM search_placed) AS words, n.layout
FROM search_next AS n;
