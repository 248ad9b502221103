from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.sample.server import SampleServer, serve
from flows.folder import DataFolder
from flows.ledger import Run, started
from flows.plain import crawl_and_parse, extract_and_publish
from flows.plan import Plan, chosen, user_agent
from flows.progress import Progress

SHARED_GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"

REPORT = """Tỉnh Lai Châu sơ kết công tác cải cách hành chính

Ngày 12/7/2023, ông Lò Văn Thử, Phó Chủ tịch UBND tỉnh Lai Châu, chủ trì hội nghị sơ kết 6 tháng đầu năm 2023.
Chỉ số cải cách hành chính của tỉnh xếp hạng 41/63, tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,4%.
Tuy nhiên, việc số hóa kết quả giải quyết thủ tục hành chính ở cấp xã còn chậm.
"""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than a few seconds")


@pytest.fixture(scope="session")
def server() -> Iterator[SampleServer]:
    """The sample's portals on free ports."""
    with serve((0, 0, 0)) as running:
        yield running


@pytest.fixture(scope="session")
def crawled(server: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFolder, Run]:
    """A data folder into which the whole sample was crawled, extracted and published once, by plain functions; tests leave it as it is."""
    quiet = Progress(quiet=True)
    with DataFolder(tmp_path_factory.mktemp("data")).writing() as folder, started(folder.runs, "run") as run:
        crawl_and_parse(Plan(folder, chosen(server.sources, ()), user_agent(None), server.connect_to), run, quiet)
        extract_and_publish(folder, run, quiet)
    return folder, run


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A short text of the kind we read, as a file."""
    path = tmp_path / "bao-cao.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def shared_gold() -> Path:
    """The shared gold folder; the test is skipped where there is none."""
    if not SHARED_GOLD.is_dir():
        pytest.skip("no ../shared/gold here")
    return SHARED_GOLD


@pytest.fixture
def make_gold(tmp_path: Path) -> Callable[..., Path]:
    """Write a gold folder of one document: make_gold("text", {"t": "m", …}, …)."""

    def make(text: str, *facts: dict[str, object], name: str = "bai") -> Path:
        folder = tmp_path / "gold"
        for part, ending, content in (("documents", "txt", text), ("annotations", "jsonl", "\n".join(json.dumps(fact) for fact in facts))):
            (folder / part).mkdir(parents=True, exist_ok=True)
            (folder / part / f"{name}.{ending}").write_text(content, encoding="utf-8")
        return folder

    return make
