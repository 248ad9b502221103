"""Files for other tools: what they hold when those tools read them, and that they are whole or not there."""
from __future__ import annotations

import csv
import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest

from corpus import indicators
from extractors.facts import Area, Facts, Metric, MetricKind, Official, Role, Shortcoming, Span
from pipeline.document import Document, normalise
from warehouse.query import QueryError

pytest.importorskip("xlsxwriter")
openpyxl = pytest.importorskip("openpyxl")
spreadsheet = pytest.importorskip("warehouse.spreadsheet")
from warehouse.export import ENDINGS, export  # noqa: E402

Place = Any       # conftest.Place
INTERFACE = Path(__file__).resolve().parents[2] / "docs" / "label-studio.xml"

ODD = """SELECT * FROM (VALUES
    (1, '=HYPERLINK("http://x")', 98.5::DECIMAL(24,6), DATE '2023-05-10', TIMESTAMPTZ '2023-05-10 01:30:00+00', true, 'https://laichau.example/1', [1, 2]),
    (2, '- Tồn tại, hạn chế', 1200000000000::DECIMAL(24,6), DATE '1802-01-01', NULL, false, 'bao-cao.docx', []),
    (3, 'a' || chr(1) || 'b' || chr(10) || 'c', 12345678901234567::DECIMAL(24,6), NULL, NULL, NULL, NULL, NULL),
    (4, repeat('ữ', 40000), -4.25::DECIMAL(24,6), NULL, NULL, NULL, NULL, NULL)
) AS t(n, said, value, day, moment, yes, url, list) ORDER BY n"""


def sheet(path: Path, name: str = "data") -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[name].iter_rows()]


