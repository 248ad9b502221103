"""Publishing: the right rows, whole editions only, and nothing that breaks a reader or an old edition."""
from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors import facts
from extractors.facts import Facts, Metric, Shortcoming
from pipeline.document import Block, DateOrigin, Document, Precision, normalise
from warehouse import build, checking, ledger, load, query, rows, search
from warehouse.load import CheckFailed, PublishError

Make = Callable[..., Document]
Find = Callable[..., Facts]
Figure = Callable[..., Metric]
Findings = Callable[..., dict[str, tuple[str, str]]]
Place = Any       # conftest.Place
RUN = {"run_id": "r1", "command": "cchc run", "started_at": "2023-05-13T08:00:00+07:00", "finished_at": "2023-05-13T08:05:00+07:00", "status": "degraded",
       "sources": [{"source_id": "lai-chau", "discovered": 9, "fetched": 5, "unchanged": 2, "skipped": 1, "parsed": 4, "rejected": 1, "failed": 1,
                    "status": "degraded", "reasons": ["5 articles found, 10 expected"]}],
       "failures": [{"source_id": "lai-chau", "name": "https://laichau.example/9", "stage": "fetch", "kind": "timeout", "reason": "no answer in 30 s"}],
       "counts": {"documents": 4, "metrics": 3, "officials": 1, "shortcomings": 1}}


def test_facts_arrive_with_their_evidence(published: Place) -> None:
    assert published.rows("SELECT kind, value, total, unit, indicator, subject, province, quote FROM metrics ORDER BY start_offset") == [
        ("ranking", Decimal(21), Decimal(63), "hạng", "PAR_INDEX", "tỉnh Lai Châu", "Lai Châu", "21/63"),
        ("change", Decimal(4), None, "hạng", "PAR_INDEX", "tỉnh Lai Châu", "Lai Châu", "tăng 4 hạng"),
        ("percentage", Decimal("98.5"), None, "%", "DOSSIERS_ON_TIME", "tỉnh Lai Châu", "Lai Châu", "98,5%")]
    assert published.rows("SELECT name, title, organisation, m.quote FROM officials JOIN official_roles USING (official_id) "
                       "JOIN official_mentions AS m USING (official_id)") == [("Lò Văn Tiến", "Giám đốc Sở Nội vụ", "Sở Nội vụ", "Lò Văn Tiến")]
    assert published.rows("SELECT area, quote FROM shortcomings") == [("digital", "việc số hóa kết quả ở cấp xã còn chậm")]
    assert published.rows("SELECT title, province, CAST(published_day AS VARCHAR), versions FROM documents") == [
        ("Lai Châu cải thiện Chỉ số CCHC", "Lai Châu", "2023-05-10", 1)]


def test_an_empty_lake_makes_an_empty_edition(place: Place) -> None:
    edition = place.publish()
    assert edition.path == place.target
    assert {table: count for table, count in edition.counts.items() if count} == {name: edition.counts[name] for name in ("sources", "places", "indicators")}
    assert edition.counts["sources"] == 2 and edition.counts["places"] > 14_000


def test_unchanged_input_publishes_nothing(filled: Place) -> None:
    before = (filled.target.read_bytes(), filled.publish())
    assert filled.publish() == before[1]
    assert filled.target.read_bytes() == before[0]


def test_two_lakes_of_the_same_facts_give_the_same_content(filled: Place, tmp_path: Path, make: Make, found: Find) -> None:
    (tmp_path / "other").mkdir()
    other = type(filled)(tmp_path / "other")
    other.add((make(), found()))
    other.publish()
    assert filled.rows("SELECT fingerprint FROM editions") == other.rows("SELECT fingerprint FROM editions")


def test_an_edition_says_what_changed(filled: Place, make: Make, found: Find) -> None:
    filled.add((make(name="2"), found()))
    edition = filled.publish()
    (row,) = filled.rows("SELECT edition_id, edition_no, counts['documents'], opened['documents'], opened['metrics'], closed['metrics'], changed['documents'] "
                         "FROM editions ORDER BY edition_no DESC LIMIT 1")
    assert row == (edition.id, 2, 2, 1, 3, 0, 0)
    assert len(filled.rows("FROM editions")) == 2
    assert edition.counts["documents"] == 2


