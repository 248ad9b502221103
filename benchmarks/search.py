"""How long making an edition searchable takes, how large it gets, and how long queries take.

    python benchmarks/search.py [DOCUMENTS] [--keep FILE] [--memory 3GB]

Makes DOCUMENTS documents (default 10,000) of about 700 words from the sentences of the embedded sample, a word in eight replaced by a name or
number, with 5 sentences of two figures, 3 shortcomings and 2 officials each; then builds the index, brings it up to one changed document, and searches
with and without accents. The queries are of the words that nearly every document has: the worst case. Timings are of this
machine; compare within one run.
"""
from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import indexing, search

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "corpus" / "sample" / "gold" / "documents"
QUERIES = ("số hóa hồ sơ chậm", "so hoa ho so cham", '"cải cách hành chính"', '"thủ tục hành chính" đúng hạn', "cai cach hanh chinh", "Lai Châu", "Nguyễn Văn Hải", "so hoa", "chậm")
CHUNK = 5_000
COLUMNS = {
    "sources": "source_id VARCHAR, name VARCHAR", "indicators": "indicator VARCHAR, name VARCHAR",
    "documents": "document_id VARCHAR, source_id VARCHAR, title VARCHAR, url VARCHAR, path VARCHAR, province VARCHAR, published_day DATE, current_version VARCHAR",
    "versions": "document_id VARCHAR, version VARCHAR, text VARCHAR{text}, characters INTEGER",
    "metrics": "metric_id VARCHAR, document_id VARCHAR, version VARCHAR, indicator VARCHAR, modality VARCHAR, quote VARCHAR, subject VARCHAR, province VARCHAR, "
               "period_start DATE, period_end DATE, context_start INTEGER, context_end INTEGER, valid_to TIMESTAMPTZ",
    "shortcomings": "shortcoming_id VARCHAR, document_id VARCHAR, version VARCHAR, area area, start_offset INTEGER, end_offset INTEGER, valid_to TIMESTAMPTZ",
    "officials": "official_id VARCHAR, document_id VARCHAR, version VARCHAR, name VARCHAR, valid_to TIMESTAMPTZ",
    "official_mentions": "official_id VARCHAR, version VARCHAR, document_id VARCHAR, start_offset INTEGER, context_start INTEGER, context_end INTEGER, valid_to TIMESTAMPTZ",
    "official_roles": "official_id VARCHAR, version VARCHAR, document_id VARCHAR, title VARCHAR, organisation VARCHAR, place VARCHAR, valid_to TIMESTAMPTZ"}
PROVINCES = ("Lai Châu", "Đắk Lắk", "Cần Thơ", "Nghệ An", "Hà Nội", "Thanh Hóa")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="?", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="keep the warehouse in this file, and use it when it is there")
    parser.add_argument("--memory", default="3GB")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.keep or Path(folder) / "warehouse.duckdb"
        if not path.exists():
            fill(path, args.documents)
            build(path, args.memory)
        for query in QUERIES:
            ask(path, query)


def fill(path: Path, documents: int) -> None:
    """A warehouse with the tables that the index is made from, and no others."""
    lines = [line for file in sorted(TEXTS.glob("*.txt")) for line in file.read_text(encoding="utf-8").split("\n") if len(line) > 30]
    names = [word for line in lines for word in re.findall(r"\b[A-ZĐ]\w+", line)]
    chance = random.Random(1)
    with duckdb.connect(path.as_posix()) as con:
        con.execute((ROOT / "warehouse" / "schema" / "01_types.sql").read_text(encoding="utf-8"))
        for table, columns in COLUMNS.items():
            con.execute(f"CREATE TABLE {table} ({columns.format(text=text_storage())})")
        con.execute("INSERT INTO sources VALUES ('mau', 'Mẫu'); INSERT INTO indicators VALUES ('PAR_INDEX', 'Chỉ số cải cách hành chính')")
        con.execute((ROOT / "warehouse" / "schema" / "09_search.sql").read_text(encoding="utf-8"))
        for first in range(0, documents, CHUNK):
            rows: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS if table not in ("sources", "indicators")}
            for number in range(first, min(documents, first + CHUNK)):
                write(rows, number, lines, names, chance)
            for table, content in rows.items():
                con.register("incoming", pa.Table.from_pylist(content))
                con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
                con.unregister("incoming")
    print(f"{documents:,} documents: {path.stat().st_size / 1e6:,.0f} MB before")


