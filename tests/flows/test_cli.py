"""The command line: what people type, what they get wrong, and the promise of one line instead of a traceback."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from flows.folder import DataFolder
from flows.ledger import Run

CCHC = [sys.executable, "-m", "flows.cli"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cchc(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Call the command line here; gives exit code, stdout, stderr."""

    def run(*tokens: object) -> tuple[int, str, str]:
        code = call([str(token) for token in tokens])
        return code, *capsys.readouterr()

    return run


Call = Callable[..., tuple[int, str, str]]


def program(*tokens: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run([*CCHC, *map(str, tokens)], cwd=ROOT, capture_output=True, check=False, **more)


# ---------------------------------------------------------------- help and usage
def test_help_imports_nothing_heavy() -> None:
    heavy = {"prefect", "spacy", "duckdb", "pyarrow", "underthesea", "trafilatura", "pipeline", "extractors", "warehouse"}
    script = f"import sys\nfrom flows.cli import call\ncode = call(['--help'])\nprint(code, sorted({heavy!r} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.endswith("0 []\n") and "extract" in out


@pytest.mark.parametrize("tokens", [
    pytest.param(["extarct", "a"], id="unknown command"), pytest.param(["extract", "--fromat", "jsonl"], id="unknown option"),
    pytest.param(["extract", ".", "--format", "xml"], id="unknown format"), pytest.param(["extract"], id="no path"),
    pytest.param(["import"], id="nothing to import"), pytest.param(["sql"], id="no query"), pytest.param(["evaluate"], id="no gold"),
    pytest.param(["crawl", "khong-co-nguon-nay"], id="unknown real source"),
    pytest.param(["crawl", "khong-co-nguon-nay", "--sample"], id="unknown source"),
    pytest.param(["run", "--sample", "--source", "khong-co-nguon-nay"], id="unknown sample source"),
    pytest.param(["evaluate", ".", "--accept"], id="accept without floors"),
    pytest.param(["sources", "--sources", "khong/co"], id="no folder of sources"),
    pytest.param(["crawl", "--sample", "--limit", "-1"], id="fewer pages than one"),
    pytest.param(["crawl", "--sample", "--since", "năm ngoái"], id="since no year"), pytest.param(["run", "--since", "2999"], id="since a year ahead"),
    pytest.param(["crawl", "--sample", "--since", "2019-02-30"], id="since no day"), pytest.param(["crawl", "--sample", "--since", "2019-1-1-1"], id="since too much"),
])
def test_wrong_usage_is_2_and_says_what(cchc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: list[str]) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path / "data"))
    code, out, err = cchc(*tokens)
    assert code == 2 and err.startswith("cchc: ") and len(err) > 20 and not out
    assert not (tmp_path / "data").exists()


def test_a_real_site_is_not_crawled_without_saying_who_asks(cchc: Call, tmp_path: Path) -> None:
    source = """
id = "thu"
name = "Trang thử"
kind = "portal"
base_url = "https://thu.gov.vn/"
hosts = ["thu.gov.vn"]
delay_seconds = 5
verified = false
article_pattern = 'id=\\d+'
[[discovery]]
kind = "feed"
url = "https://thu.gov.vn/rss"
"""
    (tmp_path / "thu.toml").write_text(source, encoding="utf-8")
    code, _, err = cchc("crawl", "thu", "--sources", tmp_path, "--data", tmp_path / "data")
    assert code == 2 and "--contact" in err