def test_the_newest_extractor_version_counts(filled: Place, make: Make, found: Find) -> None:
    for version, confidence in (("10", 0.5), ("9", 0.1)):
        filled.add((make(), replace(found(), metrics=(replace(found().metrics[0], confidence=confidence),))), version=version)
    filled.publish()
    assert filled.rows("SELECT extractor_version, confidence FROM metrics WHERE valid_to IS NULL") == [("10", 0.5)]
    assert filled.rows("SELECT extractor_version FROM versions") == [("10",)]


def test_a_changed_article_closes_what_it_no_longer_says(filled: Place, make: Make, found: Find) -> None:
    old = make()
    text = old.text.replace("xếp hạng 21/63", "xếp hạng 22/63")
    metrics = tuple(replace(metric, value=22) if metric.kind == "ranking" else metric for metric in found(text.replace("22/63", "21/63")).metrics)
    filled.add((make(text, fetched=6), replace(found(), metrics=metrics)))
    filled.publish()
    assert filled.rows("SELECT quote, valid_from, valid_to, CAST(CAST(stated_from AS DATE) AS VARCHAR), CAST(CAST(stated_to AS DATE) AS VARCHAR) "
                       "FROM metrics WHERE kind = 'ranking' ORDER BY 1") == [("21/63", 1, 2, "2023-05-13", "2023-05-16"), ("22/63", 2, None, "2023-05-16", None)]
    assert filled.rows("SELECT count(*), min(CAST(CAST(stated_from AS DATE) AS VARCHAR)) FROM metrics WHERE kind = 'percentage' AND valid_to IS NULL") == [(1, "2023-05-13")]
    assert filled.rows("SELECT version_no, is_current FROM versions ORDER BY 1") == [(1, False), (2, True)]
    assert filled.rows("SELECT rank FROM v_rankings") == [(22,)]


def test_a_page_that_went_back_says_again_what_it_said(filled: Place, make: Make, found: Find) -> None:
    filled.add((make("Bản sửa: hoàn thành 7 nhiệm vụ.", fetched=6), Facts((Metric("count", 7, 20, 30, "nhiệm vụ"),))))
    filled.add((make(fetched=9), found()))
    filled.publish()
    assert filled.rows("SELECT quote, valid_from, valid_to, stated_to > stated_from FROM metrics WHERE kind IN ('count', 'ranking') ORDER BY 1") == [
        ("21/63", 1, None, None), ("7 nhiệm vụ", 2, 2, True)]


@pytest.mark.parametrize("ending", ["a", "b", "c", "d"])     # whichever text has the larger hash
def test_the_newer_reading_of_the_same_fetch_counts(filled: Place, make: Make, found: Find, ending: str) -> None:
    text = f"{make().text} Bản đọc lại {ending}."
    filled.add((replace(make(text), parser="2"), found(text)))
    filled.publish()
    assert filled.rows("SELECT version_no, is_current, parser FROM versions ORDER BY 1") == [(1, False, "1"), (2, True, "2")]
    assert filled.rows("SELECT count(*) FROM metrics WHERE valid_to IS NULL") == [(3,)]


def test_a_version_nobody_has_read_yet_leaves_the_facts_standing(filled: Place, make: Make) -> None:
    filled.lake.add_documents([make("Bản sửa chưa đọc.", fetched=6)], "run-2")
    filled.publish()
    assert filled.rows("SELECT count(*) FROM metrics WHERE valid_to IS NULL") == [(3,)]


def test_documents_of_a_source_without_file_are_kept(place: Place, make: Make) -> None:
    place.add((make(source="files"), Facts()), (make(source="đã bỏ"), Facts()))
    place.publish()
    assert place.rows("SELECT source_id, kind FROM sources WHERE source_id NOT IN ('lai-chau', 'bao') ORDER BY 1") == [("files", "files"), ("đã bỏ", "unlisted")]


