-- Figures made comparable: what is measured, of which part, for which stretch of time. Views that put figures side by side start here, so that
-- "98 % at communes" never stands against "97 % of the whole province". Made from the facts with each edition; nothing here is new knowledge.
--
-- Which part is read from the words around the figure: those before it in its sentence, back to the percentage or semicolon before, and those after it.
-- The lists of words below are meant to be edited: each says what it stands for.

CREATE TABLE figures (
    metric_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    province VARCHAR NOT NULL,
    place_id VARCHAR NOT NULL,
    period_id VARCHAR NOT NULL,
    indicator VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    singular BOOLEAN NOT NULL,
    words VARCHAR[],
    modality modality NOT NULL,
    comparator comparator NOT NULL,
    value DECIMAL(24, 6) NOT NULL,
    total DECIMAL(24, 6),
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    year INTEGER,
    published_day DATE,
    confidence DOUBLE NOT NULL
);
COMMENT ON TABLE figures IS 'Figures of whole provinces that can be put side by side, from the metrics that name a province and a time; one row a metric. Changes, counts within an index, the indicator OTHER and indices of agencies (PAR_INDEX_LOCAL, DDCI) are left out. Made anew for each edition.';
COMMENT ON COLUMN figures.metric_id IS 'The figure: metrics.metric_id.';
COMMENT ON COLUMN figures.document_id IS 'Where it stands: documents.document_id.';
COMMENT ON COLUMN figures.source_id IS 'Whose document: sources.source_id.';
COMMENT ON COLUMN figures.province IS 'Whose figure it is, by the name of its day.';
COMMENT ON COLUMN figures.place_id IS 'Its territory: places.place_id.';
COMMENT ON COLUMN figures.period_id IS 'The time it is for: periods.period_id.';
COMMENT ON COLUMN figures.indicator IS 'What it is about: indicators.indicator.';
COMMENT ON COLUMN figures.measure IS 'rank, points (of an index, whether written as points or as percent), share (a percentage), count, money.';
COMMENT ON COLUMN figures.unit IS 'hạng, điểm, %, đồng, or the noun counted, in lower case.';
COMMENT ON COLUMN figures.detail IS 'Which part of the matter, joined by " · ": level (cấp tỉnh, cấp huyện, cấp xã), kind (toàn trình, tái sử dụng, tự chấm), field (đất đai), what it is a share of (trên phường …); empty when it speaks of the whole.';
COMMENT ON COLUMN figures.singular IS 'Whether indicator, measure, unit and detail name one thing on their own, as a rank in an index or the share of dossiers on time do. Else figures that agree in all of them may still be of different things ("12 cuộc").';
COMMENT ON COLUMN figures.words IS 'Where it is not singular: the telling words around the figure, for comparing sentences.';
COMMENT ON COLUMN figures.modality IS 'actual or target.';
COMMENT ON COLUMN figures.comparator IS 'eq, ge, le, approx.';
COMMENT ON COLUMN figures.value IS 'The figure in its unit.';
COMMENT ON COLUMN figures.total IS 'What it is out of.';
COMMENT ON COLUMN figures.period_start IS 'First day of the time it is for.';
COMMENT ON COLUMN figures.period_end IS 'Last day of that time, included.';
COMMENT ON COLUMN figures.year IS 'Its year, where the time lies within one.';
COMMENT ON COLUMN figures.published_day IS 'Day of publication of its document.';
COMMENT ON COLUMN figures.confidence IS 'Share of such facts that are right on annotated text.';

