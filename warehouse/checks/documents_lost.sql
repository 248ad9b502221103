-- guards: an edition has at least nineteen in twenty of the documents that the edition before had (where it had 20 or more)
-- remedy: look at the lake's folder: files were moved, or a disk is not mounted; if the documents were taken out on purpose, publish with --accept documents_lost
-- severity: error
-- scope: edition
SELECT before, now
FROM (SELECT counts['documents'] AS before FROM editions WHERE edition_no < this_edition() ORDER BY edition_no DESC LIMIT 1), (SELECT count(*) AS now FROM documents)
WHERE before >= 20 AND now < 0.95 * before