TRICKY = {
    "emoji count as code points": ("Chúc mừng 🎉👩‍👩‍👧 tỉnh đạt 97,7% kế hoạch", "97,7%"),
    "no-break spaces stay": ("Tỉnh\u00a0đạt\u00a097,7% kế hoạch", "đạt\u00a097,7%"),
    "NFD made NFC while parsing": (normalise("Ti\u0309nh Hoa\u0300 Bi\u0300nh đạt 97,7%"), "97,7%"),
    "a mark without composed letter": ("Tỉ\u0331nh đạt 97,7%", "97,7%"),
    "quotation marks and line ends": ("Dòng một\nDòng 'hai' đạt \"97,7%\"\n", '"97,7%"'),
    "a null character": ("Tỉnh\x00 đạt 97,7%", "97,7%"),
    "a combining mark inside the quote": ("đạt 97\u0331,7%", "97\u0331,7%"),
}


def test_quotes_equal_the_text_at_their_offsets(place: Place, make: Make, figure: Figure) -> None:
    place.add(*((make(text, name=name), Facts((figure(text, quote, "percentage", 97.7, "%"),))) for name, (text, quote) in TRICKY.items()))
    place.publish()
    found = place.rows("SELECT url, quote, substr(text, start_offset + 1, end_offset - start_offset), characters, start_offset "
                       "FROM metrics JOIN versions USING (document_id, version) JOIN documents USING (document_id)")
    assert {url.removeprefix("https://laichau.example/"): rest for url, *rest in found} == {
        name: [quote, quote, len(text), text.index(quote)] for name, (text, quote) in TRICKY.items()}


