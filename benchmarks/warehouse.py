"""How long the warehouse takes: loading and publishing a lake, publishing one changed document, and asking every view.

    python benchmarks/warehouse.py                             1,000, 10,000 and 100,000 documents; about 20 minutes and 4 GB of disk
    python benchmarks/warehouse.py 1000 10000 --folder /tmp/b  smaller ones; the lakes and warehouses stay in the folder

Each document has ten metrics, two officials and three shortcomings in sentences made up here, from 20 sources and 120 months; one in ten is
a copy of another's text. An office has one holder for five years, whom 19 of 20 mentions name; else the pairs of people seen in one office would grow with the square of the documents. Publishing runs in a process of its own, whose highest memory is told. Times are those of a machine that may have
other things to do: compare rows of one run, and look at the time of the processors (two of them give a second two).
"""
from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)      # else this file would be taken for the package of its name

from corpus import indicators, places  # noqa: E402
from extractors.facts import Area, Facts, Metric, Official, Period, Role, Shortcoming, Span  # noqa: E402
from pipeline.document import Block, Document, Published, document_id  # noqa: E402
from warehouse import query  # noqa: E402
from warehouse.lake import Lake  # noqa: E402

SOURCES, MONTHS = 20, 120
FIGURES = (
    ("Tỷ lệ hồ sơ giải quyết đúng hạn của {who} đạt {n}%.", "percentage", "{n}%", "%", "DOSSIERS_ON_TIME"),
    ("Năm {year}, {who} xếp hạng {r}/63 về Chỉ số cải cách hành chính.", "ranking", "{r}/63", "hạng", "PAR_INDEX"),
    ("Đến hết năm {year}, {who} đã số hóa {n}% kết quả giải quyết thủ tục hành chính.", "percentage", "{n}%", "%", "DIGITIZATION"),
    ("Toàn địa bàn tiếp nhận {k} hồ sơ, trong đó phần lớn nộp trực tuyến qua Cổng dịch vụ công.", "count", "{k} hồ sơ", "hồ sơ", "DOSSIERS_RECEIVED"),
    ("{who} phấn đấu năm {year} có {n}% hồ sơ được nộp trực tuyến.", "percentage", "{n}%", "%", "DOSSIERS_ONLINE"),
    ("Chỉ số hài lòng của người dân đối với {who} đạt {n} điểm.", "score", "{n} điểm", "điểm", "SIPAS"),
    ("Các đơn vị hoàn thành {r}/63 nhiệm vụ trong kế hoạch cải cách hành chính năm {year} của {who}.", "count", "{r}/63 nhiệm vụ", "nhiệm vụ", "TASKS"),
    ("Trong năm {year}, {k}/90000 hồ sơ được giải quyết đúng hạn.", "count", "{k}/90000 hồ sơ", "hồ sơ", "DOSSIERS_ON_TIME"),
    ("Kinh phí bố trí cho chuyển đổi số của {who} năm {year} là {r} tỷ đồng.", "money", "{r} tỷ đồng", "đồng", "BUDGET"),
)
FAULTS = (("việc số hóa hồ sơ ở {x} xã còn chậm", "digital"), ("{x} hồ sơ đất đai trả kết quả quá hạn", "procedures"), ("một số văn bản của {x} sở ban hành chưa kịp thời", "institutions"),
          ("công tác tuyên truyền tại {x} phường chưa thường xuyên", "steering"), ("đội ngũ công chức ở {x} đơn vị còn thiếu", "civil_service"))
FAMILY, MIDDLE, GIVEN = ("Lò", "Vàng", "Nguyễn", "Hoàng", "Trần", "Bế", "Nông", "Y"), ("Văn", "Thị", "Minh", "Đức"), ("Tiến", "Hà", "Sơn", "Lan", "Bình", "Hương", "Dũng", "Mai", "Khoa")
OFFICES = (("Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ"), ("Chủ tịch UBND tỉnh", "Chủ tịch", "UBND tỉnh"), ("Chánh Văn phòng UBND tỉnh", "Chánh Văn phòng", "Văn phòng UBND tỉnh"))
FILLER = "Báo cáo nêu rõ các giải pháp tiếp tục được triển khai đồng bộ, gắn với trách nhiệm của người đứng đầu và kiểm tra thường xuyên ở cơ sở."


