-- guards: a version's text is what its content hash says
-- remedy: a file of the lake was edited or damaged; move it away, then parse and extract the document again
-- severity: error
-- scope: rows
SELECT document_id, version, sha256(text) AS found FROM versions WHERE sha256(text) <> version