def spoil(place: Place, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the rows of the lake's facts as a broken extractor would have written them."""
    (path,) = (place.root / "lake" / "facts").rglob("*.parquet")
    found = pq.ParquetFile(path).read().to_pylist()
    for row in found:
        change(row)
    path.unlink()
    pq.write_table(rows.pa.Table.from_pylist(found, schema=rows.FACTS), path.with_name("of-another-extractor.parquet"))


def test_a_failing_check_keeps_the_old_edition(filled: Place) -> None:
    before = filled.target.read_bytes()
    spoil(filled, lambda row: row["metrics"][0].update(quote="22/63"))
    with pytest.raises(CheckFailed, match=r"^metric_quotes: 1 row against: .+ First: .*quote=22/63, stands_there=21/63.* Remedy: "):
        filled.publish()
    assert filled.target.read_bytes() == before
    assert sorted(path.name for path in filled.root.iterdir()) == ["lake", "runs", "warehouse.duckdb", "warehouse.search"]


@pytest.mark.parametrize(("change", "check"), [
    pytest.param("UPDATE metrics SET quote = '22/63' WHERE kind = 'ranking'", "metric_quotes", id="a quote that does not stand there"),
    pytest.param("UPDATE metrics SET start_offset = start_offset + 1", "metric_quotes", id="an offset that is one off"),
    pytest.param("UPDATE metrics SET version = 'x'", "metric_quotes", id="a version there is not"),
    pytest.param("UPDATE metrics SET quote = '', end_offset = start_offset", "metric_quotes", id="an empty quote"),
    pytest.param("UPDATE official_mentions SET quote = 'Lò Văn Tiên'", "official_quotes", id="a name that does not stand there"),
    pytest.param("UPDATE official_roles SET start_offset = 0", "official_quotes", id="a role that stands elsewhere"),
    pytest.param("UPDATE shortcomings SET end_offset = 5", "shortcoming_quotes", id="a clause that ends before it begins"),
    pytest.param("UPDATE metrics SET metric_id = 'm'", "fact_ids", id="facts of one id"),
    pytest.param("UPDATE shortcomings SET shortcoming_id = 's'; INSERT INTO shortcomings FROM shortcomings", "fact_ids", id="a shortcoming twice"),
    pytest.param("UPDATE metrics SET indicator = 'PAR_INDEKS'", "known_indicators", id="an unknown indicator"),
    pytest.param("UPDATE metrics SET confidence = 7", "confidences", id="a confidence above 1"),
    pytest.param("UPDATE officials SET confidence = -0.1", "confidences", id="a confidence below 0"),
    pytest.param("UPDATE versions SET text = text || ' Thêm.'", "text_hashes", id="a text that is not what was hashed"),
    pytest.param("UPDATE versions SET is_current = false", "document_ids", id="a document without current version"),
])
def test_checks_stop_what_is_wrong(filled: Place, check_with: Findings, change: str, check: str) -> None:
    found = check_with(filled, change)
    assert re.match(r"\w+: \d+ rows? against: .+ First: .+ Remedy: ", found[check][1])
    assert found[check][0] == "error"


@pytest.mark.parametrize(("change", "warning"), [
    pytest.param("UPDATE metrics SET value = 1932 WHERE kind = 'percentage'", "percentages", id="a share above 200"),
    pytest.param("UPDATE metrics SET kind = 'count' WHERE kind = 'ranking'; UPDATE metrics SET value = 70 WHERE kind = 'count'", "counts", id="more than all"),
    pytest.param("UPDATE versions SET published_at = '2031-01-01'", "published_dates", id="published after it was fetched"),
    pytest.param("UPDATE metrics SET value = 65 WHERE kind = 'ranking'", "ranks", id="a rank behind the last"),
    pytest.param("UPDATE metrics SET value = 0 WHERE kind = 'ranking'", "ranks", id="a rank before the first"),
    pytest.param("UPDATE metrics SET value = 2.5 WHERE kind = 'ranking'", "ranks", id="half a rank"),
    pytest.param("UPDATE metrics SET period_end = '2202-12-31' WHERE kind = 'ranking'", "fact_dates", id="far in the future"),
    pytest.param("UPDATE metrics SET period_end = '2021-12-31' WHERE kind = 'ranking'", "fact_dates", id="ends before it begins"),
    pytest.param("UPDATE metrics SET base_start = NULL WHERE kind = 'change'", "fact_dates", id="half a period"),
    pytest.param("UPDATE metrics SET value = 21", None, id="nothing odd"),
])
def test_checks_report_what_is_odd(filled: Place, check_with: Findings, change: str, warning: str | None) -> None:
    found = check_with(filled, change)
    assert {name: severity for name, (severity, _) in found.items()} == ({warning: "set-aside" if warning in ("ranks", "fact_dates") else "warn"} if warning else {})


def test_evidence_is_the_whole_sentence_of_a_wrapped_paragraph(place: Place, make: Make, figure: Figure) -> None:
    text = "Báo cáo của tỉnh\nĐến nay, tỷ lệ hồ sơ giải quyết đúng hạn ở cấp\nxã của tỉnh Lai Châu\nđạt 98,5%. Các sở vẫn\nđang rà soát."
    heading, start = text.index("\n"), text.index("Đến nay")
    blocks = (Block("heading", 0, heading, 1), Block("paragraph", start, len(text)))
    place.add((replace(make(text, "2"), blocks=blocks), Facts((figure(text, "98,5%", "percentage", 98.5, "%"),))))
    place.publish()
    assert place.rows("SELECT context FROM v_metrics") == [("Đến nay, tỷ lệ hồ sơ giải quyết đúng hạn ở cấp\nxã của tỉnh Lai Châu\nđạt 98,5%.",)]


def test_the_evidence_of_an_endless_sentence_is_cut_between_words(place: Place, make: Make, figure: Figure) -> None:
    words = "tình hình tiếp nhận và giải quyết thủ tục hành chính " * 12
    text = f"{words}đạt 98,5% {words}".strip()
    place.add((make(text, "2"), Facts((figure(text, "98,5%", "percentage", 98.5, "%"),))))
    place.publish()
    [(context,)] = place.rows("SELECT context FROM v_metrics")
    assert len(context) > 500 and set(context.split()) <= set(text.split())


def test_a_word_outside_a_vocabulary_is_set_aside_and_the_rest_published(filled: Place, make: Make, figure: Figure) -> None:
    text = "Năm 2022, tỉnh có 12 xã hoàn thành; 9 nhiệm vụ phải triển khai; công tác chuyển đổi số còn chậm."
    start = text.index("công tác")
    filled.add((make(text, "2"), Facts((figure(text, "12 xã", "count", 12, "xã"), figure(text, "9 nhiệm vụ", "count", 9, "nhiệm vụ", modality="later")), (),
                                       (Shortcoming(start, len(text) - 1, "numbers", "shortcomings/hand@1", "còn chậm", None, 0.7),))))  # type: ignore[arg-type]
    edition = filled.publish()
    assert filled.rows("SELECT family, quote FROM set_aside ORDER BY ALL") == [
        ("metric", "9 nhiệm vụ"), ("shortcoming", "công tác chuyển đổi số còn chậm")]
    assert filled.rows("SELECT count(*) FROM metrics WHERE quote = '12 xã'") == [(1,)]
    assert "vocabulary: 2 rows" in edition.warnings[0]


def test_an_impossible_fact_is_set_aside_and_the_rest_published(filled: Place, make: Make, figure: Figure) -> None:
    text = "Tỉnh xếp 65/63, sau đó hạng 12."
    metrics = (figure(text, "65/63", "ranking", 65, "hạng", total=63), figure(text, "hạng 12", "ranking", 12, "hạng"))
    filled.add((make(text, name="2"), Facts(metrics)))
    edition = filled.publish()
    assert filled.rows("SELECT check_name, family, quote, rule FROM set_aside") == [("ranks", "metric", "65/63", "metrics/hand@1")]
    assert filled.rows("SELECT count(*) FROM metrics") == [(4,)]
    assert [message.split(":")[0] for message in edition.warnings] == ["ranks"]
    assert filled.rows("SELECT warnings FROM editions ORDER BY edition_no DESC LIMIT 1") == [(list(edition.warnings),)]


def test_a_reader_keeps_its_edition_while_another_is_published(filled: Place, make: Make, found: Find) -> None:
    with query.connect(filled.target) as reader:
        filled.add((make(name="2"), found()))
        filled.publish()
        assert reader.sql("SELECT count(*) FROM documents").fetchall() == [(1,)]
        assert filled.rows("SELECT count(*) FROM documents") == [(2,)]


def test_a_reader_in_another_process_locks_nobody_out(filled: Place, make: Make, found: Find) -> None:
    code = "import sys, duckdb\ncon = duckdb.connect(sys.argv[1], read_only=True)\nprint(1, flush=True)\nsys.stdin.readline()\nprint(con.execute('SELECT count(*) FROM documents').fetchone()[0])"
    with subprocess.Popen([sys.executable, "-c", code, str(filled.target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout and reader.stdout.readline() == "1\n"
        filled.add((make(name="2"), found()))
        assert filled.publish().counts["documents"] == 2
        assert reader.communicate("\n")[0] == "1\n"


# Forks a publisher for every line it reads: "whole" for one that makes the edition anew, anything else for one that brings it up to date.
PUBLISHERS = """
import os, sys
from pathlib import Path
from warehouse import build
from warehouse.lake import Lake
from warehouse.load import publish
root = Path(sys.argv[1])
for line in sys.stdin:
    publisher = os.fork()
    if publisher == 0:
        if line == "whole\\n":
            build._basis = lambda target: None
        publish(Lake(root / "lake"), root / "warehouse.duckdb", sources={}, runs=root / "runs")
        os._exit(0)
    print(publisher, flush=True)
    print(os.waitpid(publisher, 0)[1], flush=True)
"""


def test_a_publisher_killed_at_any_moment_leaves_a_whole_edition(filled: Place, make: Make, found: Find) -> None:
    chance, standing, outcomes = random.Random(7), 1, []
    with subprocess.Popen([sys.executable, "-c", PUBLISHERS, str(filled.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as publishers:
        assert publishers.stdin and publishers.stdout

        def publish(way: str, delay: float | None) -> int:
            publishers.stdin.write(f"{way}\n")
            publishers.stdin.flush()
            publisher = int(publishers.stdout.readline())
            if delay is not None:
                time.sleep(delay)
                with suppress(ProcessLookupError):      # it was done before
                    os.kill(publisher, signal.SIGKILL)
            return int(publishers.stdout.readline())

        filled.add(*((make(name=f"first-{number}"), found()) for number in range(100)))
        began = time.monotonic()
        assert publish("whole", None) == 0
        lasts, standing = time.monotonic() - began, 101
        for number in range(10):
            filled.add((make(name=str(1000 + number)), found()))
            way = chance.choice(("whole", "brought up"))
            outcomes.append(publish(way, chance.uniform(0, lasts if way == "whole" else lasts / 3)))
            documents, metrics, orphans = filled.rows(
                "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM v_metrics), (SELECT count(*) FROM metrics ANTI JOIN versions USING (document_id, version))")[0]
            assert standing <= documents <= 102 + number and (metrics, orphans) == (3 * documents, 0)
            assert search.search(filled.target, "việc số hóa kết quả", kinds=["shortcoming"], limit=1).found == {"shortcoming": documents}
            standing = documents
    assert outcomes.count(signal.SIGKILL) >= 4      # the others were done before
    assert filled.publish().counts["documents"] == 111
    assert sorted(path.name for path in filled.root.iterdir()) == ["lake", "runs", "warehouse.duckdb", "warehouse.search"]


def test_a_second_publisher_is_told_who_is_at_work(filled: Place) -> None:
    with load.lock.hold(filled.root / "warehouse.lock"), pytest.raises(PublishError, match=f"process {os.getpid()} is publishing; wait"):
        filled.publish()
    filled.publish()


def test_a_lock_file_of_a_dead_publisher_is_taken_over(place: Place) -> None:
    (place.root / "warehouse.lock").write_text("4194304\n")
    place.publish()
    assert not (place.root / "warehouse.lock").exists()


def test_an_old_edition_that_cannot_be_read_is_left_alone(place: Place) -> None:
    place.target.write_bytes(b"not a database, but somebody's file" * 500)
    with pytest.raises(PublishError, match="move the file away"):
        place.publish()
    assert place.target.read_bytes().startswith(b"not a database")


def test_an_old_edition_that_somebody_writes_to_is_left_alone(filled: Place, make: Make, found: Find) -> None:
    code = "import sys, duckdb\ncon = duckdb.connect(sys.argv[1])\nprint(1, flush=True)\nsys.stdin.readline()"
    filled.add((make(name="2"), found()))
    with subprocess.Popen([sys.executable, "-c", code, str(filled.target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout and writer.stdout.readline()
        with pytest.raises(PublishError, match="close what writes to it"):
            filled.publish()
        writer.communicate("\n")
    assert filled.publish().counts["documents"] == 2


def test_runs_become_tables(filled: Place) -> None:
    (filled.root / "runs" / "r1.json").write_text(json.dumps(RUN))
    (filled.root / "runs" / "bad.json").write_text("{")
    (filled.root / "runs" / "r2.json").write_text(json.dumps({"run_id": "r2", "command": "cchc crawl", "started_at": "2023-05-14T08:00:00+07:00", "finished_at": None, "status": "running"}))
    assert [warning.split(":")[0] for warning in filled.publish().warnings] == ["bad.json"]
    assert filled.rows("SELECT run_id, status, finished_at IS NULL, documents, metrics FROM runs ORDER BY 1") == [("r1", "degraded", False, 4, 3), ("r2", "running", True, None, None)]
    assert filled.rows("SELECT fetched, rejected, reasons FROM run_sources") == [(5, 1, ["5 articles found, 10 expected"])]
    assert filled.rows("SELECT name, stage, kind, reason FROM run_failures") == [("https://laichau.example/9", "fetch", "timeout", "no answer in 30 s")]


@pytest.mark.parametrize(("content", "says"), [
    pytest.param('{"run_id": "r3", "comm', "Unterminated", id="cut off"),
    pytest.param(json.dumps(RUN | {"status": "fine"}), "'fine' is none of running, ok", id="unknown status"),
    pytest.param(json.dumps({key: value for key, value in RUN.items() if key != "command"}), "'command' is missing", id="a field is missing"),
    pytest.param(json.dumps(RUN | {"started_at": "2023-05-13T08:00:00"}), "no time zone", id="naive time"),
    pytest.param("[]", "not a run", id="a list"),
])
def test_a_run_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "bad.json").write_text(content)
    (tmp_path / "good.json").write_text(json.dumps(RUN))
    tables, (warning,) = ledger.read(tmp_path)
    assert warning.startswith("bad.json: ") and says in warning
    assert tables["runs"].column("run_id").to_pylist() == ["r1"]


def test_a_damaged_file_of_the_lake_is_named(filled: Place) -> None:
    (path,) = (filled.root / "lake" / "facts").rglob("*.parquet")
    damaged = path.with_name("damaged.parquet")
    damaged.write_bytes(path.read_bytes()[:200])
    with pytest.raises(PublishError, match="damaged file must be moved away") as failure:
        filled.publish()
    assert damaged.name in str(failure.value)


def test_every_table_view_and_column_is_explained(published: Place) -> None:
    missing = published.rows("""
        SELECT table_name, NULL FROM duckdb_tables() WHERE database_name = 'warehouse' AND comment IS NULL
        UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal AND comment IS NULL
        UNION ALL SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'warehouse' AND NOT internal AND comment IS NULL""")
    assert missing == []
    assert len(published.rows("SELECT * FROM duckdb_columns() WHERE database_name = 'warehouse' AND NOT internal")) > 150


@pytest.mark.parametrize(("enum", "values"), [
    ("metric_kind", facts.MetricKind), ("modality", facts.Modality), ("comparator", facts.Comparator), ("area", facts.Area),
    ("date_precision", Precision), ("date_origin", DateOrigin)], ids=lambda value: value if isinstance(value, str) else "")
def test_types_know_the_same_words_as_the_code(published: Place, enum: str, values: Any) -> None:
    assert published.rows(f"SELECT enum_range(CAST(NULL AS {enum}))") == [(list(get_args(values)),)]


def test_every_table_is_counted(published: Place) -> None:
    assert {name for (name,) in published.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'warehouse'")} == {*build.TABLES, *build.DERIVED, *build.BOOKKEEPING, "editions"}


def test_every_check_says_what_it_guards() -> None:
    assert {check.severity for check in checking.load()} == set(checking.SEVERITIES)


@pytest.mark.parametrize(("header", "says"), [
    pytest.param("-- guards: x\n-- severity: warn\n", "needs a line '-- remedy: …'", id="no remedy"),
    pytest.param("-- guards: x\n-- remedy: y\n-- severity: bad\n-- scope: rows\n", "severity is one of", id="unknown severity"),
    pytest.param("-- guards: x\n-- remedy: y\n-- severity: warn\n", "needs a line '-- scope: …'", id="no scope"),
    pytest.param("-- guards: x\n-- remedy: y\n-- severity: set-aside\n-- scope: edition\n", "facts are set aside before .+ its scope is rows", id="too late to set aside"),
])
def test_a_check_without_header_is_an_error(tmp_path: Path, header: str, says: str) -> None:
    (tmp_path / "odd.sql").write_text(header + "SELECT 1")
    with pytest.raises(ValueError, match=f"odd.sql: {says}"):
        checking.load(tmp_path)


def test_shortcomings_of_several_areas_load(place: Place, make: Make) -> None:
    text = "Một số nơi còn chậm, thiếu."
    place.add((make(text), Facts((), (), tuple(Shortcoming(0, index + 5, area) for index, area in enumerate(get_args(facts.Area))))))
    assert place.publish().counts["shortcomings"] == len(get_args(facts.Area))


def test_duckdb_counts_code_points() -> None:
    assert duckdb.sql("SELECT substr('a🎉👩‍👩‍👧\u00a0e\u0323b', 3, 2)").fetchall() == [("👩\u200d",)]
