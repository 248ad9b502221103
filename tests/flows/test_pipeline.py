"""The Prefect flow, once, on a temporary server; what the stages do is tested without it."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.sample.server import serve
from flows.engine import SETTINGS, prepare
from flows.errors import Problem
from flows.folder import DataFolder
from flows.ledger import started
from flows.plan import Plan, chosen, user_agent
from flows.progress import Progress
from warehouse.query import run as query

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        for name in (*SETTINGS, "PREFECT_HOME"):
            environment.setenv(name, "")      # so that what `prepare` sets is undone in the end
            environment.delenv(name)
        prepare(tmp_path_factory.mktemp("prefect"))
        from prefect.testing.utilities import prefect_test_harness

        with prefect_test_harness(server_startup_timeout=180):
            yield


def test_the_flow_crawls_what_it_can_and_publishes(prefect: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import pipeline, stages

    tries: list[str] = []
    crawl_source = stages.crawl_source

    def unsteady(source: stages.Source, *args: object, **options: object) -> object:
        tries.append(source.id)
        if source.id == gone:
            raise stages.Unreachable(source, _nothing(source.id))
        return crawl_source(source, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "crawl_source", unsteady)
    monkeypatch.setattr(pipeline, "crawl", pipeline.crawl.with_options(retry_delay_seconds=0))
    with serve((0, 0, 0)) as server, DataFolder(tmp_path).writing() as folder:
        gone, there = list(server.sources)[:2]
        plan = Plan(folder, chosen(server.sources, [gone, there]), user_agent(None), server.connect_to)
        with started(folder.runs, "run") as run:
            edition = pipeline.run_flow(plan, run, Progress(quiet=True))
    assert tries.count(gone) == 3 and tries.count(there) == 1   # only what failed on the network is tried again
    assert (run.source(gone).status, run.source(there).status, run.status) == ("failed", "ok", "degraded")
    assert edition.counts["documents"] == run.counts["documents"] > 0 and folder.report.exists()
    assert query(folder.warehouse, "SELECT status FROM runs").to_pylist() == [{"status": "degraded"}]


def test_what_goes_wrong_in_a_stage_reaches_the_person_as_it_is(prefect: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import pipeline, stages

    def fail(*_: object) -> None:
        raise Problem("not published: a check failed")

    monkeypatch.setattr(stages, "publish", fail)
    with DataFolder(tmp_path).writing() as folder, pytest.raises(Problem, match="a check failed"), started(folder.runs, "run") as run:
        pipeline.run_flow(Plan(folder, (), user_agent(None)), run, Progress(quiet=True))
    assert run.status == "failed"


def _nothing(source_id: str) -> object:
    from datetime import UTC, datetime

    from pipeline.crawl import CrawlReport, Failure

    now = datetime.now(UTC)
    return CrawlReport(source_id, now, now, 0, 0, 0, 0, (Failure("http://127.0.0.1/", "fetch", "no answer", "timeout"),))
