"""Making an edition searchable: its texts and facts as indexes of tantivy, one of each kind, in a folder beside the warehouse.

    warehouse.search/a1b2c3d4e5f6/      the index of the edition of that id; a search opens that of the edition it reads, and no other
        document/ metric/ official/ shortcoming/
        documents.parquet               document_id and what its units were made from
        made.json                       what made the index

A new index begins as the files of the one before (by hard links: tantivy never changes a file of words once written), in which the units of documents
that have changed are deleted and added again. It gets its name when it is whole.
"""
from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import tantivy
from pyarrow import parquet

from corpus.places import spelling
from warehouse import duck, wording

Kind = Literal["document", "metric", "official", "shortcoming"]
KINDS: tuple[Kind, ...] = get_args(Kind)

HERE = Path(__file__).resolve().parent / "searching"
LAYOUT = 4                   # of the folder and of the fields; to be raised when a search of today could not read them
NEXT, OLD = "next", "next.old"      # an index under way, and one that it takes the place of
MADE, DOCUMENTS = "made.json", "documents.parquet"
ROOM = {"document": 200_000_000, "metric": 120_000_000, "official": 50_000_000, "shortcoming": 60_000_000}      # bytes of words that are gathered before they are written
LITTLE = 15_000_000          # the least that tantivy takes
BATCH = 60_000_000           # code points of text whose units are listed at a time
CHUNK = 4_000_000            # code points of text that are cut into words at a time
MANY = 0.3                   # share of the documents, or of the units, from which on all is made anew
MEMORY = "1GB"
DOCUMENT, PROVINCE, YEAR, AREA = "d", "p", "y", "a"      # first letters of keys, as searching/02_units.sql has them
# Equal scores are told apart by the document's id: a hit's score grows by up to this share. Large enough for thousands of steps in 24 bits, too small to be seen.
NUDGE = 1 / 1024
BESIDE = 3                   # code points of the text before a unit that are kept with it, because they say whether an excerpt begins within a sentence; one after it


def folder(warehouse: Path, edition: str) -> Path:
    """Where the index of an edition is, if there is one."""
    return _home(warehouse) / edition


def stands(warehouse: Path, edition: str) -> bool:
    """Whether there is an index of the edition that this release would make in the same way."""
    with _attached(warehouse) as con:
        return _made(folder(warehouse, edition)).get("basis") == _basis(con)


def published(warehouse: Path) -> str | None:
    """The id of the edition that stands in the file `warehouse`; None where there is none, or none that can be read."""
    found: str | None = duck.of_last_edition(warehouse, "edition_id")
    return found


def make(built: Path, warehouse: Path, edition: str) -> int:
    """Make the index of the edition in file `built` for the warehouse at `warehouse`; returns how many documents were read for it.

    Raises duckdb.Error, OSError; nothing is changed then but an unfinished folder that the next one removes.
    """
    home, under_way = _home(warehouse), _home(warehouse) / NEXT
    if home.exists() and not home.is_dir():
        raise OSError(f"{home}: is a file, and the index of the warehouse must go there; move it away")
    home.mkdir(exist_ok=True)
    try:
        with _attached(built) as con:
            con.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = {duck.literal(f'{built}.tmp')}; SET preserve_insertion_order = false")
            con.execute(_script("01_signatures"))
            basis = _basis(con)
            before = max((path for path in home.iterdir() if path.name != NEXT and _made(path).get("basis") == basis), key=lambda path: path.stat().st_mtime, default=None)
            read = None
            if before:
                with suppress(OSError, ValueError):      # a damaged one; where it is the disk, it will refuse again
                    read = _bring_up(con, before, _emptied(under_way))
            if read is None:
                read = _make_whole(con, _emptied(under_way))
    except ValueError as error:      # tantivy's only one
        raise OSError(f"the index can't be written to {under_way}: {error}") from error
    (under_way / MADE).write_text(json.dumps({"layout": LAYOUT, "edition": edition, "basis": basis}, indent=1), encoding="utf-8")
    named = folder(warehouse, edition)
    if named.exists():      # of a publisher that was killed, or of another release
        aside = home / OLD
        shutil.rmtree(aside, ignore_errors=True)
        named.rename(aside)
        under_way.rename(named)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        under_way.rename(named)
    return read


