-- How much there is: the cards at the top.
SELECT
    (SELECT count(*) FROM documents) AS documents,
    (SELECT count(*) FROM v_metrics) AS metrics,
    (SELECT count(DISTINCT official_id) FROM v_officials) AS officials,
    (SELECT count(*) FROM v_shortcomings) AS shortcomings,
    (SELECT count(DISTINCT province) FROM documents) AS provinces,
    (SELECT min(published_day) FROM documents) AS first_day,
    (SELECT max(published_day) FROM documents) AS last_day
