-- Which deficiencies of a province are one and the same, told again. Filled by warehouse/alike.py, which says how.
CREATE TABLE shortcoming_groups (
    shortcoming_id VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL,
    likeness DOUBLE NOT NULL
);
COMMENT ON TABLE shortcoming_groups IS 'Groups of shortcomings of one province that mean the same; one row a shortcoming that stands today and whose document has a province and a day. Made anew for each edition.';
COMMENT ON COLUMN shortcoming_groups.shortcoming_id IS 'The shortcoming: shortcomings.shortcoming_id.';
COMMENT ON COLUMN shortcoming_groups.group_id IS 'Its group, named after its first member.';
COMMENT ON COLUMN shortcoming_groups.likeness IS 'How alike in meaning it is to the first member, 0 to 1.';
