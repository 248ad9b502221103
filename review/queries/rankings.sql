-- Where provinces stood in the indices, the evidence beside.
SELECT indicator, indicator_name, province, year, rank, total, change, agree, dissent, other_ranks, metric_id, document_id, quote, context, title, url
FROM v_rankings
ORDER BY indicator, year DESC, rank, province COLLATE vi
