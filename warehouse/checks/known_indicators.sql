-- guards: every metric is about an indicator that corpus/indicators.toml lists
-- remedy: add the code to corpus/indicators.toml, or correct the rule named here
-- severity: error
-- scope: rows
SELECT m.indicator, any_value(m.rule) AS rule, count(*) AS metrics
FROM metrics AS m ANTI JOIN indicators AS i ON i.indicator = m.indicator
GROUP BY m.indicator
