"""The stages on the embedded sample: everything but Prefect, over real HTTP on the loopback interface."""
from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpus.sample.server import SampleServer
from flows import stages
from flows.errors import Problem
from flows.folder import DataFolder
from flows.importing import import_paths
from flows.ledger import Run, started
from flows.parsing import parse_records
from flows.plain import crawl_and_parse, extract_and_publish
from flows.plan import Plan, chosen, known_to, user_agent
from flows.progress import Progress
from pipeline.crawl import Fetcher, Limits
from pipeline.document import Document
from warehouse.lake import Lake
from warehouse.query import run as query

QUIET = Progress(quiet=True)


def plan(folder: DataFolder, server: SampleServer, *ids: str) -> Plan:
    return Plan(folder, chosen(server.sources, ids), user_agent(None), server.connect_to)


class ImpatientPlan(Plan):
    """Asks a server that is away only once."""

    @contextmanager
    def fetching(self) -> Iterator[Fetcher]:
        with closing(Fetcher(self.user_agent, connect_to=self.connect_to, limits=Limits(attempts=1))) as fetcher:
            yield fetcher


def table(folder: DataFolder, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = query(folder.warehouse, sql).to_pylist()
    return rows


def test_the_sample_becomes_a_warehouse_and_a_report(crawled: tuple[DataFolder, Run], server: SampleServer) -> None:
    folder, run = crawled
    assert run.status == "ok" and set(run.sources) == set(server.sources)
    for source in run.sources.values():
        assert source.parsed > 0 and source.parsed + source.rejected == source.fetched, source
    assert table(folder, "SELECT count(*) AS n FROM documents") == [{"n": run.counts["documents"]}]
    assert all(table(folder, f"SELECT count(*) > 0 AS some FROM {family}") == [{"some": True}] for family in ("metrics", "officials", "shortcomings"))
    assert folder.report.read_text(encoding="utf-8").startswith("<!")


def test_the_edition_knows_the_run_that_made_it(crawled: tuple[DataFolder, Run]) -> None:
    folder, run = crawled
    [row] = table(folder, "SELECT run_id, status, documents, metrics, finished_at IS NOT NULL AS finished FROM runs")
    assert row == {"run_id": run.run_id, "status": "ok", "documents": run.counts["documents"], "metrics": run.counts["metrics"], "finished": True}
    kinds = {row["kind"] for row in table(folder, "SELECT kind FROM run_failures WHERE stage = 'parse'")}
    assert {"spam", "challenge"} <= kinds


def test_every_stage_again_on_the_same_input_changes_nothing(crawled: tuple[DataFolder, Run], server: SampleServer) -> None:
    folder, _ = crawled
    before = _files(folder.lake)
    with folder.writing(), started(folder.runs, "run") as run:
        crawl_and_parse(plan(folder, server), run, QUIET)
        stages.extract_documents(folder, run)
    assert run.status == "ok" and not any(run.counts.values()) and _files(folder.lake) == before
    assert all(source.fetched == 0 for source in run.sources.values())
    (folder.runs / f"{run.run_id}.json").unlink()
    edition = stages.publish(folder, known_to(folder))
    assert edition.id == table(folder, "SELECT edition_id FROM editions ORDER BY edition_no DESC LIMIT 1")[0]["edition_id"]
    assert len(table(folder, "SELECT * FROM editions")) == 1


def test_a_kill_between_fetching_and_reading_loses_nothing(server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = next(iter(server.sources.values()))
    with DataFolder(tmp_path).writing() as folder:
        with plan(folder, server).fetching() as fetcher:
            fetched = stages.crawl_source(source, folder, fetcher).fetched
        with monkeypatch.context() as broken, started(folder.runs, "crawl") as run:   # dies with the lake written, before any mark
            broken.setattr("pipeline.crawl.CrawlState.mark_parsed", _die)
            with pytest.raises(KeyboardInterrupt):
                parse_records(source.id, source, folder, run)
        held = len(list(Lake(folder.lake).documents()))
        with started(folder.runs, "crawl") as run:
            parsed = parse_records(source.id, source, folder, run)
        assert 0 < parsed == fetched - run.source(source.id).rejected
        assert len(list(Lake(folder.lake).documents())) == held == parsed and run.counts["documents"] == 0


def test_a_page_that_makes_the_parser_fail_is_a_failure_of_that_page(server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.parse

    source, parse = next(iter(server.sources.values())), pipeline.parse.parse_record
    seen: list[str] = []

    def fragile(page: Any, of: Any) -> Document:
        seen.append(page.url)
        if len(seen) == 3:
            raise RuntimeError("broken\nmarkup")
        return parse(page, of)

    monkeypatch.setattr(pipeline.parse, "parse_record", fragile)
    with DataFolder(tmp_path).writing() as folder, started(folder.runs, "crawl") as run:
        crawl_and_parse(plan(folder, server, source.id), run, QUIET)
    [failure] = [f for f in run.failures if f.kind == "RuntimeError"]
    assert (failure.name, failure.stage, failure.reason) == (seen[2], "parse", "broken markup")
    assert run.source(source.id).failed == 1 and run.source(source.id).parsed > 1 and run.status == "degraded"


def test_a_source_out_of_reach_stops_no_other(server: SampleServer, tmp_path: Path) -> None:
    first, second = list(server.sources)[:2]
    gone = next(iter(server.sources[first].hosts))
    with DataFolder(tmp_path).writing() as folder, started(folder.runs, "crawl") as run:
        reach = {**server.connect_to, gone: "127.0.0.1:9"}   # the discard port: nobody listens
        crawl_and_parse(ImpatientPlan(folder, chosen(server.sources, [first, second]), user_agent(None), reach), run, QUIET)
    assert (run.source(first).status, run.source(second).status, run.status) == ("failed", "ok", "degraded")
    assert "nothing could be fetched" in run.source(first).reasons[0] and run.source(second).parsed > 0


def test_a_source_that_delivers_less_than_it_promises_is_degraded(server: SampleServer, tmp_path: Path) -> None:
    from dataclasses import replace

    source = next(iter(server.sources.values()))
    greedy = replace(source, expect=replace(source.expect, documents=1000))
    with DataFolder(tmp_path).writing() as folder, started(folder.runs, "crawl") as run:
        crawl_and_parse(Plan(folder, (greedy,), user_agent(None), server.connect_to, limit=2), run, QUIET)
    assert run.source(source.id).status == run.status == "degraded"
    assert "1000 expected" in run.source(source.id).reasons[0]


def test_files_are_imported_extracted_and_published(report: Path, tmp_path: Path) -> None:
    (report.parent / "empty.txt").write_bytes(b"")
    with DataFolder(tmp_path / "data").writing() as folder, started(folder.runs, "import") as run:
        assert import_paths([report, report.parent / "empty.txt"], folder, {}, run) == 1
        assert import_paths([report], folder, {}, run) == 0
        extract_and_publish(folder, run, QUIET)
    [row] = table(folder, "SELECT value, total, quote, url FROM v_metrics WHERE kind = 'ranking'")
    assert row["value"] == 41 and row["total"] == 63 and "41/63" in row["quote"] and row["url"] == str(report)
    written = json.loads((folder.runs / f"{run.run_id}.json").read_text(encoding="utf-8"))
    assert (written["status"], written["sources"][0]["failed"], written["failures"][0]["name"]) == ("degraded", 1, str(report.parent / "empty.txt"))


def test_a_failed_check_leaves_the_old_edition_and_is_told_in_a_line(crawled: tuple[DataFolder, Run], monkeypatch: pytest.MonkeyPatch) -> None:
    import warehouse.load

    def fail(*_: object, **__: object) -> None:
        raise warehouse.load.PublishError("counts: fewer documents than before")

    monkeypatch.setattr(warehouse.load, "publish", fail)
    with pytest.raises(Problem, match="not published, the last edition"):
        stages.publish(crawled[0], {})


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def _files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
