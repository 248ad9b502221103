"""Editions in time: brought up to date or made whole, they hold the same; and each can still be asked when others have followed."""
from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors.facts import Facts, Metric, Official, Period, Role, Shortcoming, Span
from pipeline.document import Document
from warehouse import build, query
from warehouse.decisions import DecisionError
from warehouse.query import QueryError

Place = Any       # conftest.Place
Make = Callable[..., Document]
Find = Callable[..., Facts]
SENTENCES = ("Năm 2022, tỉnh Lai Châu xếp hạng {n}/63 về cải cách hành chính.", "Sở Tư pháp giải quyết đúng hạn {n}% hồ sơ.", "Toàn tỉnh hoàn thành {n} nhiệm vụ.",
             "Huyện Mường Tè số hóa {n}% kết quả.", "Việc số hóa ở {n} xã còn chậm do thiếu máy.", "Ông Lò Văn Tiến, Giám đốc Sở Nội vụ, nêu {n} việc.")


def written(chance: random.Random) -> tuple[str, Facts]:
    """A text of a few sentences, and what an extractor reads in it, now and then something else than another one would."""
    lines = [sentence.format(n=chance.randint(1, 60)) for sentence in chance.sample(SENTENCES, chance.randint(1, 5))]
    text = "\n".join(lines)
    metrics, officials, shortcomings = [], [], []
    for line in lines:
        start = text.index(line)
        number = next(word for word in line.replace("%", " ").replace("/", " ").split() if word.isdigit() and word != "2022")
        at = start + line.index(number, 8)
        if "xếp hạng" in line:
            metrics.append(Metric("ranking", float(number), at, at + len(number), "hạng", 63, "PAR_INDEX", subject="tỉnh Lai Châu",
                                  period=Period(date(2022, 1, 1), date(2022, 12, 31)), rule="m@1", confidence=chance.choice((0.8, 0.9))))
        elif "%" in line:
            metrics.append(Metric("percentage", float(number), at, at + len(number), "%", subject=" ".join(line.split()[:3]), rule="m@1", confidence=0.9))
        elif "Ông" in line:
            name = start + line.index("Lò Văn Tiến")
            officials.append(Official("Lò Văn Tiến", (Role(chance.choice(("Giám đốc", "Giám đốc Sở Nội vụ")), None, None, "Giám đốc", "Sở Nội vụ"),), (Span(name, name + 11),), (), "o@1", 0.9))
        elif "chậm" in line:
            cause = line.index(" do ") + 4
            named = (Span(start + cause, start + len(line) - 1),) if chance.random() < 0.7 else ()
            shortcomings.append(Shortcoming(start, start + cause - 4, "digital", "s@1", "còn chậm", None, 0.7, named))
            if chance.random() < 0.7:
                shortcomings.append(Shortcoming(start + cause, start + len(line) - 1, "digital", "s@1", "thiếu", None, 0.7))
        elif chance.random() < 0.7:
            metrics.append(Metric("count", float(number), at, at + len(number), "nhiệm vụ", rule="m@1", confidence=0.9))
    return text, Facts(tuple(sorted(metrics, key=lambda m: m.start)), tuple(officials), tuple(shortcomings))


def happen(place: Place, make: Make, chance: random.Random, step: int, texts: dict[str, tuple[str, int]]) -> None:
    """Something new in the lake: new documents, corrected ones, ones that went back, ones read again by another extractor, ones taken out."""
    for _ in range(chance.randint(1, 3)):
        what = chance.choice(("new", "new", "corrected", "reread", "back", "unread"))
        if what == "new" or not texts:
            name = f"{step}-{chance.random()}"
            text, facts = written(chance)
        else:
            name = chance.choice(sorted(texts))
            text, facts = written(chance)
            if what in ("reread", "back"):
                text = texts[name][0]
                facts = Facts(tuple(Metric("count", float(chance.randint(1, 9)), n, n + 4, "việc", rule="m@2") for n in range(0, 12, 5) if chance.random() < 0.6))
        fetched = step * 3 if what != "reread" else texts[name][1]
        texts[name] = (text, fetched)
        document = make(text, name, fetched=fetched, source=chance.choice(("lai-chau",)), province=chance.choice(("Lai Châu", "Lai Châu", "Lạng Sơn")))
        if what == "unread":
            place.lake.add_documents([document], "run")
        else:
            place.add((document, facts), version=str(chance.randint(1, step + 2)))
    if step == 4:
        path = sorted((place.root / "lake").rglob("*.parquet"))[0]
        path.unlink()