def test_a_workbook_has_numbers_dates_links_and_no_formulas(published: Place, tmp_path: Path) -> None:
    done = export(published.target, tmp_path / "odd.xlsx", sql=ODD)
    rows = sheet(tmp_path / "odd.xlsx")
    assert rows[0] == ["n", "said", "value", "day", "moment", "yes", "url", "list"]
    assert rows[1] == [1, '=HYPERLINK("http://x")', 98.5, datetime(2023, 5, 10), datetime(2023, 5, 10, 8, 30), True, "https://laichau.example/1", "[1, 2]"]
    assert rows[2][1:] == ["- Tồn tại, hạn chế", 1200000000000, "1802-01-01", None, False, "bao-cao.docx", "[]"]
    assert rows[3][1:3] == ["a�b\nc", "12345678901234567"]
    assert (len(rows[4][1]), rows[4][1][-1], rows[4][2]) == (32767, "…", -4.25)
    assert done.rows == 4 and len(done.notes) == 3 and any("were cut" in note for note in done.notes)
    page = openpyxl.load_workbook(tmp_path / "odd.xlsx")["data"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d", "b"}      # f would be a formula
    assert (page["G2"].hyperlink.target, page["G3"].hyperlink, page["D2"].number_format) == ("https://laichau.example/1", None, "yyyy-mm-dd")
    assert (page.freeze_panes, page.auto_filter.ref, page["A1"].font.bold) == ("A2", "A1:H5", True)
    assert 8 <= page.column_dimensions["A"].width < 20 < page.column_dimensions["B"].width < 70


def test_a_workbook_says_what_its_columns_mean(published: Place, tmp_path: Path) -> None:
    export(published.target, tmp_path / "a.xlsx", what="v_metrics", where="kind = 'ranking'")
    rows = sheet(tmp_path / "a.xlsx", "dictionary")
    about = {row[0]: row[1] for row in rows[:5]}
    assert about["Rows"] == "1" and "v_metrics" in about["Query"] and about["What"].startswith("Every figure") and about["Edition"].startswith("1 (")
    meanings = {row[0]: row[2] for row in rows[7:]}
    assert meanings["quote"] == "The words that state it." and set(meanings) == set(sheet(tmp_path / "a.xlsx")[0]) and all(meanings.values())


def test_the_same_data_gives_the_same_file(published: Place, tmp_path: Path) -> None:
    for name in ("a", "b"):
        for ending in ENDINGS:
            export(published.target, tmp_path / f"{name}{ending}", what="v_metrics")
    assert all((tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes() for ending in ENDINGS)


def test_too_many_rows_for_a_sheet(published: Place, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"1,048,576 rows are more than the 1,048,575 of a worksheet; .* Parquet or CSV"):
        export(published.target, tmp_path / "a.xlsx", sql="SELECT * FROM range(1048576)")
    assert list(tmp_path.iterdir()) == []


def test_too_many_links_for_a_sheet(published: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_LINKS", 2)
    done = export(published.target, tmp_path / "a.xlsx", sql="SELECT 'https://x.example/' || i AS url FROM range(3) AS t(i)")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["data"]
    assert [bool(page[f"A{row}"].hyperlink) for row in (2, 3, 4)] == [True, True, False] and page["A4"].value == "https://x.example/2"
    assert done.notes == ("only the first 2 addresses are links",)


def test_csv_for_spreadsheets(published: Place, tmp_path: Path) -> None:
    done = export(published.target, tmp_path / "odd.csv", sql=ODD)
    content = (tmp_path / "odd.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfn,said,value") and b"\r\n" in content
    rows = list(csv.reader((tmp_path / "odd.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    assert rows[1] == ["1", "'=HYPERLINK(\"http://x\")", "98.5", "2023-05-10", "2023-05-10T08:30:00+07:00", "True", "https://laichau.example/1", "[1, 2]"]
    assert rows[2][1:3] == ["'- Tồn tại, hạn chế", "1200000000000"] and rows[4][2] == "-4.25"
    assert done.notes[0].startswith("2 cells begin with")


def test_parquet_and_jsonl_keep_values(published: Place, tmp_path: Path) -> None:
    export(published.target, tmp_path / "a.parquet", what="v_metrics")
    export(published.target, tmp_path / "a.jsonl", what="v_metrics", where="value = 98.5")
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.num_rows == 3 and table.schema.field("quote").metadata == {b"comment": b"The words that state it."}
    [line] = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert {key: json.loads(line)[key] for key in ("value", "quote", "published_day", "total")} == {"value": 98.5, "quote": "98,5%", "published_day": "2023-05-10", "total": None}
    export(published.target, tmp_path / "twice.jsonl", sql="SELECT 1 AS a, 2 AS a")
    assert json.loads((tmp_path / "twice.jsonl").read_text()) == {"a": 1, "a_2": 2}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_to_export_is_a_whole_file(published: Place, tmp_path: Path, ending: str) -> None:
    assert export(published.target, tmp_path / f"a{ending}", what="documents", where="false").rows == 0
    assert (tmp_path / f"a{ending}").is_file()


# ---------------------------------------------------------------- annotation tools
TEXT = normalise("🎉 Tin vui\nNăm 2022, tỉnh Lai Châu đạt 97,7%đúng hạn, xếp 51/63.\nÔng Vừ A Tiến, Chủ tịch UBND tỉnh, và ông Vừ A Tiến lại nói việc số hóa còn chậm 5% do thiếu máy.")


@pytest.fixture
def emoji(place: Place, make: Callable[..., Document]) -> Place:
    """A document with a letter beyond 16 bits, a figure that ends inside a token, and a figure inside a shortcoming."""
    def span(quote: str, nth: int = 0) -> tuple[int, int]:
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(quote, start + 1)
        return start, start + len(quote)

    def metric(quote: str, kind: MetricKind, value: float) -> Metric:
        return Metric(kind, value, *span(quote), "%", indicator="DOSSIERS_ON_TIME", rule="r@1", trigger="t", confidence=0.9)

    facts = Facts((metric("97,7%", "percentage", 97.7), metric("51/63", "ranking", 51), metric("5%", "percentage", 5)),
                  (Official("Vừ A Tiến", (Role("Chủ tịch UBND tỉnh", *span("Chủ tịch UBND tỉnh"), "Chủ tịch"),), (Span(*span("Vừ A Tiến")), Span(*span("Vừ A Tiến", 1))), ("nói",), "o@1", 0.8),),
                  (Shortcoming(*span("việc số hóa còn chậm 5%"), "digital", "s@1", "chậm", None, 0.7, (Span(*span("thiếu máy")),)), Shortcoming(*span("thiếu máy"), "digital", "s@1", "thiếu", None, 0.6)))
    place.add((make(TEXT, "emoji"), facts), version="7")
    place.publish()
    return place


def test_label_studio_tasks(emoji: Place, tmp_path: Path) -> None:
    assert export(emoji.target, tmp_path / "tasks.json", what="v_shortcomings").rows == 1
    [task] = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    [prediction] = task["predictions"]
    assert task["data"]["text"] == TEXT and task["data"]["province"] == "Lai Châu" and prediction["model_version"] == "cchc 7"
    results = prediction["result"]
    regions, [relation] = [r for r in results if r["type"] != "relation"], [r for r in results if r["type"] == "relation"]
    assert all(TEXT[r["value"]["start"]:r["value"]["end"]] == r["value"]["text"] for r in regions)
    assert [(r["value"]["labels"][0], r["value"]["text"]) for r in results if r["type"] == "labels"] == [
        ("metric", "97,7%"), ("metric", "51/63"), ("metric", "5%"), ("official", "Vừ A Tiến"), ("official", "Vừ A Tiến"), ("role", "Chủ tịch UBND tỉnh"), ("shortcoming", "việc số hóa còn chậm 5%"), ("shortcoming", "thiếu máy")]
    assert len({r["id"] for r in results if r["type"] == "labels"}) == 8
    choices = {(r["from_name"], r["value"]["choices"][0]) for r in results if r["type"] == "choices"}
    assert choices == {("kind", "percentage"), ("kind", "ranking"), ("indicator", "DOSSIERS_ON_TIME"), ("modality", "actual"), ("status", "đương nhiệm"), ("area", "digital")}
    said = {r["id"]: r["value"]["text"] for r in regions}
    assert (said[relation["from_id"]], relation["labels"], said[relation["to_id"]]) == ("thiếu máy", ["causes"], "việc số hóa còn chậm 5%")


def test_the_labelling_interface_offers_all_that_tasks_can_hold() -> None:
    tree = ET.parse(INTERFACE)
    offered = {group.attrib["name"]: {choice.attrib["value"] for choice in group} for group in tree.iter() if group.tag in ("Labels", "Choices")}
    assert [relation.attrib["value"] for relation in tree.iter("Relation")] == ["causes"]
    assert offered == {"label": {"metric", "official", "role", "shortcoming"}, "kind": set(get_args(MetricKind)), "indicator": set(indicators.indicators()),
                       "modality": {"actual", "target"}, "status": {"đương nhiệm", "nguyên", "quyền", "phụ trách"}, "area": set(get_args(Area))}


def test_docbin_is_read_again_with_its_facts(emoji: Place, tmp_path: Path) -> None:
    from spacy.tokens import DocBin

    from extractors.components import blank

    done = export(emoji.target, tmp_path / "docs.spacy", what="documents")
    [doc] = DocBin(store_user_data=True).from_disk(tmp_path / "docs.spacy").get_docs(blank(components=()).vocab)
    assert doc.text == TEXT and doc.user_data["cchc.about"]["province"] == "Lai Châu" and done.rows == 1
    assert [(span.label_, TEXT[span._.fact.start:span._.fact.end]) for span in doc.spans["metrics"]] == [("percentage", "97,7%"), ("ranking", "51/63"), ("percentage", "5%")]
    assert [span.text for span in doc.spans["officials"]] == ["Vừ A Tiến"] * 2
    assert doc.spans["officials"][0]._.fact.roles[0].office == "Chủ tịch"
    assert [(span.label_, span.text) for span in doc.spans["shortcomings"]] == [("digital", "việc số hóa còn chậm 5%"), ("digital", "thiếu máy")]
    assert [TEXT[span.start:span.end] for span in doc.spans["shortcomings"][0]._.fact.causes] == ["thiếu máy"]
    assert [entity.label_ for entity in doc.ents] == ["percentage", "ranking", "official", "official", "percentage"]
    assert [len(ids) for ids in doc.user_data["cchc.ids"].values()] == [3, 2, 2]
    tokens = [token.text for token in blank(components=()).make_doc(TEXT)]
    assert [token.text for token in doc] == tokens


# ---------------------------------------------------------------- earlier editions
@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory, published: Place, place_in: Callable[[Path], Place], make: Callable[..., Document]) -> tuple[Place, Path]:
    """Three editions, and a copy of the first: then a figure was read otherwise and an official no more, the text got another sentence, and a document came."""
    place = place_in(Path(shutil.copytree(published.root, tmp_path_factory.mktemp("editions") / "data")))
    first = place.root / "first.duckdb"
    shutil.copyfile(place.target, first)
    text = make().text
    rank = Metric("ranking", 21, text.index("21/63"), text.index("21/63") + 5, "hạng", total=63, indicator="SIPAS", subject="tỉnh Lai Châu", rule="m@2", confidence=0.6)
    place.add((make(), Facts((rank,))), version="2")
    place.publish()
    longer = f"{text} Tỉnh cấp 12 chứng thư."
    at = longer.index("12 chứng")
    place.add((make(longer, fetched=9), Facts((rank, Metric("count", 12, at, at + 2, "chứng thư", rule="m@2")))), (make("Tỉnh cấp 7 tin.", "2", fetched=9), Facts((Metric("count", 7, 9, 10, "tin", rule="m@2"),))), version="2")
    place.publish()
    return place, first


def read(path: Path) -> list[Any]:
    """What a file says, without what only says how it was made, in an order of its own."""
    if path.suffix == ".parquet":
        return sorted(map(str, pq.read_table(path).to_pylist()))
    if path.suffix == ".xlsx":
        return sorted(map(str, sheet(path)))
    if path.suffix == ".json":
        return [task["data"] | {"edition": 1} | {"found": [region | {"score": 0} for region in task["predictions"][0]["result"]]} for task in json.loads(path.read_text(encoding="utf-8"))]
    if path.suffix == ".spacy":
        from spacy.tokens import DocBin

        from extractors.components import blank

        return [(doc.text, doc.user_data["cchc.about"] | {"edition": 1}, doc.user_data["cchc.ids"], str(doc.user_data["cchc.metrics"])) for doc in DocBin(store_user_data=True).from_disk(path).get_docs(blank(components=()).vocab)]
    return sorted(path.read_text(encoding="utf-8-sig").splitlines())


@pytest.mark.parametrize(("ending", "asked"), [
    *(pytest.param(ending, {"what": "v_metrics"}, id=f"v_metrics{ending}") for ending in ENDINGS if ending != ".ndjson"),
    *(pytest.param(".jsonl", asked, id=asked.get("what", "a query")) for asked in (
        {"what": "v_officials"}, {"what": "v_rankings", "where": "rank > 1"}, {"what": "documents"}, {"what": "metrics"}, {"sql": "SELECT document_id, text, is_current FROM versions"})),
])
def test_an_earlier_edition_is_exported_as_it_was(editions: tuple[Place, Path], tmp_path: Path, ending: str, asked: dict[str, Any]) -> None:
    place, first = editions
    then, later, now = (tmp_path / f"{name}{ending}" for name in ("then", "later", "now"))
    for target, path, as_of in ((then, first, None), (later, place.target, 1), (now, place.target, None)):
        export(path, target, as_of=as_of, **asked)
    assert read(later) == read(then) != read(now)


def test_a_file_names_the_edition_it_is_of(editions: tuple[Place, Path], tmp_path: Path) -> None:
    place, _ = editions
    ids = dict(place.rows("SELECT edition_no, edition_id FROM editions"))
    for as_of, edition in ((None, 3), (2, 2)):
        export(place.target, tmp_path / "a.xlsx", what="v_metrics", as_of=as_of)
        about = {row[0]: row[1] for row in sheet(tmp_path / "a.xlsx", "dictionary")[:6]}
        assert about["Edition"] == f"{edition} ({ids[edition]})" and ("As of" in about) == (as_of is not None)
        assert about["Published"] == place.rows(f"SELECT published_at FROM editions WHERE edition_no = {edition}")[0][0].isoformat(timespec="seconds")
        export(place.target, tmp_path / "a.parquet", what="v_metrics", as_of=as_of)
        assert pq.read_schema(tmp_path / "a.parquet").metadata[b"edition"].decode() == about["Edition"]
        export(place.target, tmp_path / "a.json", what="documents", as_of=as_of)
        [task, *_] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        assert (task["predictions"][0]["model_version"], task["data"].get("edition")) == ((f"cchc edition {as_of}", as_of) if as_of else ("cchc 2", None))


# ---------------------------------------------------------------- what does not work
@pytest.mark.parametrize(("asked", "name", "says"), [
    pytest.param({"what": "v_metric"}, "a.csv", "did you mean v_metrics", id="a view misspelt"),
    pytest.param({"what": "v_metrics; DROP TABLE metrics"}, "a.csv", "there is no table or view", id="more than a name"),
    pytest.param({"what": "v_metrics", "where": "true) UNION (SELECT 1"}, "a.csv", "same number of result columns", id="a condition that is none"),
    pytest.param({"what": "v_metrics", "where": "true; SELECT 1"}, "a.csv", "syntax error", id="two statements"),
    pytest.param({"what": "v_metrics", "where": "yea = 1"}, "a.csv", "Candidate bindings", id="a column misspelt"),
    pytest.param({}, "a.csv", "say what to export", id="nothing"), pytest.param({"what": "metrics", "sql": "SELECT 1"}, "a.csv", "say what to export", id="two things"),
    pytest.param({"sql": "SELECT 1; SELECT 2"}, "a.csv", "one statement", id="two queries"), pytest.param({"sql": ""}, "a.csv", "one statement", id="an empty query"),
    pytest.param({"sql": "SELECT 1", "where": "true"}, "a.csv", "--where goes with", id="a condition on a query"),
    pytest.param({"sql": "CREATE TABLE t AS SELECT 1"}, "a.csv", "read-only", id="no question"),
    pytest.param({"sql": "SELECT * FROM read_csv('/etc/passwd')"}, "a.csv", "disabled by configuration", id="a file"),
    pytest.param({"what": "metrics"}, "a.txt", "the ending tells no format", id="an ending without format"),
    pytest.param({"what": "metrics", "format": "xml"}, "a.xml", "unknown format", id="a format that is not there"),
    pytest.param({"what": "metrics"}, "nowhere/a.csv", "can't be written", id="no such folder"),
    pytest.param({"what": "v_rankings", "where": "1 = CAST(quote AS INTEGER)"}, "a.jsonl", "Could not convert", id="a failure while it runs"),
    pytest.param({"sql": "SELECT 1 AS n"}, "a.spacy", "document_id", id="no documents"),
    pytest.param({"what": "metrics", "as_of": 2}, "a.csv", "no edition 2 to show; there are 1 to 1", id="an edition that is not there"),
    pytest.param({"what": "metrics", "as_of": 0}, "a.spacy", "no edition 0 to show", id="an edition before the first"),
    pytest.param({"sql": "SELECT INTERVAL 1 DAY AS x"}, "a.parquet", "CAST the column", id="a type that Parquet has not"),
])
def test_what_cannot_be_exported(published: Place, tmp_path: Path, asked: dict[str, Any], name: str, says: str) -> None:
    (tmp_path / "a.csv").write_text("before", encoding="utf-8")
    with pytest.raises(QueryError, match=says.replace("(", r"\(")) as failure:
        export(published.target, tmp_path / name, **asked)
    assert len(str(failure.value).splitlines()) == 1
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a.csv", "before")]


def test_a_day_of_the_result_may_lie_anywhere(published: Place, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="CAST"):
        export(published.target, tmp_path / "a.csv", sql="SELECT DATE '20000-01-01' AS day")
    export(published.target, tmp_path / "a.xlsx", sql="SELECT DATE '0900-01-01' AS day")
    assert sheet(tmp_path / "a.xlsx")[1] == [date(900, 1, 1).isoformat()]
