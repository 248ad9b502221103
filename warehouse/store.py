"""Where the lake's files lie: the one place that knows about paths.

Names are relative and use "/" ("documents/source_id=lang-son/month=2024-05/0f3a….parquet"). Another kind of
place, such as an fsspec address, needs these methods and nothing else. Files never change once written: a name
stands for its content.
"""
from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote

import pyarrow as pa
import pyarrow.parquet as pq


class LakeError(Exception):
    """Something in or for the lake that can't be used; the message names it and says what to do."""


class Folder:
    """A folder on a local or mounted disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self, dataset: str, source_id: str | None = None) -> list[str]:
        """The Parquet files of a dataset, or of one source in it, sorted."""
        folder = self.root / dataset if source_id is None else self.root / dataset / partition(source_id)
        start = len(self.root.as_posix()) + 1
        # os.walk on text, because a lake has thousands of files and every publishing lists them: a Path for each takes five times as long
        return sorted(f"{where[start:]}/{name}" for where, _, names in os.walk(folder.as_posix()) for name in names if name.endswith(".parquet"))

    def sources(self, dataset: str) -> list[str]:
        """The source ids that a dataset has files of, sorted."""
        return sorted(unquote(path.name.removeprefix("source_id=")) for path in (self.root / dataset).glob("source_id=*"))

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A file's rows in file order, without the columns that its folder names say.

        Raises LakeError, and FileNotFoundError where the file was merged into another since it was listed.
        """
        try:
            return pq.ParquetFile(self.root / name).read(columns=columns)
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException, KeyError) as error:
            raise LakeError(f"{self.address(name)}: not a readable Parquet file of the lake ({_line(error)}); "
                            "move it away and run the stage that wrote it again") from error

    def write(self, name: str, table: pa.Table) -> bool:
        """Write a file unless it is there; it appears whole or not at all. False when it was there already."""
        target = self.root / name
        if target.exists():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                # Statistics and dictionaries cost more to open than they save in files of this size.
                pq.write_table(table, file, compression="zstd", use_dictionary=False, write_statistics=False, store_schema=False)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return True

    def size(self, name: str) -> int:
        """Bytes of a file."""
        return (self.root / name).stat().st_size

    def remove(self, name: str) -> None:
        """Remove a file whose rows stand in another one now."""
        (self.root / name).unlink(missing_ok=True)

    def address(self, name: str) -> str:
        """The file as DuckDB and people call it."""
        return (self.root / name).as_posix()


def partition(source_id: str, month: str | None = None) -> str:
    """The folder of a source, or of its month, as Hive writes it: "source_id=lang-son/month=2024-05"."""
    folder = f"source_id={quote(source_id, safe='')}"
    return folder if month is None else f"{folder}/month={month}"


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
