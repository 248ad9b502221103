"""One clock per host: one request at a time, and a pause between the end of one and the start of the next."""
from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float | None = None   # when the last request ended, in time.monotonic()
    not_before: float = 0.0


class HostClock:
    """May be shared by any number of threads and sources: requests to one host queue up, those to different hosts don't."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait until `host` may be asked again, at least `delay` seconds after the last answer, and keep others waiting meanwhile."""
        entry = self._entry(host)
        with entry.lock:
            ready = max(entry.not_before, entry.last + delay if entry.last is not None else 0.0)
            while (rest := ready - time.monotonic()) > 0:
                time.sleep(rest)
            try:
                yield
            finally:
                entry.last = time.monotonic()

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks `host` for the next `seconds`."""
        entry = self._entry(host)
        entry.not_before = max(entry.not_before, time.monotonic() + seconds)

    def asked(self, host: str, seconds: float) -> None:
        """Somebody else asked `host` so many seconds ago."""
        entry = self._entry(host)
        when = time.monotonic() - seconds
        entry.last = when if entry.last is None else max(entry.last, when)

    def held(self, host: str) -> float:
        """For how many seconds nobody asks `host`; 0 where it may be asked."""
        return max(0.0, self._entry(host).not_before - time.monotonic())

    def _entry(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host.removeprefix("www."), _Host())   # one server under two names