# ---------------------------------------------------------------- extract
def test_extract_prints_predictions_whose_offsets_are_code_points(cchc: Call, report: Path) -> None:
    code, out, err = cchc("extract", report)
    assert code == 0 and "cchc:" not in err
    [row] = [json.loads(line) for line in out.splitlines()]
    assert row["document"]["path"] == str(report) and row["document"]["province"] == "Lai Châu"
    assert set(row) == {"document", "text", "metrics", "officials", "shortcomings", "checks"}
    facts = row["metrics"] + row["shortcomings"] + [mention for official in row["officials"] for mention in official["mentions"]]
    assert facts and all(row["text"][fact["start"]:fact["end"]] == fact["quote"] for fact in facts)
    assert {(m["kind"], m["value"], m["total"]) for m in row["metrics"]} >= {("ranking", 41, 63), ("percentage", 98.4, None)}
    assert [o["name"] for o in row["officials"]] == ["Lò Văn Thử"]
    for metric in row["metrics"]:
        assert {"kind", "value", "total", "unit", "indicator", "modality", "comparator", "subject", "period_start", "period_end", "base_start",
                "base_end", "start", "end"} <= set(metric)


def test_plain_text_is_kept_but_for_nfc_and_line_ends(cchc: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Tỉnh Lai Châu\r\nđạt  97,7%\u00a0hồ sơ 🙂\u2028đúng hạn\r\n".encode())
    code, out, _ = cchc("extract", path)
    assert code == 0 and len(out.splitlines()) == 1   # U+2028 would split the line for many readers
    assert json.loads(out)["text"] == "Tỉnh Lai Châu\nđạt  97,7%\u00a0hồ sơ 🙂\u2028đúng hạn\n"


def bad_files(folder: Path) -> dict[str, Path]:
    """One file of each kind that can't be read."""
    made = {name: folder / name for name in ("empty.txt", "binary.txt", "huge.txt", "broken.pdf", "broken.docx", "unknown.xyz")}
    made["empty.txt"].write_bytes(b"")
    made["binary.txt"].write_bytes(bytes(range(256)) * 40)
    with made["huge.txt"].open("wb") as file:
        file.truncate(50_000_000)   # sparse: takes no room
    made["broken.pdf"].write_bytes(b"%PDF-1.7\nnot really")
    made["broken.docx"].write_bytes(b"PK\x03\x04 not really")
    made["unknown.xyz"].write_bytes(b"abc")
    return made | {"missing.txt": folder / "missing.txt"}


def test_each_bad_file_is_named_with_its_reason_and_the_rest_is_printed(cchc: Call, report: Path, tmp_path: Path) -> None:
    bad = bad_files(_made(tmp_path / "bad"))
    code, out, err = cchc("extract", *bad.values(), report)
    lines = [line for line in err.splitlines() if line.startswith("cchc: ")]
    assert code == 1 and len(out.splitlines()) == 1
    assert len(lines) == len(bad) and "Traceback" not in err
    for path in bad.values():
        assert sum(line.startswith(f"cchc: {path}: ") and len(line) > len(f"cchc: {path}: ") + 8 for line in lines) == 1, path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
def test_other_encodings_are_read_or_refused_but_never_garbled(cchc: Call, tmp_path: Path, encoding: str) -> None:
    import unicodedata

    text = "Tỉnh Lai Châu đạt 97,7% hồ sơ đúng hạn, xếp hạng 41/63 tỉnh, thành phố.\n" * 5
    path = tmp_path / "a.txt"
    path.write_bytes(unicodedata.normalize("NFD", text).encode(encoding, "replace") if encoding == "cp1258" else text.encode(encoding))
    code, out, err = cchc("extract", path)
    assert (code == 0 and "97,7%" in json.loads(out)["text"]) or (code == 1 and str(path) in err)
    if encoding != "cp1258":
        assert code == 0 and json.loads(out)["text"] == text


def test_a_folder_without_documents_is_told(cchc: Call, tmp_path: Path) -> None:
    code, out, err = cchc("extract", _made(tmp_path / "empty"))
    assert (code, out) == (1, "") and err.endswith("no documents here\n")


def test_a_reader_that_stops_early_is_no_failure(report: Path) -> None:
    folder = report.parent
    for number in range(60):
        (folder / f"{number}.txt").write_text(report.read_text(encoding="utf-8") * 3, encoding="utf-8")
    process = subprocess.Popen([*CCHC, "extract", str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 0 and "Traceback" not in err and "BrokenPipe" not in err


def test_output_is_utf8_whatever_the_terminal_says(report: Path) -> None:
    done = program("extract", report, env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0 and json.loads(done.stdout.decode("utf-8"))["document"]["province"] == "Lai Châu"


# ---------------------------------------------------------------- evaluate
def test_evaluate_prints_the_scorecard_and_obeys_floors(cchc: Call, tmp_path: Path, report: Path, make_gold: Callable[..., Path]) -> None:
    gold = make_gold(report.read_text(encoding="utf-8"),
                     {"t": "m", "kind": "ranking", "value": 41, "total": 63, "unit": "hạng", "indicator": "PAR_INDEX", "q": "hạng ⟦41/63⟧"})
    floors = tmp_path / "floors.toml"
    floors.write_text('[floors]\n"metrics.recall" = 1.0\n', encoding="utf-8")
    code, out, err = cchc("evaluate", gold, "--floors", floors, "--accept")
    assert (code, "cchc:" in err) == (0, False) and "metrics.recall" in out
    code, out, _ = cchc("evaluate", gold, "--floors", floors)
    assert code == 0 and "lost since the accepted figures: 0" in out
    floors.write_text('[floors]\n"officials.precision" = 1.0\n', encoding="utf-8")
    code, _, err = cchc("evaluate", gold, "--floors", floors)
    assert code == 1 and "below the floor: officials.precision" in err


def test_evaluate_scores_what_extract_printed(cchc: Call, tmp_path: Path, report: Path, make_gold: Callable[..., Path]) -> None:
    gold = make_gold(report.read_text(encoding="utf-8"), {"t": "s", "area": ["digital"], "q": "việc số hóa kết quả"})
    _, predictions, _ = cchc("extract", gold / "documents")
    path = tmp_path / "p.jsonl"
    path.write_text(predictions, encoding="utf-8")
    assert json.loads(cchc("evaluate", gold, "--json", "--predictions", path)[1]) == json.loads(cchc("evaluate", gold, "--json")[1])


@pytest.mark.parametrize(("content", "complaint"), [pytest.param("{}\n", ":1: not a prediction", id="no prediction"),
                                                    pytest.param("[floors]", ":1: not a prediction", id="another file")])
def test_a_file_that_holds_no_predictions_is_told(cchc: Call, tmp_path: Path, make_gold: Callable[..., Path], content: str, complaint: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(content, encoding="utf-8")
    code, _, err = cchc("evaluate", make_gold("a", {"t": "doc"}), "--predictions", path)
    assert code == 2 and complaint in err


def test_a_folder_without_gold_is_told(cchc: Call, tmp_path: Path) -> None:
    code, _, err = cchc("evaluate", tmp_path)
    assert code == 1 and "no gold here" in err


# ---------------------------------------------------------------- the data folder
@pytest.mark.parametrize("tokens", [pytest.param(["sql", "SELECT 1"], id="sql"), pytest.param(["report"], id="report")])
def test_without_a_warehouse_people_hear_how_to_make_one(cchc: Call, tmp_path: Path, tokens: list[str]) -> None:
    code, out, err = cchc(*tokens, "--data", tmp_path / "none")
    assert (code, out) == (1, "") and "cchc run" in err and not (tmp_path / "none").exists()


@pytest.mark.parametrize("tokens", [["import", "a.txt"], ["crawl", "--sample"], ["publish"], ["run", "--no-prefect"]])
def test_a_data_folder_that_is_a_file_is_told(cchc: Call, tmp_path: Path, tokens: list[str]) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    code, out, err = cchc(*tokens, "--data", tmp_path / "data")
    assert (code, out) == (2, "") and "a file stands where the data folder should be" in err


def test_a_data_folder_that_cannot_be_written_is_told(cchc: Call) -> None:
    code, out, err = cchc("publish", "--data", "/proc/cchc")
    assert (code, out) == (2, "") and err.startswith("cchc: /proc/cchc: can't write here") and len(err.splitlines()) == 1


def test_a_damaged_crawl_state_is_told(cchc: Call, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "crawl.sqlite").write_bytes(b"not a database " * 500)
    code, _, err = cchc("crawl", "--sample", "--data", tmp_path)
    assert code == 1 and "crawl.sqlite" in err and "Traceback" not in err


def test_nothing_imported_is_a_failure_that_names_the_path(cchc: Call, tmp_path: Path) -> None:
    code, _, err = cchc("import", _made(tmp_path / "empty"), "--data", tmp_path / "data")
    assert code == 1 and "no documents here" in err


# ---------------------------------------------------------------- the whole way
def test_run_goes_from_portal_to_answer(tmp_path: Path) -> None:
    done = program("run", "--no-prefect", "--sample", "--source", "mau-lai-chau", "--data", tmp_path / "data")
    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "mau-lai-chau" in out and f"Warehouse  {tmp_path / 'data' / 'warehouse.duckdb'}" in out and "Try: cchc sql" in out
    assert (tmp_path / "data" / "report.html").is_file() and b"Traceback" not in done.stderr
    [run] = (tmp_path / "data" / "runs").glob("*.json")
    assert json.loads(run.read_text(encoding="utf-8"))["counts"]["metrics"] > 0


@pytest.mark.parametrize("format", ["table", "csv", "json", "parquet"])
def test_sql_answers_in_every_format(cchc: Call, crawled: tuple[DataFolder, Run], tmp_path: Path, format: str) -> None:
    import pyarrow.parquet

    target = tmp_path / f"answer.{format}"
    sql = "SELECT count(*) AS documents FROM documents"
    code, out, err = cchc("sql", sql, "--format", format, "--output", target, "--data", crawled[0].root)
    assert (code, out, err) == (0, "", "")
    number = pyarrow.parquet.read_table(target).to_pylist()[0]["documents"] if format == "parquet" else target.read_text(encoding="utf-8")
    assert str(crawled[1].counts["documents"]) in str(number)


@pytest.mark.parametrize(("sql", "complaint"), [
    pytest.param("SELEC 1", "syntax error", id="no SQL"), pytest.param("SELECT * FROM metricks", "metrics", id="no such table"),
    pytest.param("DROP TABLE metrics", "read-only", id="writing"), pytest.param("SELECT * FROM read_csv('/etc/passwd')", "", id="a file"),
    pytest.param("", "empty", id="nothing"),
])
def test_sql_that_does_not_work_is_told_in_one_line(cchc: Call, crawled: tuple[DataFolder, Run], sql: str, complaint: str) -> None:
    code, out, err = cchc("sql", sql, "--data", crawled[0].root)
    assert (code, out) == (1, "") and complaint in err and len(err.splitlines()) == 1


def test_report_on_a_damaged_warehouse_is_one_line(cchc: Call, tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_text("no database")
    code, out, err = cchc("report", "--data", tmp_path)
    assert (code, out) == (1, "") and "can't be opened as a warehouse" in err and err.count("\n") == 1


def test_sources_for_another_program_keep_an_address_on_its_line() -> None:
    done = program("sources")
    assert done.returncode == 0 and "https://bacgiang.gov.vn" in done.stdout.decode()


def test_report_says_where_it_lies(cchc: Call, crawled: tuple[DataFolder, Run]) -> None:
    assert cchc("report", "--data", crawled[0].root)[:2] == (0, f"{crawled[0].report}\n")


def test_publish_with_nothing_new_keeps_the_edition(cchc: Call, crawled: tuple[DataFolder, Run]) -> None:
    ask = ("sql", "SELECT edition_id FROM editions", "--format", "csv", "--data", crawled[0].root)
    before = cchc(*ask)
    assert cchc("publish", "--data", crawled[0].root)[0] == 0
    assert cchc(*ask) == before and before[0] == 0


def test_sources_are_listed(cchc: Call) -> None:
    from corpus.sample import SOURCES

    code, out, _ = cchc("sources", "--sources", SOURCES)
    assert code == 0 and all(path.stem in out for path in SOURCES.glob("*.toml"))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
