-- The edition that is shown: when it was published, what it holds, what its checks warned of.
SELECT edition_no, strftime(published_at, '%d/%m/%Y %H:%M') AS published, warnings FROM editions ORDER BY edition_no DESC LIMIT 1
