-- From search_texts to units and words, after the forms that were not known have been added to search_forms.
CREATE OR REPLACE TEMP TABLE search_placed AS
SELECT
    *, len(heading_words) + 1 + len(body_words) AS words,
    (SELECT next_position FROM search_next) + sum(len(heading_words) + 2 + len(body_words)) OVER (ORDER BY unit_no) - (len(heading_words) + 2 + len(body_words)) AS first_position
FROM (SELECT * REPLACE (coalesce(heading_words, []) AS heading_words, coalesce(body_words, []) AS body_words) FROM search_texts);

INSERT INTO search_units BY NAME
SELECT p.* EXCLUDE (unit_no, heading, more, heading_words, body_words), len(heading_words) AS heading_words, if(kind = 'document', w.signature, NULL) AS signature
FROM search_placed AS p
JOIN search_wanted AS w USING (document_id)
ORDER BY first_position;

INSERT INTO search_words
SELECT f.form_id, placed.position
FROM (
    SELECT first_position - 1 + generate_subscripts(heading_words, 1) AS position, unnest(heading_words) AS form FROM search_placed
    UNION ALL
    SELECT first_position + len(heading_words) + generate_subscripts(body_words, 1), unnest(body_words) FROM search_placed
) AS placed
JOIN search_forms AS f USING (form)
ORDER BY f.form_id, placed.position;

INSERT INTO search_runs BY NAME
SELECT
    n.next_position AS first_position, (SELECT max(first_position + words) + 1 FROM search_placed) AS next_position,
    (SELECT sum(words) FROM search_placed) AS words, n.layout
FROM search_next AS n;
