"""Asking: answers in every format, errors in one line, and no way out of the warehouse."""
from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.query import QueryError, render, run

Place = Any       # conftest.Place


def shown(table: pa.Table, format: Any) -> str:
    out = io.StringIO()
    render(table, format, out)
    return out.getvalue()


@pytest.mark.parametrize(("sql", "says"), [
    pytest.param("SELECT * FROM v_metric", 'v_metric does not exist! Did you mean "v_metrics"?', id="a view misspelt"),
    pytest.param("SELECT valu FROM metrics", 'Candidate bindings: "value"', id="a column misspelt"),
    pytest.param("SELEC 1", 'syntax error at or near "SELEC"', id="no SQL"),
    pytest.param("", "the query is empty", id="nothing"),
    pytest.param("-- only a comment", "the query is empty", id="a comment"),
    pytest.param("SELECT 1; SELECT 2", "one statement at a time", id="two statements"),
    pytest.param("SELECT CAST(quote AS INTEGER) FROM metrics", "Could not convert string", id="a failure while it runs"),
    pytest.param("DELETE FROM metrics", "read-only", id="delete"),
    pytest.param("CREATE TABLE mine AS SELECT 1", "read-only", id="create"),
    pytest.param("DROP VIEW v_metrics", "read-only", id="drop"),
    pytest.param("COPY metrics TO 'out.csv'", "disabled by configuration", id="write a file"),
    pytest.param("EXPORT DATABASE 'out'", "disabled by configuration", id="write many files"),
    pytest.param("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration", id="read a file"),
    pytest.param("SELECT * FROM read_text('/etc/passwd')", "disabled by configuration", id="read a text"),
    pytest.param("SELECT * FROM glob('/etc/*')", "disabled by configuration", id="list a folder"),
    pytest.param("SELECT * FROM '/etc/passwd'", "does not exist", id="a file as a table"),
    pytest.param("SELECT * FROM read_parquet('https://example.org/a.parquet')", "disabled", id="the network"),
    pytest.param("ATTACH 'other.duckdb'", "disabled by configuration", id="another database"),
    pytest.param("INSTALL httpfs", "disabled by configuration", id="an extension"),
    pytest.param("SET enable_external_access = true", "configuration has been locked", id="unlock"),
    pytest.param("SELECT * FROM secret_table", "does not exist", id="a variable of the program"),
    pytest.param("SELECT getenv('HOME')", "getenv does not exist", id="the environment"),
    pytest.param("LOAD httpfs", "disabled through configuration", id="load an extension"),
    pytest.param("CREATE SECRET s (TYPE http)", "disabled by configuration", id="a secret"),
    pytest.param("IMPORT DATABASE 'in'", "disabled by configuration", id="read many files"),
    pytest.param("SELECT * FROM read_blob('/etc/passwd')", "disabled by configuration", id="read bytes"),
    pytest.param("SELECT * FROM sniff_csv('/etc/passwd')", "disabled by configuration", id="look into a file"),
    pytest.param("SELECT * FROM parquet_metadata('/etc/passwd')", "disabled by configuration", id="look into Parquet"),
    pytest.param("COPY metrics FROM '/etc/passwd'", "disabled by configuration", id="copy from a file"),
    pytest.param("SET memory_limit = '1GB'", "configuration has been locked", id="another setting"),
    pytest.param("RESET lock_configuration", "configuration has been locked", id="undo the lock"),
    pytest.param("PRAGMA threads = 1", "configuration has been locked", id="a setting by PRAGMA"),
    pytest.param("CALL enable_logging(storage = 'file', storage_path = 'log')", "configuration has been locked", id="a log file"),
    pytest.param("COMMENT ON TABLE metrics IS ''", "read-only", id="a comment on a table"),
    pytest.param("DETACH warehouse", "Cannot detach", id="let the warehouse go"),
])
def test_what_does_not_work_is_said_in_one_line(published: Place, sql: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret_table = pa.table({"secret": [1]})
    monkeypatch.chdir(tmp_path)
    before = published.target.read_bytes()
    with pytest.raises(QueryError) as failure:
        run(published.target, sql)
    assert says in str(failure.value)
    assert len(str(failure.value).splitlines()) == 1
    assert (list(tmp_path.iterdir()), published.target.read_bytes() == before, secret_table.num_rows) == ([], True, 1)


@pytest.mark.parametrize("content", [None, b"", b"no database " * 1000], ids=["missing", "empty", "something else"])
def test_without_a_warehouse_one_is_told_how_to_make_it(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "warehouse.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QueryError, match="`cchc publish`") as failure:
        run(path, "SELECT count(*) FROM metrics")
    assert "warehouse.duckdb" in str(failure.value)


def test_a_path_with_a_quotation_mark(published: Place, tmp_path: Path) -> None:
    path = tmp_path / "kho d'ữ liệu.duckdb"
    path.write_bytes(published.target.read_bytes())
    assert run(path, "SELECT count(*) AS n FROM metrics").to_pylist() == [{"n": 3}]


@pytest.mark.parametrize(("sql", "csv", "table"), [
    pytest.param("SELECT quote, value, total FROM metrics ORDER BY start_offset", "quote,value,total\n21/63,21,63\ntăng 4 hạng,4,\n\"98,5%\",98.5,\n",
                 "quote        value  total\n-----------  -----  -----\n21/63        21     63\ntăng 4 hạng  4\n98,5%        98.5\n(3 rows)\n", id="numbers without trailing zeros"),
    pytest.param("SELECT DATE '2023-05-10' AS day, TIMESTAMPTZ '2023-05-10 01:30:00+00' AS at", "day,at\n2023-05-10,2023-05-10T08:30:00+07:00\n",
                 "day         at\n----------  -------------------------\n2023-05-10  2023-05-10T08:30:00+07:00\n(1 row)\n", id="times in Vietnam"),
    pytest.param("SELECT 'a' || chr(10) || 'b' AS x, NULL AS y", 'x,y\n"a\nb",\n', "x    y\n---  -\na b\n(1 row)\n", id="line ends and nothing"),
    pytest.param("SELECT 1200000000000::DECIMAL(24,6) AS money, sum(i) AS s FROM range(3) AS t(i)", "money,s\n1200000000000,3\n",
                 "money          s\n-------------  -\n1200000000000  3\n(1 row)\n", id="much money"),
    pytest.param("SELECT '🎉x' AS a, 'y' AS b UNION ALL SELECT 'Ủy', 'z' ORDER BY b", "a,b\n🎉x,y\nỦy,z\n", "a    b\n---  -\n🎉x  y\nỦy   z\n(2 rows)\n", id="columns stay aligned"),
    pytest.param("SELECT 1 AS n WHERE false", "n\n", "n\n-\n(0 rows)\n", id="no rows"),
    pytest.param("SELECT [1, 2] AS list, {'a': 'ữ'} AS struct, MAP {'k': 1} AS map", 'list,struct,map\n"[1, 2]","{""a"": ""ữ""}","{""k"": 1}"\n', None, id="nested values"),
])
def test_csv_and_table(published: Place, sql: str, csv: str, table: str | None) -> None:
    result = run(published.target, sql)
    assert shown(result, "csv") == csv
    if table is not None:
        assert shown(result, "table") == table


def test_long_cells_are_cut_in_tables_only(published: Place) -> None:
    result = run(published.target, "SELECT repeat('chữ ', 30) AS long, 1 AS n")
    lines = shown(result, "table").splitlines()
    assert lines[2].endswith("…  1") and len(lines[2]) < 70
    assert "…" not in shown(result, "json")


@pytest.mark.parametrize(("sql", "expected"), [
    pytest.param("SELECT value, total, kind, period_start FROM metrics WHERE kind = 'ranking'", [{"value": 21, "total": 63, "kind": "ranking", "period_start": "2022-01-01"}], id="a fact"),
    pytest.param("SELECT 98.5::DECIMAL(24,6) AS x, NULL AS y, 'ữ' AS z, true AS t", [{"x": 98.5, "y": None, "z": "ữ", "t": True}], id="plain values"),
    pytest.param("SELECT 1 AS a, 2 AS a", [{"a": 1, "a_2": 2}], id="the same name twice"),
    pytest.param("SELECT 1.0::DOUBLE / 0 AS x", [{"x": None}], id="infinite"),
    pytest.param("SELECT MAP {'k': 1.5::DECIMAL(9,2)} AS m, [DATE '2023-01-01'] AS l", [{"m": {"k": 1.5}, "l": ["2023-01-01"]}], id="nested"),
    pytest.param("SELECT 1 AS n WHERE false", [], id="no rows"),
    pytest.param("SELECT * FROM range(3) AS t(n)", [{"n": 0}, {"n": 1}, {"n": 2}], id="several rows"),
])
def test_json(published: Place, sql: str, expected: list[dict[str, object]]) -> None:
    assert json.loads(shown(run(published.target, sql), "json")) == expected


def test_parquet_to_a_stream_and_every_format_to_a_file(published: Place, tmp_path: Path) -> None:
    result = run(published.target, "SELECT quote, value, kind, published_day FROM v_metrics ORDER BY start_offset")
    stream = io.TextIOWrapper(io.BytesIO())
    render(result, "parquet", stream)
    assert pq.read_table(io.BytesIO(stream.buffer.getvalue())).num_rows == 3      # type: ignore[attr-defined]
    for format in ("table", "csv", "json", "parquet"):
        render(result, format, tmp_path / format)
    assert pq.read_table(tmp_path / "parquet").column("quote").to_pylist() == ["21/63", "tăng 4 hạng", "98,5%"]
    assert (tmp_path / "csv").read_text(encoding="utf-8") == shown(result, "csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv", "json", "parquet", "table"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("sql", "holds"), [
    pytest.param("SELECT quote, value FROM metrics ORDER BY value", ("quote", "tăng 4 hạng", "98.5", "(3 rows)"), id="a table"),
    pytest.param("SELECT * FROM v_metrics", ("indicator_name", "Lai Châu cải thiện Chỉ số CCHC", "(3 rows)"), id="too wide: one below the other"),
    pytest.param("SELECT '[red]x[/red]' AS markup", ("[red]x[/red]",), id="brackets are no markup"),
])
def test_on_a_terminal(published: Place, monkeypatch: pytest.MonkeyPatch, sql: str, holds: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    render(run(published.target, sql), "table", out)
    plain = re.sub(r"\x1b\[[\d;]*m", "", out.getvalue())
    assert all(words in plain for words in holds)
    assert max(map(len, plain.splitlines())) <= 100


@pytest.mark.parametrize(("format", "out", "says"), [
    pytest.param("parquet", Terminal(), "send it to a file", id="bytes on a terminal"),
    pytest.param("xml", io.StringIO(), "there are: table, csv, json, parquet", id="unknown format"),
    pytest.param("csv", Path("/nowhere/at/all.csv"), "can't be written", id="no such folder"),
    pytest.param("csv", Path("/"), "is a folder", id="a folder"),
])
def test_what_cannot_be_rendered(format: Any, out: Any, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        render(pa.table({"n": [1]}), format, out)


def test_dates_that_python_does_not_know_are_said_to_be_so(published: Place) -> None:
    with pytest.raises(QueryError, match="CAST the column to VARCHAR"):
        shown(run(published.target, "SELECT DATE '20000-01-01' AS day"), "csv")


def test_parquet_that_cannot_hold_a_type_says_so(published: Place, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="CAST the column"):
        render(run(published.target, "SELECT INTERVAL 1 DAY AS x"), "parquet", tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []
