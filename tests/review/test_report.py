"""The report on a small warehouse: what stands in it, what it escapes, what it leaves out."""
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from bs4 import BeautifulSoup

from corpus.sources import Expect
from extractors import VERSION, extract
from extractors.facts import Facts, Metric, Shortcoming
from pipeline.document import VIETNAM, Document, Published, document_id
from review import report
from warehouse import deciding, query
from warehouse.lake import Lake
from warehouse.load import publish
from warehouse.query import QueryError

TEXT = (
    "Lai Châu cải thiện chỉ số\n\n"
    "Năm 2022, chỉ số PAR INDEX của tỉnh Lai Châu xếp hạng 21/63, tăng 4 hạng so với năm 2021.\n\n"
    "Ông Lò Văn Tiến, Giám đốc Sở Nội vụ, cho biết tỷ lệ hồ sơ đúng hạn đạt 98,5%. Tuy nhiên, việc số hóa hồ sơ ở cấp xã còn chậm.\n\n"
    "<script>alert('xin chào')</script> & 500 hồ sơ"
)


@dataclass(frozen=True)
class SourceRow:
    id: str = "lai-chau"
    name: str = "Cổng <b>mẫu</b>"
    kind: str = "portal"
    base_url: str = "https://laichau.example/"
    province: str | None = "Lai Châu"
    expect: Expect = field(default_factory=Expect)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    def make(*texts: str) -> Path:
        root = tmp_path_factory.mktemp("data")
        lake = Lake(root / "lake")
        at = Published(datetime(2023, 5, 10, 8, 30, tzinfo=VIETNAM), "minute", "page")
        documents = [Document(document_id("lai-chau", str(n)), "lai-chau", text, title=text.split("\n")[0], url=f"https://laichau.example/{n}", published=at,
                              province="Lai Châu", fetched_at=datetime(2023, 5, 11, tzinfo=VIETNAM)) for n, text in enumerate(texts)]
        lake.add_documents(documents, "run")
        lake.add_facts([(d, extract(d.text, title=d.title, published=d.published.day, province=d.province)) for d in documents if d.published], VERSION, "run")
        (root / "runs").mkdir()
        publish(lake, root / "warehouse.duckdb", sources={"lai-chau": SourceRow()}, runs=root / "runs")  # type: ignore[dict-item]
        return root / "warehouse.duckdb"
    return make


@pytest.fixture(scope="module")
def page(build: Callable[..., Path]) -> BeautifulSoup:
    return BeautifulSoup(report.render(build(TEXT)), "lxml")


def test_each_fact_stands_beside_its_evidence(page: BeautifulSoup) -> None:
    rows = {row.select_one("td.num b").get_text(): row for row in page.select("#so-lieu tbody tr")}  # type: ignore[union-attr]
    assert {"21/63 hạng", "+4 hạng", "98,5%"} <= rows.keys()
    evidence = rows["21/63 hạng"].select_one("td.evidence")
    assert evidence and evidence.select_one(".metric").get_text() == "21/63"  # type: ignore[union-attr]
    assert rows["+4 hạng"].get_text(" ", strip=True).count("so với 2021") == 1
    assert "việc số hóa hồ sơ ở cấp xã còn chậm" in page.select_one("#han-che td.evidence .shortcoming").get_text()  # type: ignore[union-attr]
    assert "Giám đốc Sở Nội vụ" in page.select_one("#can-bo tbody").get_text()  # type: ignore[union-attr]


def test_the_text_of_a_document_is_whole_and_its_jumps_lead_somewhere(page: BeautifulSoup) -> None:
    assert page.select_one("#van-ban .text").get_text() == TEXT  # type: ignore[union-attr]
    targets = {element["id"] for element in page.select("[id]")}
    jumps = [str(link["href"]).removeprefix("#") for link in page.select("a.jump, nav a")]
    assert jumps and set(jumps) <= targets
    assert len(targets) == len(page.select("[id]"))


