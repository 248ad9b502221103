"""Documents and facts written by hand, for every test of the warehouse. Facts are told by their quotes; offsets follow from the text."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from corpus.sources import Expect
from extractors.facts import Facts, Metric, Official, Period, Role, Shortcoming, Span
from pipeline.document import VIETNAM, Block, Document, Published, document_id, normalise
from warehouse import checking, deciding, query
from warehouse.decisions import ID, Decision
from warehouse.lake import Lake
from warehouse.load import Edition, publish

TEXT = normalise(
    "Lai Châu cải thiện Chỉ số CCHC\n"
    "Năm 2022, tỉnh Lai Châu xếp hạng 21/63 về Chỉ số cải cách hành chính, tăng 4 hạng so với năm 2021.\n"
    "Ông Lò Văn Tiến, Giám đốc Sở Nội vụ, cho biết tỷ lệ hồ sơ đúng hạn đạt 98,5%. "
    "Tuy nhiên, việc số hóa kết quả ở cấp xã còn chậm."
)
YEAR_2022 = Period(date(2022, 1, 1), date(2022, 12, 31))
YEAR_2021 = Period(date(2021, 1, 1), date(2021, 12, 31))


def span(text: str, quote: str) -> tuple[int, int]:
    start = text.index(quote)
    return start, start + len(quote)


def metric(text: str, quote: str, kind: str, value: float, unit: str, **slots: Any) -> Metric:
    start, end = span(text, quote)
    return Metric(kind, value, start, end, unit, **{"rule": "metrics/hand@1", "trigger": quote, "confidence": 0.9} | slots)  # type: ignore[arg-type]


def facts_of_text(text: str = TEXT) -> Facts:
    """What TEXT states: a rank, a change, a share, an official and a shortcoming."""
    return Facts(
        (metric(text, "21/63", "ranking", 21, "hạng", total=63, indicator="PAR_INDEX", subject="tỉnh Lai Châu", period=YEAR_2022),
         metric(text, "tăng 4 hạng", "change", 4, "hạng", indicator="PAR_INDEX", subject="tỉnh Lai Châu", period=YEAR_2022, base=YEAR_2021),
         metric(text, "98,5%", "percentage", 98.5, "%", indicator="DOSSIERS_ON_TIME", subject="tỉnh Lai Châu")),
        (Official("Lò Văn Tiến", (Role("Giám đốc Sở Nội vụ", *span(text, "Giám đốc Sở Nội vụ"), "Giám đốc", "Sở Nội vụ"),),
                  (Span(*span(text, "Lò Văn Tiến")),), ("cho biết",), "officials/hand@1", 0.95),),
        (Shortcoming(*span(text, "việc số hóa kết quả ở cấp xã còn chậm"), "digital", "shortcomings/hand@1", "còn chậm", None, 0.7),))


def make_document(text: str = TEXT, name: str = "1", *, source: str = "lai-chau", fetched: int = 3, published: date | None = date(2023, 5, 10),
                  province: str | None = "Lai Châu", **slots: Any) -> Document:
    """A document of `source`; `fetched` is the day of May 2023 on which it was."""
    at = Published(datetime(published.year, published.month, published.day, 8, 30, tzinfo=VIETNAM), "minute", "page") if published else None
    return Document(document_id(source, name), source, text, title="Lai Châu cải thiện Chỉ số CCHC", url=f"https://laichau.example/{name}",
                    blocks=(Block("paragraph", 0, len(text)),), published=at, province=province,
                    fetched_at=datetime(2023, 5, 10, 12, tzinfo=VIETNAM) + timedelta(days=fetched), parser="1", **slots)


@dataclass(frozen=True)
class SourceRow:
    id: str
    name: str
    kind: str = "portal"
    base_url: str = "https://laichau.example/"
    province: str | None = None
    expect: Expect = field(default_factory=lambda: Expect(documents=0, title=0.5, date=0.5))


SOURCES = {"lai-chau": SourceRow("lai-chau", "Cổng thông tin tỉnh Lai Châu", province="Lai Châu"),
           "bao": SourceRow("bao", "Báo Mẫu", "newspaper", "https://bao.example/")}


@dataclass
class Place:
    """A data folder in the making."""

    root: Path
    lake: Lake = field(init=False)

    def __post_init__(self) -> None:
        self.lake = Lake(self.root / "lake")
        (self.root / "runs").mkdir(exist_ok=True)

    @property
    def target(self) -> Path:
        return self.root / "warehouse.duckdb"

    def add(self, *pairs: tuple[Document, Facts], version: str = "1") -> None:
        self.lake.add_documents([document for document, _ in pairs], "run-1")
        self.lake.add_facts(pairs, version, "run-1")

    def publish(self) -> Edition:
        return publish(self.lake, self.target, sources=SOURCES, runs=self.root / "runs")

    def fact(self, words: str, document: str = "%") -> str:
        """The id of the fact with this quote or name (in one document)."""
        found = self.rows(f"""SELECT metric_id FROM metrics WHERE quote = '{words}' AND document_id LIKE '{document}' UNION
            SELECT official_id FROM officials WHERE name = '{words}' AND document_id LIKE '{document}' UNION
            SELECT shortcoming_id FROM shortcomings WHERE quote = '{words}' AND document_id LIKE '{document}'""")
        assert len(found) == 1, f"{words}: {found}"
        return str(found[0][0])

    def decide(self, words: str, verdict: str, who: str = "Nguyễn Thị Hà", **slots: Any) -> Decision:
        """A decision on the fact with this id, quote or name."""
        fact = deciding.look_up(self.target, words if ID.fullmatch(words) else self.fact(words))
        return deciding.decide(self.target, fact, verdict, slots, who=who, why="đã đối chiếu văn bản").decision

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with query.connect(self.target) as con:
            return con.sql(sql).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One document with five facts, in the lake and published; for tests that only read."""
    place = Place(tmp_path_factory.mktemp("published"))
    place.add((make_document(), facts_of_text()))
    place.publish()
    return place


