"""The warehouse held open in Python."""
from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

import warehouse
from warehouse.query import QueryError

Place = Any       # conftest.Place


def test_every_way_to_take_a_result(published: Place) -> None:
    with warehouse.open(published.target) as wh:
        assert wh.sql("FROM v_metrics").filter("value > 50").aggregate("count(*) AS n").fetchall() == [(1,)]
        assert wh.arrow("SELECT quote FROM v_metrics WHERE value = ?", 21).to_pylist() == [{"quote": "21/63"}]
        assert wh.arrow("v_metrics").num_rows == 3
        assert "v_rankings" in wh.tables() and next(iter(wh.tables())).startswith("v_")
        assert wh.columns("v_metrics")["quote"] == "The words that state it."
        assert wh.search("số hóa kết quả", kinds=["shortcoming"]).hits[0].marks
        assert repr(wh) == f"warehouse.open({str(published.target)!r})"
    assert warehouse.open(published.root).path == published.target      # the data folder will do


def test_pandas_and_polars(published: Place) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    with warehouse.open(str(published.target)) as wh:
        frame = wh.df("SELECT value, published_day FROM v_metrics ORDER BY start_offset")
        assert frame["value"].tolist() == [21.0, 4.0, 98.5] and str(frame["published_day"][0])[:10] == "2023-05-10"
        assert wh.pl("v_metrics").height == 3


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_without_a_package_one_is_told_which(published: Place, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with warehouse.open(published.target) as wh, pytest.raises(QueryError, match=f"needs the package {package}: pip install"):
        wh.df("v_metrics") if package == "pandas" else wh.pl("v_metrics")


@pytest.mark.parametrize(("query", "says"), [
    ("v_metric", "does not exist"), ("SELECT nix FROM metrics", "not found"), ("DELETE FROM metrics", "read-only"), ("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration"),
    ("SELECT CAST(quote AS INTEGER) FROM metrics", "Could not convert"),
])
def test_errors_have_one_line(published: Place, query: str, says: str) -> None:
    with warehouse.open(published.target) as wh, pytest.raises(QueryError, match=says) as failure:
        wh.arrow(query)
    assert "\n" not in str(failure.value)


def test_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="cchc publish"):
        warehouse.open(tmp_path)


def test_an_edition_held_open_stays_while_the_next_is_published(filled: Place, make: Any, found: Any) -> None:
    with warehouse.open(filled.target) as wh:
        filled.add((make(name="2", fetched=4), found()))
        filled.publish()
        assert wh.arrow("documents").num_rows == 1
    with warehouse.open(filled.target) as wh:
        assert wh.arrow("documents").num_rows == 2


def test_an_earlier_edition(filled: Place, make: Any, found: Any) -> None:
    filled.add((make(name="2", fetched=4), found()))
    filled.publish()
    with warehouse.open(filled.target, as_of=1) as wh:
        assert (wh.arrow("documents").num_rows, wh.arrow("v_metrics").num_rows) == (1, 3)
        assert wh.columns("v_metrics")["quote"] and "v_rankings" in wh.tables() and repr(wh).endswith(", as_of=1)")
    with pytest.raises(QueryError, match="there is no edition 3 to show; there are 1 to 2"):
        warehouse.open(filled.target, as_of=3)