INSERT INTO figures BY NAME
WITH near AS (
    SELECT
        m.*, d.source_id, d.published_day, i.publisher IS NOT NULL AS is_index, m.kind = 'score' OR m.kind = 'percentage' AND i.publisher IS NOT NULL AND i.scale = 'percent' AS is_points,
        lower(regexp_extract(right(left(m.context, m.start_offset - m.context_start), 100), '[^;\n:]*$')) AS head,
        lower(regexp_extract(substr(m.context, m.end_offset - m.context_start + 1, 60), '^[^%;.,\n:]*')) AS trail
    FROM metrics AS m
    JOIN indicators AS i ON i.indicator = m.indicator
    JOIN documents AS d ON d.document_id = m.document_id
    WHERE m.valid_to IS NULL AND m.province IS NOT NULL AND m.place_id IS NOT NULL AND m.period_id IS NOT NULL
      AND m.indicator NOT IN ('OTHER', 'PAR_INDEX_LOCAL', 'DDCI') AND m.kind <> 'change' AND NOT (i.publisher IS NOT NULL AND m.kind IN ('count', 'money'))
),
-- A figure with few words between it and the percentage before it ("từ 6,3% kéo còn 1,1%", ", cấp huyện 95%") shares the words before that one.
leads AS (
    SELECT *, regexp_extract(head, '[^%]*$') AS own, if(length(own) <= 20, head, own) AS lead
    FROM near
),
words AS (
    SELECT
        *, lead || ' ' || trail AS around,
        -- Level of government: the nearest mention counts, after the figure before those ahead of it. "khối sở" is a level; "toàn tỉnh", "bình quân" are the whole.
        coalesce(
            nullif(regexp_extract(trail, '^.{0,30}?((?:cấp|khối) (?:tỉnh|huyện|xã|phường|sở))', 1), ''),
            list_extract(regexp_extract_all(lead, '(cấp|khối|tuyến) (tỉnh|huyện|xã|phường|sở)|toàn (tỉnh|thành phố)|bình quân|(các|nhiều|của) (sở|huyện|quận|xã|phường)|(^|,) *(khối )?(sở|huyện|xã)( đạt| là| chiếm| vỏn vẹn| mới| chỉ)* *$'), -1)
        ) AS level,
        -- Field of administration, where the figure is of one field only.
        regexp_extract(around, '((?:(?:lĩnh vực|hồ sơ|thủ tục|ngành|cấp phép|giấy phép|hoàn) (?:về )?(?:xây dựng|thuế|y tế|giáo dục|giao thông|đầu tư|lao động|môi trường|bảo hiểm|hộ kinh doanh))|đất đai|hộ tịch|chứng thực)', 1) AS field,
        -- What a percentage is a share of, as the words after it say: "86% dịch vụ …".
        if(kind = 'percentage', regexp_extract(trail, '^ *\**(?:tổng )?(?:số )?(?:các |những )?([\p{L}]+(?: [\p{L}]+)?)', 1), '') AS base
    FROM leads
),
named AS (
    SELECT
        *,
        CASE WHEN kind = 'ranking' THEN 'rank' WHEN is_points THEN 'points' WHEN kind = 'percentage' THEN 'share' ELSE CAST(kind AS VARCHAR) END AS measure,
        concat_ws(' · ',
            CASE
                WHEN is_index OR level IS NULL OR regexp_matches(level, 'toàn|bình quân') THEN NULL
                WHEN regexp_matches(level, 'tỉnh|sở') THEN 'cấp tỉnh'
                WHEN regexp_matches(level, 'huyện|quận') THEN 'cấp huyện'
                WHEN regexp_matches(level, 'xã|phường') THEN 'cấp xã'
            END,
            CASE
                WHEN kind = 'ranking' AND (total > 63 OR regexp_matches(trail, '(thành phố|đô thị).{0,20}thế giới')) THEN 'trên thế giới'
                WHEN kind = 'ranking' AND regexp_matches(trail, '^ *(trong |của |ở |toàn |các tỉnh )*(khu vực|vùng|miền)([^\p{L}]|$)') THEN 'trong vùng'
                WHEN is_index AND regexp_matches(around, 'tự (đánh giá|chấm)') THEN 'tự chấm'
                WHEN is_index AND regexp_matches(own, '(chỉ số thành phần|tiêu chí|lĩnh vực|nội dung|thẩm định|điều tra xã hội học)[^,]*$') THEN 'thành phần'
                WHEN indicator IN ('DOSSIERS_ONLINE', 'ONLINE_SERVICES') AND regexp_matches(around, 'toàn trình') THEN 'toàn trình'
                WHEN indicator IN ('DOSSIERS_ONLINE', 'ONLINE_SERVICES') AND regexp_matches(around, '(trực tuyến|hồ sơ|dịch vụ công|dvctt|dvc) một phần') THEN 'một phần'
                WHEN indicator IN ('DOSSIERS_ONLINE', 'ONLINE_SERVICES') AND regexp_matches(around, 'mức (độ )?[34]') THEN 'mức độ ' || regexp_extract(around, 'mức (?:độ )?([34](?:, ?[34])?)', 1)
                WHEN indicator = 'DIGITIZATION' AND regexp_matches(around, 'tái sử dụng|khai thác|sử dụng lại') THEN 'tái sử dụng'
                WHEN indicator = 'DIGITIZATION' AND regexp_matches(around, 'kết quả') THEN 'kết quả'
                WHEN indicator = 'BUDGET' AND regexp_matches(around, 'giải ngân|vốn đầu tư công') THEN 'giải ngân'
                WHEN indicator = 'BUDGET' AND regexp_matches(around, 'thu ngân sách|thu nsnn') THEN 'thu ngân sách'
                WHEN indicator = 'BUDGET' AND regexp_matches(around, '(^|[^\p{L}])chi (ngân sách|nsnn)') THEN 'chi ngân sách'
            END,
            CASE WHEN NOT is_index AND indicator NOT IN ('BUDGET', 'ENTERPRISES') THEN nullif(field, '') END,
            CASE WHEN base <> '' AND NOT is_points AND NOT regexp_matches(base, '^(trở|kế|dự|so|của|và|trong|đã|được|đề|đặt|giao|nhưng|hồ sơ|giao dịch|vào|do|theo|thì|là|tại|ở|sau|mà|với|tổng|kéo|tăng|giảm|cao|thấp|chi|chính phủ|thủ tướng|bộ)( |$)') THEN 'trên ' || base END
        ) AS detail
    FROM words
)
SELECT * EXCLUDE (head, trail), if(singular, NULL, telling_words(head || ' ' || trail)) AS words
FROM (
    SELECT
        metric_id, document_id, source_id, province, place_id, period_id, indicator, measure, detail, modality, comparator, value, total, period_start, period_end, published_day, confidence, head, trail,
        CASE measure WHEN 'rank' THEN 'hạng' WHEN 'points' THEN 'điểm' ELSE lower(unit) END AS unit,
        if(year(period_start) = year(period_end), year(period_end), NULL) AS year,
        CASE measure
            WHEN 'rank' THEN is_index AND detail = ''
            WHEN 'points' THEN is_index AND detail = ''
            WHEN 'share' THEN NOT regexp_matches(detail, '(^| )trên ') AND (indicator IN ('DOSSIERS_RESOLVED', 'DOSSIERS_ON_TIME', 'DOSSIERS_OVERDUE', 'DOSSIERS_ONLINE', 'DIGITIZATION', 'ONLINE_PAYMENT', 'SATISFACTION')
                                                                             OR indicator = 'BUDGET' AND regexp_matches(detail, 'giải ngân|(thu|chi) ngân sách'))
            WHEN 'count' THEN lower(unit) = 'hồ sơ' AND indicator IN ('DOSSIERS_RECEIVED', 'DOSSIERS_RESOLVED', 'DOSSIERS_ON_TIME', 'DOSSIERS_OVERDUE', 'DOSSIERS_ONLINE')
                              OR indicator = 'ENTERPRISES' AND lower(unit) = 'doanh nghiệp' AND regexp_matches(around, 'thành lập')
            WHEN 'money' THEN indicator = 'BUDGET' AND detail IN ('thu ngân sách', 'chi ngân sách', 'giải ngân')
                              AND is_whole_amount(replace(lead, lower(province), ''), trail, month(period_start) = 1 AND month(period_end) = 12)
            ELSE false
        END AS singular
    FROM named
)
ORDER BY province, indicator, period_end, metric_id;
