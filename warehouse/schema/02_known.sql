-- What is known before anything is read: the map in time, periods, indicators and sources.
CREATE TABLE places (
    place_id VARCHAR NOT NULL PRIMARY KEY,
    level place_level NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    full_name VARCHAR NOT NULL,
    code VARCHAR,
    parent VARCHAR,
    province_id VARCHAR,
    valid_from DATE,
    valid_to DATE,
    successor VARCHAR,
    successors VARCHAR[],
    current_id VARCHAR,
    CHECK (valid_from <= valid_to),
    CHECK ((valid_to IS NULL) = (place_id IS NOT DISTINCT FROM current_id))
);
COMMENT ON TABLE places IS 'The country, its provinces, districts and communes, each for the days on which it had one territory; one row a territory. 63 provinces until 2025-06-30, 34 from 2025-07-01.';
COMMENT ON COLUMN places.place_id IS 'Id of the territory: lam-dong (until 2025-06-30), lam-dong-2025; lang-son/huyen-cao-loc/xa-hop-thanh.';
COMMENT ON COLUMN places.level IS 'country, province, district, commune.';
COMMENT ON COLUMN places.kind IS 'What it is called: tỉnh, thành phố, quận, huyện, thị xã, phường, xã, thị trấn, đặc khu.';
COMMENT ON COLUMN places.name IS 'Name alone: Cao Lộc.';
COMMENT ON COLUMN places.full_name IS 'Kind and name: huyện Cao Lộc.';
COMMENT ON COLUMN places.code IS 'Official code of its time: two digits of a province, three of a district, five of a commune. A commune of today often has the code of one that went into it.';
COMMENT ON COLUMN places.parent IS 'The place it is a part of: places.place_id; a commune''s district, or its province where there is none.';
COMMENT ON COLUMN places.province_id IS 'The province it lies in (a province: itself): places.place_id.';
COMMENT ON COLUMN places.valid_from IS 'First day of this territory; empty: since before 2004.';
COMMENT ON COLUMN places.valid_to IS 'Last day of this territory, included; empty: to this day.';
COMMENT ON COLUMN places.successor IS 'What it became part of as a whole when it ended: places.place_id; empty where it was divided, or where that is not known.';
COMMENT ON COLUMN places.successors IS 'Everything that took in a part of it when it ended, as places.place_id: one where it became part of it as a whole. Several of a commune: it was divided, or the source takes it for another one of its name in its province; which part went where is not known. Of a district: what its communes became.';
COMMENT ON COLUMN places.current_id IS 'What it belongs to today, all changes later: places.place_id; itself where nothing changed, its province of today for a district or commune that became several.';

CREATE TABLE place_keys (
    place_id VARCHAR NOT NULL PRIMARY KEY,
    place VARCHAR NOT NULL
);
COMMENT ON TABLE place_keys IS 'Bookkeeping of publishing: how texts name each district and commune.';
COMMENT ON COLUMN place_keys.place_id IS 'The place: places.place_id.';
COMMENT ON COLUMN place_keys.place IS 'Its full name in lower case, tone marks in their usual place.';

CREATE TABLE periods (
    period_id VARCHAR NOT NULL PRIMARY KEY,
    kind period_kind NOT NULL,
    name VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    year INTEGER,
    months INTEGER,
    CHECK (period_start <= period_end),
    UNIQUE (period_start, period_end)
);
COMMENT ON TABLE periods IS 'The stretches of time that figures are for; one row a pair of first and last day.';
COMMENT ON COLUMN periods.period_id IS '2024, 2024-Q3, 2024-H1, 2024-05, 2024-01/2024-09 (months), 2021/2025 (years), 2024-05-10, or 2024-05-10/2024-06-14.';
COMMENT ON COLUMN periods.kind IS 'year, half, quarter, month, months, years, day, days.';
COMMENT ON COLUMN periods.name IS 'As people say it: quý III năm 2024, 9 tháng đầu năm 2024, giai đoạn 2021-2025.';
COMMENT ON COLUMN periods.period_start IS 'First day.';
COMMENT ON COLUMN periods.period_end IS 'Last day, included.';
COMMENT ON COLUMN periods.year IS 'The year it lies in; empty where it spans several.';
COMMENT ON COLUMN periods.months IS 'How many whole months it is; empty for days.';

CREATE TABLE indicators (
    indicator VARCHAR NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    publisher VARCHAR,
    scale scale NOT NULL,
    better better NOT NULL,
    maximum DECIMAL(24, 6)
);
COMMENT ON TABLE indicators IS 'What metrics can be about, from corpus/indicators.toml; one row a code.';
COMMENT ON COLUMN indicators.indicator IS 'Code, such as PAR_INDEX; OTHER where none fits.';
COMMENT ON COLUMN indicators.name IS 'Name in Vietnamese.';
COMMENT ON COLUMN indicators.name_en IS 'Name in English.';
COMMENT ON COLUMN indicators.description IS 'What counts under the code.';
COMMENT ON COLUMN indicators.publisher IS 'Who publishes it, where it is an index.';
COMMENT ON COLUMN indicators.scale IS 'How it is mostly told: rank, percent, points, count.';
COMMENT ON COLUMN indicators.better IS 'Which way is better: higher, lower, none.';
COMMENT ON COLUMN indicators.maximum IS 'Full marks, where there are any.';

CREATE TABLE sources (
    source_id VARCHAR NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind source_kind NOT NULL,
    base_url VARCHAR,
    province VARCHAR,
    place_id VARCHAR,
    expected_documents INTEGER,
    expected_title DOUBLE CHECK (expected_title BETWEEN 0 AND 1),
    expected_date DOUBLE CHECK (expected_date BETWEEN 0 AND 1)
);
COMMENT ON TABLE sources IS 'Sites and folders that documents come from; one row a source.';
COMMENT ON COLUMN sources.source_id IS 'Short name of the source, as in its file under corpus/sources.';
COMMENT ON COLUMN sources.name IS 'Name of the source in Vietnamese.';
COMMENT ON COLUMN sources.kind IS 'portal, newspaper, central (a ministry), files (given by hand), unlisted (has documents, but no source file any more).';
COMMENT ON COLUMN sources.base_url IS 'Address of the site; empty for files.';
COMMENT ON COLUMN sources.province IS 'Province the source speaks for; empty for national ones.';
COMMENT ON COLUMN sources.place_id IS 'That province, in its territory of today: places.place_id.';
COMMENT ON COLUMN sources.expected_documents IS 'Documents that one run finds at least, as the source''s file says.';
COMMENT ON COLUMN sources.expected_title IS 'Share of its documents that have a title, at least.';
COMMENT ON COLUMN sources.expected_date IS 'Share of its documents that have a date, at least.';