def tidy(warehouse: Path, keep: Collection[str | None]) -> None:
    """Remove the indexes of all editions but those to `keep`, and what killed publishers left; nothing else. Whoever searches one of them goes on."""
    for path in _home(warehouse).iterdir():
        if path.name not in keep and (path.name in (NEXT, OLD) or _made(path)):
            shutil.rmtree(path, ignore_errors=True)


def readable(index: Path) -> bool:
    """Whether this release can search the index in folder `index`."""
    return _made(index).get("layout") == LAYOUT


# ---------------------------------------------------------------- all, or what has changed
def _make_whole(con: duckdb.DuckDBPyConnection, under_way: Path) -> int:
    con.execute("CREATE OR REPLACE TEMP TABLE search_fresh AS SELECT document_id FROM search_wanted")
    for kind in KINDS:
        (under_way / kind).mkdir()
    with ExitStack() as closing:
        writers = {kind: closing.enter_context(tantivy.Index(_schema(), str(under_way / kind)).writer(ROOM[kind], 1)) for kind in KINDS}
        _add(con, writers)
        return _finish(con, writers, under_way)


def _bring_up(con: duckdb.DuckDBPyConnection, before: Path, under_way: Path) -> int | None:
    """The index of an earlier edition with what has changed; None where it is better to make all anew."""
    con.register("search_before", parquet.read_table(before / DOCUMENTS))
    con.execute("CREATE OR REPLACE TEMP TABLE search_fresh AS FROM search_wanted ANTI JOIN search_before USING (document_id, signature)")
    stale = [row[0] for row in con.execute("SELECT document_id FROM search_before ANTI JOIN search_wanted USING (document_id, signature)").fetchall()]
    fresh, known = (duck.number(con, f"SELECT count(*) FROM {table}") for table in ("search_fresh", "search_before"))
    con.unregister("search_before")
    if max(fresh, len(stale)) > max(MANY * known, 1) or any(_dead(before / kind) > MANY for kind in KINDS):
        return None
    for kind in KINDS:
        _share(before / kind, under_way / kind)
    with ExitStack() as closing:
        writers = {kind: closing.enter_context(tantivy.Index.open(str(under_way / kind)).writer(LITTLE, 1)) for kind in KINDS}
        for document_id in stale:
            for writer in writers.values():
                writer.delete_documents_by_term("keys", f"{DOCUMENT}{document_id}")
        _add(con, writers)
        return _finish(con, writers, under_way)


def _finish(con: duckdb.DuckDBPyConnection, writers: dict[Kind, tantivy.IndexWriter], under_way: Path) -> int:
    for writer in writers.values():
        writer.commit()
    for writer in writers.values():
        writer.wait_merging_threads()
    parquet.write_table(con.sql("FROM search_wanted ORDER BY document_id").to_arrow_table(), under_way / DOCUMENTS)
    return duck.number(con, "SELECT count(*) FROM search_fresh")


def _share(before: Path, after: Path) -> None:
    """The files of an index in a second folder. Only those are shared that are never written again."""
    after.mkdir()
    for path in before.iterdir():
        if path.name in ("meta.json", ".managed.json"):
            shutil.copyfile(path, after / path.name)
        elif path.suffix != ".lock":
            try:
                os.link(path, after / path.name)
            except OSError:      # a file system without links
                shutil.copyfile(path, after / path.name)


def _dead(index: Path) -> float:
    """Share of the units of an index that are deleted and still take their room, and count in how rare a word is."""
    segments = json.loads((index / "meta.json").read_text(encoding="utf-8"))["segments"]
    return sum((segment["deletes"] or {}).get("num_deleted_docs", 0) for segment in segments) / max(sum(segment["max_doc"] for segment in segments), 1)