def test_a_deficiency_shows_its_cause_and_where_it_stands(build: Callable[..., Path]) -> None:
    found = BeautifulSoup(report.render(build("Lai Châu\n\nViệc giải quyết hồ sơ đất đai của huyện còn chậm do văn bản hướng dẫn chưa đồng bộ.")), "lxml")
    [cause] = found.select("#han-che td.evidence .dim")
    assert cause.get_text().strip() == "Nguyên nhân: văn bản hướng dẫn chưa đồng bộ ¶"
    assert found.find(id=str(cause.select_one("a.jump")["href"]).removeprefix("#")).get_text() == "văn bản hướng dẫn chưa đồng bộ"  # type: ignore[index, union-attr]


def test_contradictions_show_both_figures_in_their_sentence(build: Callable[..., Path]) -> None:
    text = TEXT + "\n\nTrong 2.000 hồ sơ đã tiếp nhận, có 1.900 hồ sơ đúng hạn, đạt 97,5%."
    found = BeautifulSoup(report.render(build(text)), "lxml")
    (row,) = found.select("#tong-quan .contradictions tbody tr")
    assert [cell.get_text() for cell in row.select("td")[:4]] == ["tỷ lệ và số lượng", "97,5%", "95%", "Lai Châu"]
    (stated,), (against,) = row.select(".contradiction"), row.select(".against")
    assert "97,5%" in stated.get_text() and against.get_text().startswith("2.000") and "1.900" in against.get_text()
    assert row.select_one(".source a")["href"] == "https://laichau.example/0"  # type: ignore[index]
    target = found.find(id=str(row.select_one("a.jump")["href"]).removeprefix("#"))  # type: ignore[index]
    assert target is not None and target.find_parent(class_="text") is not None and target.get_text() == stated.get_text()
    assert found.select_one("#van-ban .text").get_text() == text  # type: ignore[union-attr]


def test_without_contradictions_there_is_no_such_section(page: BeautifulSoup) -> None:
    assert page.select(".contradictions") == [] and "Số liệu mâu thuẫn" not in page.select_one("#tong-quan").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize(("row", "expected"), [
    ({"kind": "share", "stated": 97.9, "expected": 97.22}, ("97,9%", "97,22%")),
    ({"kind": "parts", "stated": 1850, "expected": 1848}, ("1.850", "1.848")),
    ({"kind": "move", "stated": -10, "expected": -12}, ("10 hạng", "12 hạng")),
], ids=["share", "parts", "move"])
def test_what_is_stated_and_what_it_should_be(row: dict[str, Any], expected: tuple[str, str]) -> None:
    assert (report._checked(row, "stated"), report._checked(row, "expected")) == expected


def test_nothing_is_fetched_and_nothing_of_a_page_runs(page: BeautifulSoup) -> None:
    assert [tag.name for tag in page.select("link, img, iframe, script[src]")] == []
    assert len(page.select("script")) == 1
    assert page.select_one("#van-ban summary").get_text().count("Cổng <b>mẫu</b>") == 1  # type: ignore[union-attr]


def test_an_empty_warehouse_has_a_report_too(build: Callable[..., Path]) -> None:
    assert "Chưa có thứ hạng nào" in report.render(build())


