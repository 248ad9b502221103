"""How long making a warehouse searchable takes, how large the index gets, and how long searches take.

    python benchmarks/warehouse.py 100000 --folder /tmp/b      # makes a warehouse of 100,000 documents with 1,500,000 facts, and its index
    python benchmarks/search.py /tmp/b/100000/warehouse.duckdb

The index is made anew beside a copy of the warehouse, then brought up to one changed document; the rest searches the copy. That benchmark's documents are made of a few sentences, so
that nearly every one has most of the words asked for: the worst case. Timings are of this machine; compare within one run.
"""
from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

sys.path[0] = str(Path(__file__).resolve().parent.parent)      # else the file beside this one would be taken for the package of its name

from warehouse import indexing, query  # noqa: E402
from warehouse.search import Searcher, search  # noqa: E402

QUERIES = ("số hóa hồ sơ chậm", "so hoa ho so cham", '"cải cách hành chính"', '"thủ tục hành chính" đúng hạn', "cai cach hanh chinh", "Lai Châu", "Nguyễn Văn Minh", "so hoa", "chậm", "99,3%",
           "tỷ lệ hồ sơ giải quyết đúng hạn của tỉnh đạt trên kế hoạch cải cách hành chính năm nay theo báo cáo của các đơn vị ở cơ sở")


def main() -> None:
    """Make, change, search, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("warehouse", type=Path, help="a published warehouse")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.warehouse.parent) as folder:
        path = Path(folder) / "warehouse.duckdb"
        shutil.copyfile(given.warehouse, path)
        edition = indexing.published(path)
        assert edition
        timed("index of all documents", lambda: indexing.make(path, path, edition))
        print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")
        for kind in indexing.KINDS:
            files = list((indexing.folder(path, edition) / kind).iterdir())
            print(f"  {kind:12} {sum(file.stat().st_size for file in files) / 1e6:6,.0f} MB in {sum(file.suffix == '.idx' for file in files)} segments")
        with duckdb.connect(path.as_posix()) as con:
            con.execute("UPDATE documents SET title = 'Tin đã sửa' WHERE document_id = (SELECT min(document_id) FROM documents)")
        timed("index of one changed document", lambda: indexing.make(path, path, "changed"))
        print(f"{'milliseconds (of processor)':50} {'search':>14} {'index open':>14}")
        with query.connect(path) as con, Searcher(path, con) as searcher:
            for words in QUERIES:
                alone, opened = best(lambda words=words: search(path, words, limit=5)), best(lambda words=words: searcher.search(words, limit=5))      # type: ignore[misc]
                print(f"{words[:49]:50} {alone:>14} {opened:>14}  {searcher.search(words, limit=5).found}")


def best(work: Callable[[], object]) -> str:
    """Milliseconds of the fastest of three, and of the processor: a first search also reads the disk."""
    walls, processors = [], []
    for _ in range(3):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - start)
        processors.append(time.process_time() - cpu)
    return f"{min(walls) * 1000:.0f} ({min(processors) * 1000:.0f})"


def timed(name: str, work: Callable[[], object]) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    print(f"{name}: {time.perf_counter() - start:.1f} s, {time.process_time() - cpu:.1f} s of processor", flush=True)


if __name__ == "__main__":
    main()
