"""The views that answer questions, on the embedded sample: each shows there what it is for.

How a view judges odd cases is tested in tests/warehouse; here the whole way counts, from a page of a portal to the row that an analyst reads.
"""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from flows.folder import DataFolder
from flows.ledger import Run
from warehouse import query

DAK_LAK = "Cổng thông tin điện tử tỉnh Đắk Lắk (bản mẫu)"

# view, what is asked of it, the rows that it must give
CASES: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    # Two portals in their own words, and a newspaper that took one of the texts over: three documents, two texts.
    ("v_claims", "SELECT value, documents, texts, sources, wordings FROM v_claims WHERE province = 'Lai Châu' AND indicator = 'DOSSIERS_ONLINE' AND kind = 'percentage' AND modality = 'actual' AND year = 2022",
     [(46.2, 3, 2, 3, 2)]),
    ("v_copies", "SELECT source_id, first_source_id, published_day - first_day FROM v_copies", [("mau-nhip-cau", "mau-lai-chau", 1)]),
    # Best witness of most texts, and the one that says otherwise.
    ("v_series", "SELECT value, agree, dissent, list_transform(others, lambda o: o.value), ambiguous FROM v_series WHERE province = 'Lai Châu' AND indicator = 'DOSSIERS_ON_TIME' AND detail = '' AND period = '2022'",
     [(97.9, 2, 1, [97.6], False)]),
    ("v_disagreements", "SELECT province, measure, value, agree, other_value, other_documents, other_source_name FROM v_disagreements ORDER BY province",
     [("Lai Châu", "share", 97.9, 2, 97.6, 1, DAK_LAK), ("Đắk Lắk", "rank", 31, 2, 32, 1, DAK_LAK)]),
    ("v_contradictions", "SELECT kind, stated, expected, quote, other_quote FROM v_contradictions", [("share", 92.3, 90.38, "92,3%", "47/52")]),
    ("v_rankings", "SELECT year, rank, rank_before, moved, change, agree, dissent FROM v_rankings WHERE province = 'Lai Châu' AND indicator = 'PAR_INDEX' ORDER BY year",
     [(2020, 47, None, None, 8, 1, 0), (2021, 44, 47, 3, None, 1, 0), (2022, 40, 44, 4, None, 1, 0), (2025, 17, None, None, None, 1, 0)]),
    # A plan of January 2022 and the report of January 2023; a plan of 2024 and the report of 2025.
    ("v_promises", "SELECT province, indicator, detail, target, reported, verdict FROM v_promises WHERE verdict IN ('kept', 'missed') ORDER BY province, indicator, detail, target",
     [("Lai Châu", "DOSSIERS_ONLINE", "", 40, 46.2, "kept"), ("Lai Châu", "DOSSIERS_ON_TIME", "cấp huyện", 97, 95.8, "missed"), ("Lai Châu", "DOSSIERS_ON_TIME", "cấp tỉnh", 99, 99.3, "kept"),
      ("Lai Châu", "DOSSIERS_ON_TIME", "cấp xã", 98, 98.4, "kept"), ("Lai Châu", "PAR_INDEX", "", 42, 40, "kept"), ("Lai Châu", "SIPAS", "", 87, 81.6, "missed"),
      ("Đắk Lắk", "DOSSIERS_ONLINE", "", 65, 71.8, "kept"), ("Đắk Lắk", "DOSSIERS_OVERDUE", "", 1.5, 1.1, "kept"), ("Đắk Lắk", "ONLINE_PAYMENT", "", 60, 52.4, "missed")]),
    # Đắk Lắk and Phú Yên each told their counts of the same half-year: sums, and one share from the counts above and below its line. Ranks and other shares stay apart.
    ("v_series_today", "SELECT indicator, measure, value, basis, numerator, denominator, len(parts) FROM v_series_today WHERE province_today = 'Đắk Lắk' AND period = '2023-H1' AND basis IN ('sum', 'made anew') ORDER BY ALL",
     [("DOSSIERS_ONLINE", "count", 190688, "sum", None, None, 2), ("DOSSIERS_ONLINE", "share", 50.23, "made anew", 190688, 379626, 2),
      ("DOSSIERS_RECEIVED", "count", 379626, "sum", None, None, 2), ("DOSSIERS_RESOLVED", "count", 359585, "sum", None, None, 2)]),
    ("v_tasks", "SELECT year, done, planned, share, stated_share, share_agrees FROM v_tasks WHERE subject = 'tỉnh Đắk Lắk' AND length(period) = 4 ORDER BY year",
     [(2023, 47, 52, 90.4, 92.3, False), (2024, 50, 54, 92.6, 92.6, True)]),
    ("v_rates", "SELECT year(period_end), on_time, online, paid_online FROM v_rates WHERE province = 'Đắk Lắk' AND length(period) = 4 ORDER BY 1",
     [(2022, None, 38.9, None), (2023, 98.1, 53.7, 41.5), (2024, None, 71.8, 52.4)]),
    # "số hóa … còn chậm" in three reports, in other words each time.
    ("v_recurring_shortcomings", "SELECT area, in_years, documents FROM v_recurring_shortcomings WHERE province = 'Đắk Lắk' AND years = 3 ORDER BY CAST(area AS VARCHAR)",
     [("digital", [2023, 2024, 2025], 3), ("procedures", [2023, 2024, 2025], 3)]),
    ("v_causes", "SELECT quote, trim(link), cause FROM v_causes WHERE province = 'Đắk Lắk' AND year = 2024", [("Việc số hóa giấy tờ đầu vào ở nhiều xã còn chậm", "do", "máy quét đã cũ, hay hỏng")]),
    # An office handed over, a holder called a former one, and two holders at once because one portal had not heard of the change.
    ("v_terms", "SELECT name, predecessor, successor, former_since IS NOT NULL, list_transform(overlapping, lambda o: o.name) FROM v_terms WHERE office = 'Giám đốc' AND organisation = 'Sở Nội vụ' AND first_seen >= '2020-01-01' AND province IN ('Lai Châu', 'Đắk Lắk') ORDER BY first_seen",
     [("Giàng Thị Dở", "Khoàng Văn Thuỷ", None, False, ["Hoàng Thị Nga"]), ("Vương Tuyết Minh", "Huỳnh Quang Tạo", "Lê Bá Tuyên", True, None),
      ("Hoàng Thị Nga", "Khoàng Văn Thuỷ", None, False, ["Giàng Thị Dở"]), ("Lê Bá Tuyên", "Vương Tuyết Minh", None, False, None)]),
]


def plain(value: Any) -> Any:
    """Decimals as floats, so that the table reads like the figures it is about."""
    return float(value) if isinstance(value, Decimal) else [plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("view", "sql", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_view_shows_what_it_is_for(crawled: tuple[DataFolder, Run], view: str, sql: str, expected: list[tuple[Any, ...]]) -> None:
    with query.connect(crawled[0].warehouse) as con:
        assert [tuple(plain(value) for value in row) for row in con.sql(sql).fetchall()] == expected


def test_every_row_of_evidence_leads_to_its_words(crawled: tuple[DataFolder, Run]) -> None:
    """Where a view puts two figures side by side, both sentences hold the words that are quoted."""
    with query.connect(crawled[0].warehouse) as con:
        pairs = con.sql("""SELECT quote, context, other_quote, other_context FROM v_disagreements UNION ALL
            SELECT quote, context, report_quote, report_context FROM v_promises WHERE verdict IN ('kept', 'missed')""").fetchall()
    assert pairs and all(quote in context and other in other_context for quote, context, other, other_context in pairs)
