-- Who held which office from when to when, as far as documents name them. Dates are days of publication: a term began on or before first_seen and ended on or after last_seen.
-- The offices below have one holder at a time; two persons seen in one of them over the same days are an overlap: a hand-over told late, two persons of one name, or an error.
CREATE VIEW v_terms AS
WITH homes AS (
    SELECT person_id, office, min(organisation_id) AS organisation_id, min(organisation) AS organisation
    FROM v_officials
    WHERE organisation_id IS NOT NULL
    GROUP BY person_id, office
    HAVING min(organisation_id) = max(organisation_id)
),
seen AS (
    SELECT
        v.person_id, p.name, v.office, v.province, v.published_day, v.status, v.quote, v.url, v.title, v.confidence, v.document_id,
        -- "PHÓ CHỦ TỊCH" under a signature: of the organisation in which the person holds that office elsewhere, if it is one
        coalesce(v.organisation_id, h.organisation_id) AS organisation_id, if(v.organisation_id IS NULL, coalesce(h.organisation, v.organisation), v.organisation) AS organisation
    FROM v_officials AS v
    JOIN persons AS p ON p.person_id = v.person_id
    LEFT JOIN homes AS h ON h.person_id = v.person_id AND h.office = v.office
    WHERE v.office IS NOT NULL AND v.published_day IS NOT NULL
),
steps AS (
    SELECT *, lag(published_day) OVER (PARTITION BY person_id, office, organisation_id ORDER BY published_day, document_id) AS day_before
    FROM seen
    WHERE status <> 'nguyên'
),
terms AS (
    SELECT
        person_id, office, organisation_id, any_value(name) AS name, min(organisation) AS organisation, min(province) AS province,
        min(published_day) AS first_seen, max(published_day) AS last_seen, count(DISTINCT document_id) AS documents,
        min(published_day) FILTER (WHERE status IN ('quyền', 'phụ trách')) AS acting_since,
        list(struct_pack(after := day_before, until := published_day, days := published_day - day_before) ORDER BY published_day) FILTER (WHERE published_day - day_before > 400) AS gaps,
        arg_min(struct_pack(quote, url, title, document_id), (published_day, document_id)) AS first, arg_max(struct_pack(quote, url, title, document_id), (published_day, document_id)) AS last,
        min(confidence) AS confidence
    FROM steps
    GROUP BY person_id, office, organisation_id
),
formers AS (
    SELECT person_id, office, organisation_id, min(published_day) AS former_since
    FROM seen
    WHERE status = 'nguyên'
    GROUP BY ALL
),
single AS (
    SELECT *
    FROM terms
    WHERE organisation_id IS NOT NULL
      AND office IN ('Chủ tịch', 'Bí thư', 'Giám đốc', 'Tổng Giám đốc', 'Chánh Văn phòng', 'Chánh Thanh tra', 'Trưởng', 'Cục trưởng', 'Chi cục trưởng', 'Vụ trưởng', 'Bộ trưởng',
                     'Thủ tướng', 'Tổng Bí thư', 'Chủ tịch nước', 'Chủ tịch Quốc hội', 'Viện trưởng', 'Chánh án', 'Hiệu trưởng', 'Chủ nhiệm')
),
-- Everybody's last day, and the questions who was seen last by the first day of each: the last of them in time is the answer, or the one before that where it is the person asked about.
predecessors AS (
    SELECT *, last_value(told IGNORE NULLS) OVER (PARTITION BY office, organisation_id ORDER BY day, asks, person_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS found
    FROM (
        SELECT person_id, office, organisation_id, last_seen AS day, false AS asks,
            struct_pack(person_id, name, day := last_seen, other := lag(struct_pack(name, day := last_seen)) OVER (PARTITION BY office, organisation_id ORDER BY last_seen, person_id)) AS told
        FROM single
        UNION ALL
        SELECT person_id, office, organisation_id, first_seen, true, NULL
        FROM single
    )
    QUALIFY asks
),
-- The same the other way round in time.
successors AS (
    SELECT *, last_value(told IGNORE NULLS) OVER (PARTITION BY office, organisation_id ORDER BY day DESC, asks, person_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS found
    FROM (
        SELECT person_id, office, organisation_id, first_seen AS day, false AS asks,
            struct_pack(person_id, name, day := first_seen, other := lag(struct_pack(name, day := first_seen)) OVER (PARTITION BY office, organisation_id ORDER BY first_seen DESC, person_id DESC)) AS told
        FROM single
        UNION ALL
        SELECT person_id, office, organisation_id, last_seen, true, NULL
        FROM single
    )
    QUALIFY asks
),
-- Each holder with all of the office in one list, from which those of the same days are taken; joining everybody with everybody would make far more pairs than are kept.
holders AS (
    SELECT office, organisation_id, list(struct_pack(person_id, name, first_seen, last_seen, url := last.url) ORDER BY first_seen, person_id) AS everybody
    FROM single
    GROUP BY office, organisation_id
),
others AS (
    SELECT
        a.person_id, a.office, a.organisation_id,
        nullif(list_transform(
            list_filter(h.everybody, lambda b: b.person_id <> a.person_id AND a.first_seen < b.last_seen AND b.first_seen < a.last_seen),
            lambda b: struct_pack(name := b.name, from_day := greatest(a.first_seen, b.first_seen), to_day := least(a.last_seen, b.last_seen), url := b.url, person_id := b.person_id)), []) AS overlapping,
        if(p.found.person_id = a.person_id, p.found.other, struct_pack(name := p.found.name, day := p.found.day)) AS before,
        if(s.found.person_id = a.person_id, s.found.other, struct_pack(name := s.found.name, day := s.found.day)) AS after
    FROM single AS a
    JOIN holders AS h ON h.office = a.office AND h.organisation_id = a.organisation_id
    JOIN predecessors AS p ON p.person_id = a.person_id AND p.office = a.office AND p.organisation_id = a.organisation_id
    JOIN successors AS s ON s.person_id = a.person_id AND s.office = a.office AND s.organisation_id = a.organisation_id
)
SELECT
    t.name, t.office, t.organisation, t.province, t.first_seen, t.last_seen, t.documents, t.acting_since, f.former_since, t.gaps, o.overlapping, o.before.name AS predecessor, o.before.day AS predecessor_seen,
    o.after.name AS successor, o.after.day AS successor_seen,
    t.first.quote AS quote, t.first.title AS title, t.first.url AS url, t.last.quote AS last_quote, t.last.url AS last_url, t.confidence,
    t.person_id, t.organisation_id, t.first.document_id AS document_id, t.last.document_id AS last_document_id
FROM terms AS t
LEFT JOIN formers AS f ON f.person_id = t.person_id AND f.office = t.office AND f.organisation_id IS NOT DISTINCT FROM t.organisation_id
LEFT JOIN others AS o ON o.person_id = t.person_id AND o.office = t.office AND o.organisation_id = t.organisation_id;
COMMENT ON VIEW v_terms IS 'Officials'' terms of office from their mentions: one row a person, office and organisation, with the first and last day seen, gaps between mentions, and who else is seen in the same office. Mentions are not terms: the dates are the least that documents show.';
COMMENT ON COLUMN v_terms.name IS 'Name without honorifics, as most texts have it: persons.name.';
COMMENT ON COLUMN v_terms.office IS 'Normalised office: Phó Chủ tịch.';
COMMENT ON COLUMN v_terms.organisation IS 'Organisation of the office as written: UBND tỉnh.';
COMMENT ON COLUMN v_terms.province IS 'Province the documents are about.';
COMMENT ON COLUMN v_terms.first_seen IS 'Publication of the first document that names the person in the office.';
COMMENT ON COLUMN v_terms.last_seen IS 'Publication of the last one.';
COMMENT ON COLUMN v_terms.documents IS 'Documents that do.';
COMMENT ON COLUMN v_terms.acting_since IS 'First day on which the person is named as acting ("quyền", "phụ trách").';
COMMENT ON COLUMN v_terms.former_since IS 'First day on which a document calls the person a former one ("nguyên"): the term had ended by then.';
COMMENT ON COLUMN v_terms.gaps IS 'Stretches of more than 400 days between two mentions, in which somebody else may have held it.';
COMMENT ON COLUMN v_terms.overlapping IS 'Others seen in the same office of the same organisation over the same days, where it has one holder.';
COMMENT ON COLUMN v_terms.predecessor IS 'Who was seen in it last before this person, where it has one holder.';
COMMENT ON COLUMN v_terms.predecessor_seen IS 'When: the change lies between that day and first_seen.';
COMMENT ON COLUMN v_terms.successor IS 'Who was seen in it first after this person.';
COMMENT ON COLUMN v_terms.successor_seen IS 'When: the change lies between last_seen and that day.';
COMMENT ON COLUMN v_terms.quote IS 'The words of the first mention.';
COMMENT ON COLUMN v_terms.title IS 'Title of its document.';
COMMENT ON COLUMN v_terms.url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_terms.last_quote IS 'The words of the last mention.';
COMMENT ON COLUMN v_terms.last_url IS 'Address of its document, or its file.';
COMMENT ON COLUMN v_terms.confidence IS 'Of the least sure mention.';
COMMENT ON COLUMN v_terms.person_id IS 'Who: persons.person_id; the same name in two provinces is two persons.';
COMMENT ON COLUMN v_terms.organisation_id IS 'Which organisation: organisations.organisation_id; empty where nothing tells.';
COMMENT ON COLUMN v_terms.document_id IS 'Document of the first mention: documents.document_id.';
COMMENT ON COLUMN v_terms.last_document_id IS 'Document of the last mention.';
