"""Progress on stderr: bars for people after two seconds, one line a finished step for logs.

    with Progress() as progress:
        with progress.step("Đắk Lắk: reading", total=120) as tick:
            for document in documents:
                tick()
"""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

PATIENCE = 2.0
"""Seconds a person waits without wondering; shorter work shows no bar."""

Tick = Callable[[], None]


class Progress:
    """Steps may run side by side in threads. In a terminal bars appear after `PATIENCE` seconds; elsewhere (cron, CI) each step is one line."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.console = Console(stderr=True, quiet=quiet, highlight=False)
        self._terminal = self.console.is_terminal
        self._bars = Bars(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                          console=self.console, transient=True, refresh_per_second=4,
                          redirect_stdout=False, redirect_stderr=False)   # results go to stdout, bars or not
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._shown:
            self._bars.stop()

    def say(self, message: str) -> None:
        """One line on stderr, above the bars; markup in the message is plain text."""
        self.console.print(message, markup=False, soft_wrap=True)

    @contextmanager
    def step(self, label: str, total: int | None = None) -> Iterator[Tick]:
        """A named piece of work; call what it yields once a unit is done."""
        task: TaskID = self._bars.add_task(label, total=total)
        done, begun = 0, time.monotonic()

        def tick() -> None:
            nonlocal done
            done += 1
            self._bars.update(task, completed=done)
            self._show_when_slow()

        self._show_when_slow()
        try:
            yield tick
        finally:
            self._bars.remove_task(task)
            if not self._terminal and time.monotonic() - begun > PATIENCE:
                self.say(f"{label}: {f'{done} in ' if done else ''}{time.monotonic() - begun:.0f} s")

    def _show_when_slow(self) -> None:
        if self._terminal and not self._shown and time.monotonic() - self._begun > PATIENCE:
            with self._lock:
                if not self._shown:
                    self._shown = True
                    self._bars.start()
