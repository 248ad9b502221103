"""One publisher at a time: a lock file that says who holds it, and that dies with its holder."""
from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Somebody else holds the lock; the message says who and what to do."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`. Raises Busy at once when another process or thread holds it.

    The kernel's lock on the file counts, not the file: a holder that was killed leaves a file that the next one takes over.
    """
    handle = _open(path)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "?"
            os.close(handle)
            raise Busy(f"{path}: process {holder} is publishing; wait until it is done, or stop it") from None
        try:
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)      # the holder before us deleted the file between our two calls: that was no longer the lock