def decide(place: Place, chance: random.Random) -> None:
    """Reviewers at work between two editions, also on what they or others had decided on before."""
    facts = place.rows("""SELECT metric_id AS id, 'metric' FROM metrics UNION SELECT official_id, 'official' FROM officials UNION SELECT shortcoming_id, 'shortcoming' FROM shortcomings
                          UNION SELECT fact_id, family FROM decisions UNION SELECT matched_id, family FROM decisions WHERE matched_id IS NOT NULL ORDER BY ALL""")
    slots = {"metric": [{"value": 7.0}, {"subject": "Sở Tài chính"}, {"period_start": "2021-01-01", "period_end": "2021-12-31"}], "official": [{"name": "Lò Thị Mai"}, {"roles": ["Giám đốc"]}],
             "shortcoming": [{"area": "steering"}]}
    for fact_id, family in chance.sample(facts, min(6, len(facts))):
        verdict = chance.choice(("accept", "reject", "correct", "correct", "withdraw"))
        with suppress(DecisionError):      # gone, or nothing to withdraw
            place.decide(fact_id, verdict, chance.choice(("Hà", "Bình")), **(chance.choice(slots[family]) if verdict == "correct" else {}))


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with query.connect(path) as con:
        return {table: con.sql(f"FROM {table} ORDER BY ALL").fetchall() for table in (*build.TABLES, *build.DERIVED, *build.BOOKKEEPING)}


