-- Every person once a document, with all roles and what they did there.
SELECT official_id, name, list(role) FILTER (WHERE role IS NOT NULL) AS roles, any_value(province) AS province, any_value(actions) AS actions, any_value(mentions) AS mentions,
       any_value(context) AS context, any_value(published_day) AS published_day, any_value(title) AS title, any_value(url) AS url,
       any_value(confidence) AS confidence, any_value(decision) AS decision, any_value(document_id) AS document_id
FROM v_officials
GROUP BY official_id, name
ORDER BY published_day DESC NULLS LAST, document_id, min(start_offset)