# ---------------------------------------------------------------- units
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("spelled", "folded"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("keys", tokenizer_name="whitespace", index_option="basic")
    builder.add_float_field("nudge", fast=True)
    for name in ("shown", "text"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def _add(con: duckdb.DuckDBPyConnection, writers: dict[Kind, tantivy.IndexWriter]) -> None:
    """Add the units of the documents in search_fresh."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE search_texts AS
        SELECT v.rowid AS text_row, document_id, CAST(sum(characters) OVER (ORDER BY v.rowid) // {BATCH} AS INTEGER) AS batch,
            CAST(sum(characters) OVER (ORDER BY v.rowid) // {CHUNK} AS INTEGER) AS chunk
        FROM versions AS v SEMI JOIN search_fresh USING (document_id)""")
    for batch, chunks in con.execute("SELECT batch, list(DISTINCT chunk ORDER BY chunk) FROM search_texts GROUP BY batch ORDER BY batch").fetchall():
        con.execute(f"CREATE OR REPLACE TEMP TABLE search_batch AS SELECT DISTINCT document_id FROM search_texts WHERE batch = {batch}")
        con.execute(_script("02_units"))
        for chunk in chunks:
            rows = f"SELECT text_row FROM search_texts WHERE batch = {batch} AND chunk = {chunk}"
            first, last = con.execute(f"SELECT min(text_row), max(text_row) FROM ({rows})").fetchall()[0]
            texts = con.execute(f"SELECT rowid, text FROM versions WHERE rowid BETWEEN {first} AND {last} AND rowid IN ({rows})").fetchall()
            for kind, unit in _units(texts, con.execute(f"SELECT * FROM search_units WHERE text_row IN ({rows})").fetchall()):
                writers[kind].add_document(unit)


def _units(texts: list[tuple[int, str]], rows: list[tuple[Any, ...]]) -> Iterator[tuple[Kind, tantivy.Document]]:
    """The units in `rows` (of search_units) as tantivy takes them, with the words of all of them brought into their forms at once."""
    at, placed = 0, {}
    for row, text in texts:
        placed[row] = text, at
        at += len(text) + 1
    spelled, folded = wording.spaced("\n".join([*(text for _, text in texts), *(row[4] for row in rows)]))
    for text_row, kind, first, last, words, keys, number, shown in rows:
        text, start = placed[text_row]
        unit, end = tantivy.Document(), at + len(words)
        unit.add_text("spelled", _said(kind, spelled[start + first:start + last], spelled[at:end]))
        unit.add_text("folded", _said(kind, folded[start + first:start + last], folded[at:end]))
        unit.add_text("keys", keys)
        unit.add_float("nudge", NUDGE * (1 - number / 2**32))      # tantivy multiplies a score by the logarithm to base 2 of this number and 2
        unit.add_bytes("shown", shown)
        unit.add_bytes("text", text[max(first - BESIDE, 0):last + 1].encode())
        at = end + 1
        yield kind, unit


def _said(kind: Kind, text: str, words: str) -> str:
    """What a unit is found by. An official's sentence is only shown: else all persons in it would be found by each other's names."""
    if kind == "official":
        said = words
    elif kind == "document":
        said = f"{words}{wording.LINE}{words}{wording.LINE}{words}{wording.LINE}{text}"
    else:
        said = f"{text}{wording.LINE}{words}" if words else text
    return said.replace(wording.LINE, f" {wording.LINE} ") if wording.LINE in said else said


# ---------------------------------------------------------------- folders, and what made them
def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _home(warehouse: Path) -> Path:
    return warehouse.with_suffix(".search")


def _made(index: Path) -> dict[str, Any]:
    """What is said of the index in a folder; nothing where there is none."""
    try:
        return dict(json.loads((index / MADE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


@cache
def _program() -> str:
    """Hash of the code that decides what an index holds, and of the libraries that store it and that hash."""
    files = (*sorted(HERE.glob("*.sql")), Path(__file__), Path(wording.__file__), Path(spelling.__file__))
    parts = [f"tantivy {version('tantivy')} duckdb {duckdb.__version__}", *(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _basis(con: duckdb.DuckDBPyConnection) -> str:
    """What an index of the edition hangs on beside its documents and facts: the program, and the names of indicators, by which figures are found, too."""
    names = con.execute("SELECT indicator, name FROM indicators ORDER BY ALL").fetchall()
    return hashlib.sha256(f"{_program()}\n{names}".encode()).hexdigest()


@contextmanager
def _attached(edition: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as con:
        con.execute(f"ATTACH {duck.literal(edition)} AS edition (READ_ONLY); USE edition")
        yield con


def _script(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