def views(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    names = [row[0] for row in con.sql("SELECT view_name FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal ORDER BY 1").fetchall()]
    return {name: con.sql(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


@pytest.mark.parametrize("seed", [2, 4, 5])
def test_brought_up_or_made_whole_and_asked_later(place: Place, place_in: Callable[[Path], Place], make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int) -> None:
    chance, reviewers, texts, kept = random.Random(seed), random.Random(seed), {}, {}
    (tmp_path / "whole").mkdir()
    whole = place_in(tmp_path / "whole")
    for step in range(1, 7):
        (place.root / "decisions").mkdir(exist_ok=True)
        if step > 1:
            decide(place, reviewers)
            shutil.copytree(place.root / "decisions", whole.root / "decisions", dirs_exist_ok=True)
        happen(place, make, chance, step, texts)
        monkeypatch.setattr(build, "MANY", 2.0)
        place.publish()
        shutil.copytree(place.root / "lake", whole.root / "lake", dirs_exist_ok=True)
        for path in (whole.root / "lake").rglob("*.parquet"):
            if not (place.root / "lake" / path.relative_to(whole.root / "lake")).exists():
                path.unlink()
        monkeypatch.setattr(build, "_basis", lambda target: None)
        whole.publish()
        monkeypatch.undo()
        ours, theirs = tables(place.target), tables(whole.target)
        for table in ours:
            assert ours[table] == theirs[table], f"step {step}: {table}"
        assert place.rows("SELECT fingerprint, opened, closed, changed FROM editions ORDER BY edition_no") == whole.rows("SELECT fingerprint, opened, closed, changed FROM editions ORDER BY edition_no")
        number = place.rows("SELECT max(edition_no) FROM editions")[0][0]
        kept[number] = place.root / f"edition-{number}.duckdb"
        shutil.copyfile(place.target, kept[number])
        if step == 4:
            kept = {}      # what was taken out of the lake is taken out of the past too
    for number, path in kept.items():
        with query.connect(place.target, as_of=number) as then, query.connect(path) as now:
            found, expected = views(then), views(now)
            for name in expected:
                assert found[name] == expected[name], f"edition {number}: {name}"
            for table in ("metrics", "officials", "official_roles", "official_mentions", "shortcomings", "shortcoming_causes", "documents", "document_history", "decisions"):
                assert then.sql(f"FROM {table} ORDER BY ALL").fetchall() == now.sql(f"FROM {table} ORDER BY ALL").fetchall(), f"edition {number}: {table}"


def test_a_newer_extractor_closes_and_opens_and_deletes_nothing(filled: Place, make: Make, found: Find) -> None:
    before = found()
    surer = replace(before.metrics[0], confidence=0.95)
    filled.add((make(), replace(before, metrics=(surer, before.metrics[1]))), version="2")
    filled.publish()
    assert filled.rows("SELECT quote, confidence, extractor_version, valid_from, valid_to, closed_by, stated_to FROM metrics ORDER BY quote, valid_from") == [
        ("21/63", 0.9, "1", 1, 2, "2", None), ("21/63", 0.95, "2", 2, None, None, None),      # read otherwise
        ("98,5%", 0.9, "1", 1, 2, "2", None),                                                 # not read any more
        ("tăng 4 hạng", 0.9, "1", 1, None, None, None)]                                       # read the same: nothing happens
    assert filled.rows("SELECT opened['metrics'], closed['metrics'], changed['metrics'], changed['officials'] FROM editions ORDER BY edition_no DESC LIMIT 1") == [(0, 1, 1, 0)]
    assert filled.rows("SELECT count(*) FROM v_metrics") == [(2,)]


def test_a_fact_that_comes_back_is_open_again_under_its_id(filled: Place, make: Make, found: Find) -> None:
    full = found()
    for version, facts in (("2", replace(full, officials=())), ("3", full)):
        filled.add((make(), facts), version=version)
        filled.publish()
    assert filled.rows("SELECT valid_from, valid_to, closed_by FROM officials ORDER BY 1") == [(1, 2, "2"), (3, None, None)]
    assert filled.rows("SELECT valid_from, valid_to FROM official_mentions ORDER BY 1") == [(1, 2), (3, None)]
    assert filled.rows("SELECT count(DISTINCT official_id) FROM officials") == [(1,)]


def test_a_document_described_otherwise_was_described_so_before(filled: Place, make: Make, found: Find) -> None:
    filled.lake.add_documents([replace(make(fetched=6), title="Tiêu đề mới")], "run-2")
    filled.publish()
    assert filled.rows("SELECT title, valid_from FROM documents") == [("Tiêu đề mới", 2)]
    assert filled.rows("SELECT title, valid_from, valid_to FROM document_history") == [("Lai Châu cải thiện Chỉ số CCHC", 1, 2)]
    with query.connect(filled.target, as_of=1) as con:
        assert con.sql("SELECT DISTINCT title FROM v_metrics").fetchall() == [("Lai Châu cải thiện Chỉ số CCHC",)]


def test_what_is_taken_out_of_the_lake_is_gone(filled: Place, make: Make, found: Find) -> None:
    filled.add((make(name="2"), found()))
    filled.publish()
    gone = filled.rows("SELECT document_id FROM documents WHERE url LIKE '%/1'")[0][0]
    for path in sorted((filled.root / "lake").rglob("*.parquet")):
        if gone in pq.ParquetFile(path).read(columns=["document_id"]).column(0).to_pylist():
            path.unlink()
    filled.publish()
    assert filled.rows("SELECT url, (SELECT count(*) FROM metrics), (SELECT count(*) FROM versions), (SELECT count(*) FROM persons) FROM documents") == [("https://laichau.example/2", 3, 1, 1)]
    assert filled.rows("SELECT closed['documents'] FROM editions ORDER BY edition_no DESC LIMIT 1") == [(1,)]


@pytest.mark.parametrize("edition", [0, 3, -1])
def test_an_edition_there_never_was_is_named(filled: Place, make: Make, found: Find, edition: int) -> None:
    filled.add((make(name="2"), found()))
    filled.publish()
    with pytest.raises(QueryError, match=f"there is no edition {edition} to show; there are 1 to 2"):
        query.run(filled.target, "FROM metrics", as_of=edition)
    assert query.run(filled.target, "SELECT count(*) AS n FROM v_metrics", as_of=1).to_pylist() == [{"n": 3}]
    assert query.run(filled.target, "SELECT count(*) AS n FROM v_metrics", as_of=2).to_pylist() == [{"n": 6}]


def test_an_edition_of_another_release_is_made_whole_with_its_history(filled: Place, make: Make, found: Find) -> None:
    filled.add((make(), replace(found(), officials=())), version="2")
    filled.publish()
    with duckdb.connect(filled.target.as_posix()) as con:
        con.execute("UPDATE editions SET basis = 'of another release'; DROP VIEW v_contradictions; DROP TABLE contradictions")
    filled.add((make(name="2"), found()))
    filled.publish()
    assert filled.rows("SELECT edition_no, rebuilt FROM editions ORDER BY 1") == [(1, True), (2, False), (3, True)]
    assert filled.rows("SELECT valid_from, valid_to FROM officials ORDER BY ALL") == [(1, 2), (3, None)]
