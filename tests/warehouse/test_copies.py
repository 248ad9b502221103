"""Copies of a text are grouped in the edition, however it was built; what is told of them in a query."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyarrow.parquet as pq

from pipeline.document import Block, Document, replace

REPORT = "Báo cáo tháng {month}: tỉnh tiếp nhận {n} hồ sơ, giải quyết đúng hạn {n},2%. " + " ".join(
    f"Sở thứ {k} đã rà soát {k}3 thủ tục và công khai kết quả trên cổng thông tin điện tử của tỉnh." for k in range(1, 6))


def article(make: Callable[..., Document], name: str, text: str, day: date, source: str = "lai-chau") -> Document:
    return make(text, name, source=source, published=day)


def test_copies_of_an_edition(place, make) -> None:
    first = REPORT.format(month=5, n=2113)
    taken_over = "Theo Cổng thông tin tỉnh\n" + first
    documents = [article(make, "b", taken_over, date(2023, 6, 3)), article(make, "a", first, date(2023, 6, 1)),
                 article(make, "c", REPORT.format(month=6, n=1987), date(2023, 7, 1))]
    place.lake.add_documents([replace(documents[0], blocks=(Block("furniture", 0, 24),)), *documents[1:]], "run")
    place.publish()
    ids = [document.document_id for document in documents]
    assert place.rows("SELECT document_id, group_id, first_day, similarity FROM v_copies") == [(ids[0], ids[1], date(2023, 6, 1), 1.0)]
    assert place.rows("SELECT count(*) FROM document_prints") == [(3,)]

    # an earlier one turns up: it becomes the first, and the one that was first a copy
    earlier = article(make, "d", first.upper(), date(2023, 5, 31))
    place.lake.add_documents([earlier], "run")
    place.publish()
    assert place.rows("SELECT document_id, first_id FROM document_copies ORDER BY 1") == sorted((one, earlier.document_id) for one in ids[:2])

    # a copy is corrected: new text, no copy any more
    place.lake.add_documents([make(REPORT.format(month=8, n=1), "b", published=date(2023, 6, 3), fetched=9)], "run")
    place.publish()
    assert place.rows("SELECT document_id, first_id FROM document_copies") == [(ids[1], earlier.document_id)]


def test_a_lake_of_an_earlier_release(place, make) -> None:
    """Its files have no prints, or other ones: they are made when publishing."""
    texts = [REPORT.format(month=5, n=2113), "Theo Cổng thông tin tỉnh\n" + REPORT.format(month=5, n=2113), REPORT.format(month=6, n=1987)]
    for name, text in zip("abc", texts, strict=True):
        place.lake.add_documents([article(make, name, text, date(2023, 6, ord(name) - 96))], "run")
    for number, path in enumerate(place.lake.files("documents")):
        table = pq.ParquetFile(path).read()
        column = table.schema.get_field_index("print")
        old = table.drop_columns(["print"]) if number else table.set_column(column, "print", [[b"\xff" + table["print"][0].as_py()[1:]]])
        pq.write_table(old, path)
    place.publish()
    assert place.rows("SELECT count(*), count(DISTINCT print[1:4]) FROM document_prints") == [(3, 1)]
    [(copy, first)] = place.rows("SELECT document_id, first_id FROM document_copies")
    assert {copy, first} == {article(make, name, text, date(2023, 6, 1)).document_id for name, text in zip("ab", texts[:2], strict=True)}


def test_copies_are_one_voice(place, press) -> None:
    """Three newspapers that took over one text do not outvote two texts that were written apart; one that is written anew counts again."""
    copied = ("Tỉnh xếp thứ 9 theo bảng tổng hợp.", "9", {"value": 9, "confidence": 0.7})
    press(*((text, quote, slots | {"article": name}) for name, (text, quote, slots) in {
        "a": copied, "b": copied, "c": copied, "d": ("Lai Châu đứng thứ 8 cả nước.", "8", {"value": 8}), "e": ("Kết quả: hạng 8, cao hơn năm trước.", "8", {"value": 8})}.items()))
    series = "SELECT rank, agree, dissent, [(CAST(o.value AS INTEGER), o.documents) FOR o IN others] FROM v_rankings"
    assert place.rows(series) == [(8, 2, 1, [(9, 1)])]
    assert place.rows("SELECT CAST(value AS INTEGER), documents, texts FROM v_claims ORDER BY value") == [(8, 2, 2), (9, 3, 1)]

    press(("Bài mới: xếp thứ 9, theo Sở Nội vụ công bố sáng nay.", "9", {"value": 9, "article": "b", "confidence": 0.7}))
    assert place.rows("SELECT rebuilt FROM editions ORDER BY edition_no") == [(True,), (False,)]
    assert place.rows(series) == [(8, 2, 2, [(9, 2)])]