def main() -> None:
    """Make the lakes, publish, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("documents", nargs="*", type=int, default=[1_000, 10_000, 100_000], help="sizes to measure")
    parser.add_argument("--folder", type=Path, help="where lakes and warehouses go (and stay); a temporary folder by default")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        found = {size: measure(folder / str(size), size) for size in sorted(given.documents)}
    names = list(dict.fromkeys(name for figures in found.values() for name in figures))
    print(f"{'':<44}" + "".join(f"{size:>14,}" for size in found) + ("        growth" if len(found) > 1 else ""))
    for name in names:
        values = [figures.get(name) for figures in found.values()]
        growth = f"{values[-1] / values[0]:>13.1f}×" if len(values) > 1 and values[0] and values[-1] else ""
        print(f"{name:<44}" + "".join(f"{'' if value is None else f'{value:,.2f}' if value < 100 else f'{value:,.0f}':>14}" for value in values) + growth)


def measure(folder: Path, size: int) -> dict[str, float]:
    """Figures by what they are of."""
    if not (folder / "lake").exists():
        began = time.monotonic()
        fill(Lake(folder / "lake"), size)
        print(f"{size:,} documents: lake made in {time.monotonic() - began:.0f} s", file=sys.stderr)
    (folder / "runs").mkdir(exist_ok=True)
    target = folder / "warehouse.duckdb"
    target.unlink(missing_ok=True)
    figures = Figures(size)
    figures["load and publish all (s)"], figures["  processor time (s)"], figures["  highest memory (MB)"] = published(folder)
    figures["  size of the file (MB)"] = target.stat().st_size / 1e6
    began = time.monotonic()
    shutil.copyfile(target, folder / "copy.duckdb")
    figures["copy the file (s)"] = time.monotonic() - began
    (folder / "copy.duckdb").unlink()
    figures["publish again, nothing new (s)"], figures["  processor time, nothing new (s)"], _ = published(folder)
    changed = changed_document(size)
    lake = Lake(folder / "lake")
    lake.add_documents([changed[0]], "changed")
    lake.add_facts([changed], "1", "changed")
    figures["publish one changed document (s)"], figures["  processor time, one changed (s)"], figures["  highest memory, one changed (MB)"] = published(folder)
    with query.connect(target) as con:
        counts = con.sql("SELECT map_entries(counts) FROM editions ORDER BY edition_no DESC LIMIT 1").fetchall()[0][0]
        figures |= {f"rows of {entry['key']}": float(entry["value"]) for entry in counts if entry["key"] in ("metrics", "official_mentions", "officials", "shortcomings", "persons", "organisations")}
        views = [row[0] for row in con.sql("SELECT view_name FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal ORDER BY 1").fetchall()]
        for view in views:      # every column of every row is read: a count would leave most of the work out
            figures[f"{view}, whole (ms)"] = timed(con, f"SELECT bit_xor(hash(COLUMNS(*))) FROM {view}")
        [(province,)] = con.sql("SELECT mode(province) FROM v_rankings WHERE year = 2022").fetchall()
        for view in views:
            columns = {row[0] for row in con.sql(f"DESCRIBE {view}").fetchall()}
            if {"province", "year"} <= columns:
                figures[f"{view}, a province and year (ms)"] = timed(con, f"FROM {view} WHERE province = '{province}' AND year = 2022")
    with query.connect(target, as_of=1) as con:
        figures["v_claims as of edition 1, whole (ms)"] = timed(con, "SELECT bit_xor(hash(COLUMNS(*))) FROM v_claims")
    return figures


class Figures(dict[str, float]):
    """Figures by what they are of, told as they come in."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __setitem__(self, name: str, value: float) -> None:
        super().__setitem__(name, value)
        print(f"{self.size:,} documents: {name.strip()} {value:,.2f}", file=sys.stderr)


def timed(con: object, sql: str) -> float:
    """Milliseconds that a query takes, once warm."""
    times = []
    for _ in range(2):
        began = time.monotonic()
        con.sql(sql).fetchall()      # type: ignore[attr-defined]
        times.append((time.monotonic() - began) * 1000)
    return min(times)


def published(folder: Path) -> tuple[float, float, float]:
    """Seconds, seconds of processors and megabytes that publishing takes, in a process of its own."""
    code = ("import json, resource, sys, time\nfrom pathlib import Path\nfrom warehouse.lake import Lake\nfrom warehouse.load import publish\n"
            "root = Path(sys.argv[1])\nbegan = time.monotonic()\npublish(Lake(root / 'lake'), root / 'warehouse.duckdb', sources={}, runs=root / 'runs')\n"
            "print(json.dumps([time.monotonic() - began, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))")
    out = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True).stdout
    seconds, processors, memory = json.loads(out.splitlines()[-1])
    return seconds, processors, memory


def fill(lake: Lake, size: int) -> None:
    """Write `size` documents with their facts, a source and month after the other, as crawls would."""
    batch: list[tuple[Document, Facts]] = []
    for pair in documents(size):
        batch.append(pair)
        if len(batch) == 5_000:
            write(lake, batch)
            batch = []
    write(lake, batch)


def write(lake: Lake, batch: list[tuple[Document, Facts]]) -> None:
    lake.add_documents([document for document, _ in batch], "benchmark")
    lake.add_facts(batch, "1", "benchmark")