def test_what_is_left_out_is_said(build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MOST_DOCUMENTS", 1)
    monkeypatch.setattr(report, "MOST_ROWS", 2)
    html = report.render(build(TEXT, TEXT.replace("98,5", "97,1")))
    assert "chỉ in toàn văn 1 văn bản mới nhất" in html and "chỉ in 2 số liệu mới nhất" in html


def test_no_warehouse_leaves_the_old_report(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(QueryError, match="cchc publish"):
        report.write(tmp_path / "none.duckdb", target)
    assert target.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [target]


def test_an_edition_of_an_earlier_release_is_named_with_the_remedy(build: Callable[..., Path]) -> None:
    warehouse = build(TEXT)
    with duckdb.connect(warehouse.as_posix()) as con:
        con.execute("DROP VIEW v_contradictions")
    with pytest.raises(QueryError, match=r"warehouse\.duckdb: this edition lacks .+ `cchc publish` \(Catalog Error: .*v_contradictions"):
        report.render(warehouse)


VALUES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "ranking", "value": 51, "total": 63, "unit": "hạng"}, "51/63 hạng"),
    ({"kind": "percentage", "value": 97.7, "unit": "%"}, "97,7%"),
    ({"kind": "percentage", "value": 80, "unit": "%", "comparator": "ge"}, "≥ 80%"),
    ({"kind": "count", "value": 495353, "unit": "hồ sơ"}, "495.353 hồ sơ"),
    ({"kind": "change", "value": 7, "unit": "hạng"}, "+7 hạng"),
    ({"kind": "change", "value": -1.2, "unit": "%"}, "-1,2%"),
    ({"kind": "money", "value": 1812600000000, "unit": "đồng"}, "1.812,6 tỷ đồng"),
    ({"kind": "money", "value": 980000000, "unit": "đồng", "comparator": "approx"}, "≈ 980 triệu đồng"),
    ({"kind": "money", "value": 1500, "unit": "đồng"}, "1.500 đồng"),
]


@pytest.mark.parametrize(("row", "expected"), VALUES, ids=[case[1] for case in VALUES])
def test_values_as_people_write_them(row: dict[str, Any], expected: str) -> None:
    assert report._value({"total": None, "comparator": "eq"} | row) == expected


PERIODS = [
    ((2021, 1, 1), (2021, 12, 31), "2021"), ((2021, 1, 1), (2023, 12, 31), "2021–2023"), ((2022, 1, 1), (2022, 6, 30), "6 tháng đầu 2022"),
    ((2024, 7, 1), (2024, 9, 30), "quý III/2024"), ((2024, 5, 1), (2024, 5, 31), "05/2024"), ((2025, 4, 30), (2025, 4, 30), "30/04/2025"),
    ((2025, 7, 1), (2025, 7, 28), "01/07/2025 – 28/07/2025"), ((2024, 3, 5), (2024, 4, 7), "05/03/2024 – 07/04/2024"),
]


@pytest.mark.parametrize(("first", "last", "expected"), PERIODS, ids=[case[2] for case in PERIODS])
def test_periods_as_people_say_them(first: tuple[int, int, int], last: tuple[int, int, int], expected: str) -> None:
    assert report._period({"period_start": date(*first), "period_end": date(*last)}) == expected


