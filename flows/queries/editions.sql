-- Every edition with its documents and facts, and what it brought and took.
SELECT
    e.edition_no AS edition, strftime(e.published_at, '%Y-%m-%d %H:%M') AS published, e.counts['documents'] AS documents,
    e.counts['metrics'] AS metrics, concat_ws(' ', nullif('+' || e.opened['metrics'], '+0'), nullif('-' || e.closed['metrics'], '-0'), nullif('~' || e.changed['metrics'], '~0')) AS "±",
    e.counts['officials'] AS officials, concat_ws(' ', nullif('+' || e.opened['officials'], '+0'), nullif('-' || e.closed['officials'], '-0'), nullif('~' || e.changed['officials'], '~0')) AS "± ",
    e.counts['shortcomings'] AS shortcomings, concat_ws(' ', nullif('+' || e.opened['shortcomings'], '+0'), nullif('-' || e.closed['shortcomings'], '-0'), nullif('~' || e.changed['shortcomings'], '~0')) AS "±  ",
    len(e.warnings) AS warnings
FROM editions AS e
ORDER BY e.edition_no