def documents(size: int) -> Iterator[tuple[Document, Facts]]:
    """The documents in the order of source and month; the same for the same size."""
    chance = random.Random(size)
    slots = [(source, month) for source in range(SOURCES) for month in range(MONTHS)]
    known: list[tuple[str, Facts]] = []
    for number in range(size):
        source, month = slots[number * len(slots) // size]
        day = date(2016 + month // 12, month % 12 + 1, chance.randint(1, 28))
        names = [province.name for province in places.provinces_on(day)]
        province = names[source * 3 % len(names)]
        if known and chance.random() < 0.1:
            text, facts = chance.choice(known)
        else:
            text, facts = written(chance, day, province, number)
            known = [*known[-200:], (text, facts)]
        yield made(f"nguon-{source:02}", number, text, day, province), facts


def changed_document(size: int) -> tuple[Document, Facts]:
    """The first document with another text, fetched a year later."""
    document, _ = next(documents(size))
    assert document.published
    text, facts = written(random.Random(-1), document.published.day, document.province or "", -1)
    at = datetime.now(UTC) - timedelta(minutes=1)
    return Document(document.document_id, document.source_id, text, title=document.title, url=document.url, blocks=(Block("paragraph", 0, len(text)),),
                    published=document.published, province=document.province, fetched_at=at, parser="1"), facts


def made(source: str, number: int, text: str, day: date, province: str) -> Document:
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return Document(document_id(source, str(number)), source, text, title=text.split("\n", 1)[0], url=f"https://{source}.example/{number}",
                    blocks=(Block("paragraph", 0, len(text)),), published=Published(at, "day", "page"), province=province, fetched_at=at + timedelta(days=3), parser="1")


def written(chance: random.Random, day: date, province: str, number: int) -> tuple[str, Facts]:
    """A report of about 3,000 characters with ten metrics, two officials and three shortcomings."""
    text = f"{province}: kết quả cải cách hành chính, số {number}\n"
    metrics, officials, shortcomings = [], [], []
    year = day.year - chance.randint(0, 1)
    period = Period(date(year, 1, 1), date(year, 12, 31))
    for _ in range(10):
        sentence, kind, quote, unit, indicator = chance.choice(FIGURES)
        who = chance.choice((f"tỉnh {province}", f"tỉnh {province}", "Sở Tư pháp", f"UBND tỉnh {province}", "toàn tỉnh"))
        n, r, k = f"{chance.randint(500, 1000) / 10:.1f}".replace(".", ","), chance.randint(1, 63), chance.randint(1000, 90000)
        values = {"who": who, "n": n, "r": r, "k": k, "year": year}
        sentence, quote = sentence.format(**values), quote.format(**values)
        start = len(text) + sentence.index(quote)
        value = {"percentage": float(n.replace(",", ".")), "score": float(n.replace(",", "."))}.get(kind, float(k if "hồ sơ" in unit else r) * (1e9 if kind == "money" else 1))
        metrics.append(Metric(kind, value, start, start + len(quote), unit, float(quote.split("/")[1].split()[0]) if "/" in quote else None,      # type: ignore[arg-type]
                              indicator if indicator in CODES else "OTHER", "target" if "phấn đấu" in sentence else "actual", "eq", None if who == "toàn tỉnh" else who, period,
                              None, f"metrics/benchmark-{kind}@1", quote, 0.9))
        text += f"{sentence} {FILLER}\n"
    for office in chance.sample(OFFICES, 2):
        name = person(random.Random(f"{province} {office[0]} {day.year // 5}") if chance.random() < 0.95 else chance)
        start = len(text) + len("Ông (bà) ")
        mentions = [Span(start, start + len(name))]
        text += f"Ông (bà) {name}, {office[0]}, phát biểu. "
        title = start + len(name) + 2
        officials.append(Official(name, (Role(office[0], title, title + len(office[0]), office[1], office[2]),), tuple(mentions), ("phát biểu",), "officials/benchmark@1", 0.95))
    text += "\n"
    for fault, area in chance.sample(FAULTS, 3):
        clause = fault.format(x=chance.randint(2, 90))
        start = len(text) + len("Tuy nhiên, ")
        shortcomings.append(Shortcoming(start, start + len(clause), AREAS[area], "shortcomings/benchmark@1", "còn", None, 0.7))
        text += f"Tuy nhiên, {clause}. {FILLER}\n"
    return text, Facts(tuple(metrics), tuple(officials), tuple(shortcomings))


def person(chance: random.Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


CODES = indicators.indicators()
AREAS: dict[str, Area] = {area: area for area in Area.__args__}      # type: ignore[attr-defined]

if __name__ == "__main__":
    main()