def test_a_file_is_called_by_its_name_and_is_no_link(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.add_documents([Document(document_id("files", "1"), "files", TEXT, title=None, path="/kho/báo cáo/tháng 5.txt")], "run")
    (tmp_path / "runs").mkdir()
    publish(lake, tmp_path / "warehouse.duckdb", sources={}, runs=tmp_path / "runs")
    found = BeautifulSoup(report.render(tmp_path / "warehouse.duckdb"), "lxml").select_one("details.document")
    assert found is not None and found.select_one("summary b").get_text() == "tháng 5.txt" and not found.select("a")  # type: ignore[union-attr]
    assert "tệp đã nhập" in found.get_text() and "/kho/báo cáo/tháng 5.txt" in found.get_text()


def test_pages_that_are_no_articles_are_counted_by_host(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.add_documents([Document(document_id("a", str(n)), "a", TEXT, title="Tin", url=f"https://a.gov.vn/{n}", fetched_at=datetime(2026, 6, 1, tzinfo=VIETNAM), warnings=warnings)
                        for n, warnings in enumerate([("injected_links",), ()])], "run")
    for day, failures in (("01", [("https://a.gov.vn/9", "spam", "casino; uy tín"), ("https://a.gov.vn/8", "spam", "slot"), ("https://b.gov.vn/1", "login", "Đăng nhập")]),
                          ("02", [("https://a.gov.vn/8", "error", "404"), ("https://b.gov.vn/2", "timeout", "30 s")]),
                          ("03", [("https://a.gov.vn/1", "challenge", "d1n")])):   # read well the next time: no longer counted
        start = f"2026-05-{day}T08:00:00.000+00:00"
        write_run(tmp_path / "runs", f"run-{day}", start, failures)
    publish(lake, tmp_path / "warehouse.duckdb", sources={}, runs=tmp_path / "runs")
    found = BeautifulSoup(report.render(tmp_path / "warehouse.duckdb"), "lxml")
    table = found.find("h3", string="Trang không phải bài viết").find_next("table")  # type: ignore[union-attr]
    rows = [tuple(cell.get_text() for cell in row.select("td"))[:3] for row in table.select("tbody tr")]  # type: ignore[union-attr]
    assert [(host, kind.split(":")[0].split(" (")[0], count) for host, kind, count in rows] == [
        ("a.gov.vn", "bài thật bị chèn liên kết cờ bạc", "1"), ("a.gov.vn", "quảng cáo cờ bạc, thuốc", "1"), ("a.gov.vn", "báo lỗi, không có bài", "1"), ("b.gov.vn", "đòi đăng nhập", "1")]


def write_run(folder: Path, run_id: str, start: str, failures: list[tuple[str, str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{run_id}.json").write_text(json.dumps({
        "run_id": run_id, "command": "crawl", "started_at": start, "finished_at": start, "status": "ok", "counts": {}, "sources": [],
        "failures": [{"source_id": None, "name": name, "stage": "fetch" if kind == "timeout" else "parse", "kind": kind, "reason": reason} for name, kind, reason in failures]}), encoding="utf-8")


def test_facts_that_begin_together_each_have_their_place(tmp_path: Path) -> None:
    text = "98,5% hồ sơ còn chậm."
    document = Document(document_id("files", "1"), "files", text, title="Hồ sơ", path="a.txt")
    lake = Lake(tmp_path / "lake")
    lake.add_documents([document], "run")
    lake.add_facts([(document, Facts((Metric("percentage", 98.5, 0, 5, "%"),), (), (Shortcoming(0, 20, "procedures"),)))], VERSION, "run")
    (tmp_path / "runs").mkdir()
    publish(lake, tmp_path / "warehouse.duckdb", sources={}, runs=tmp_path / "runs")
    found = BeautifulSoup(report.render(tmp_path / "warehouse.duckdb"), "lxml")
    jumps = [str(a["href"]).removeprefix("#") for a in found.select("a.jump")]
    assert len(jumps) == 2 and all(found.find(id=jump) for jump in jumps)
    assert found.select_one("details .text").get_text() == text  # type: ignore[union-attr]


def test_what_reviewers_decided_is_seen(build: Callable[..., Path]) -> None:
    warehouse = build(TEXT)
    rows = query.run(warehouse, "SELECT metric_id, kind FROM v_metrics").to_pylist()
    for kind, verdict, slots in (("ranking", "correct", {"value": 20}), ("percentage", "accept", {}), ("change", "reject", {})):
        fact = deciding.look_up(warehouse, next(row["metric_id"] for row in rows if row["kind"] == kind))
        deciding.decide(warehouse, fact, verdict, slots, who="Hà", why="đã đối chiếu")
    publish(Lake(warehouse.parent / "lake"), warehouse, sources={"lai-chau": SourceRow()}, runs=warehouse.parent / "runs")  # type: ignore[dict-item]
    found = BeautifulSoup(report.render(warehouse), "lxml").select("#so-lieu tbody tr")
    assert {row["data-kind"]: [mark.text for mark in row.select(".sure b")] for row in found} == {"ranking": ["đã sửa"], "percentage": ["đã kiểm tra"], "count": []}