def text_storage() -> str:
    """How the warehouse stores texts, as its schema says it."""
    schema = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "warehouse" / "schema").glob("*documents.sql"))
    stored = re.search(r"\btext VARCHAR NOT NULL( USING COMPRESSION \w+)?", schema)
    return stored[1] or "" if stored else ""


def write(rows: dict[str, list[dict[str, Any]]], number: int, lines: list[str], names: list[str], chance: random.Random) -> None:
    """One document and its facts, appended to the rows of each table."""
    spans, parts, at = [], [], 0
    while at < chance.lognormvariate(8.0, 0.6) or len(spans) < 10:
        words = chance.choice(lines).split(" ")
        for _ in range(max(1, len(words) // 8)):
            words[chance.randrange(len(words))] = chance.choice(names) if chance.random() < 0.7 else str(chance.randrange(10_000))
        parts.append(" ".join(words))
        spans.append((at, at + len(parts[-1])))
        at += len(parts[-1]) + 1
    text = "\n".join(parts)
    key = {"document_id": f"{number:016x}", "version": f"{chance.getrandbits(256):064x}"}
    province = chance.choice(PROVINCES)
    day = f"{2015 + number % 11}-06-01"
    rows["documents"].append({"document_id": key["document_id"], "source_id": "mau", "title": parts[0][:80], "url": f"https://mau.example/{number}",
                              "province": province, "published_day": day, "current_version": key["version"]})
    rows["versions"].append(key | {"text": text, "characters": len(text)})
    for at, (start, end) in enumerate(spans[:5]):
        rows["metrics"] += [key | {"metric_id": f"{number}-{at}-{which}", "indicator": "PAR_INDEX", "modality": "actual", "quote": text[start:start + 5], "province": province,
                                   "period_start": day, "period_end": day, "context_start": start, "context_end": end} for which in range(2)]
    rows["shortcomings"] += [key | {"shortcoming_id": f"{number}-{start}", "area": "digital", "start_offset": start, "end_offset": end} for start, end in spans[5:8]]
    for start, end in spans[8:10]:
        official = key | {"official_id": f"{number}-{start}"}
        rows["officials"].append(official | {"name": f"Nguyễn Văn {chance.choice(names)}"})
        rows["official_mentions"].append(official | {"start_offset": start, "context_start": start, "context_end": end})
        rows["official_roles"].append(official | {"title": "Giám đốc Sở Nội vụ", "organisation": "Sở Nội vụ", "place": province})


def build(path: Path, memory: str) -> None:
    """Make everything searchable, then one changed document."""
    with duckdb.connect(path.as_posix()) as con:
        con.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = false")
        timed("index of all documents", lambda: indexing.update(con))
        con.execute("CHECKPOINT")
        size = con.execute("SELECT count(*), (SELECT count(*) FROM search_units), (SELECT count(*) FROM search_forms) FROM search_words").fetchall()[0]
        print("{:,} words, {:,} units, {:,} forms".format(*size), f"{path.stat().st_size / 1e6:,.0f} MB with the index")
        con.execute("UPDATE documents SET title = 'Tin đã sửa' WHERE document_id = (SELECT min(document_id) FROM documents)")
        timed("index of one changed document", lambda: indexing.update(con))
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


def ask(path: Path, query: str) -> None:
    """The best of three: a first query also reads the disk."""
    walls, cpus, found = [], [], {}
    for _ in range(3):
        start, cpu = time.perf_counter(), time.process_time()
        found = search.search(path, query, limit=5).found
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - cpu)
    print(f"{query:32} {min(walls) * 1000:6.0f} ms  ({min(cpus) * 1000:.0f} ms of processor)  {found}")


def timed(name: str, work: Any) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    print(f"{name}: {time.perf_counter() - start:.1f} s, {time.process_time() - cpu:.1f} s of processor", flush=True)


if __name__ == "__main__":
    main()
