"""Files that appear whole or not at all."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write bytes to, that takes the place of `path` when the block ends well; else nothing is left behind.

    Raises OSError (its `filename` is `path`) where there is a folder, or none to write in.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "is a folder; name a file in it", str(path))
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".tmp")
    except OSError as error:
        raise OSError(error.errno, f"can't be written ({error.strerror})", str(path)) from error
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