@pytest.fixture
def filled(published: Place, tmp_path: Path) -> Place:
    """A copy of `published` to go on with."""
    shutil.copytree(published.root, tmp_path / "filled")
    return Place(tmp_path / "filled")


@pytest.fixture(scope="session")
def place_in() -> Callable[[Path], Place]:
    """A data folder of one's own."""
    return Place


@pytest.fixture(scope="session")
def make() -> Callable[..., Document]:
    return make_document


@pytest.fixture(scope="session")
def found() -> Callable[..., Facts]:
    return facts_of_text


@pytest.fixture
def figure() -> Callable[..., Metric]:
    return metric


@pytest.fixture
def press(place: Place) -> Callable[..., None]:
    """Publish articles of one figure each: (sentence, quote, slots). Unless `slots` say otherwise it is Lai Châu's rank in the PAR INDEX of 2022.

    Beside those of a Metric, slots are `about` (the document's province), `source` and `published`; articles of the same `article` are one document.
    """
    def publish(*articles: tuple[str, str, dict[str, Any]]) -> None:
        found: dict[str, tuple[Document, tuple[Metric, ...]]] = {}
        for number, (text, quote, given) in enumerate(articles):
            slots: dict[str, Any] = {"kind": "ranking", "unit": "hạng", "indicator": "PAR_INDEX", "period": YEAR_2022, "subject": "tỉnh Lai Châu"} | given
            name = slots.pop("article", str(number))
            document = make_document(text, name=name, source=slots.pop("source", "bao"), province=slots.pop("about", None), published=slots.pop("published", date(2023, 5, 10)))
            fact = metric(text, quote, slots.pop("kind"), slots.pop("value"), slots.pop("unit"), **slots)
            found[name] = (document, (*found.get(name, (document, ()))[1], fact))
        for document, figures in found.values():
            place.add((document, Facts(figures)))
        place.publish()
    return publish


@pytest.fixture
def check_with() -> Callable[[Place, str], dict[str, tuple[str, str]]]:
    """What the checks say of an edition with a change (SQL), by the check's name: its severity and the message. The tables' own constraints are left out."""
    def found(place: Place, change: str) -> dict[str, tuple[str, str]]:
        with duckdb.connect(place.target.as_posix()) as con:
            for table in ("documents", "versions", *checking.TABLES.values(), *checking.PARTS):
                con.execute(f"CREATE TEMP TABLE {table} AS FROM {table}")
                con.execute(f"CREATE TEMP VIEW all_{table} AS FROM {table}")
            con.execute("CREATE TEMP TABLE lost_decisions AS SELECT decision_id, reviewer, fact_id FROM decisions LIMIT 0")
            con.execute("SET VARIABLE last = (SELECT max(edition_no) FROM editions); CREATE TEMP MACRO this_edition() AS getvariable('last')")
            con.execute(change)
            return {check.name: (check.severity, message) for check, message in checking.findings(con, checking.load()).items()}
    return found


@pytest.fixture
def source_rows() -> dict[str, SourceRow]:
    return dict(SOURCES)
