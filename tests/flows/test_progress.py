from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from flows import progress
progress.PATIENCE = 0.0
with progress.Progress() as bars, bars.step("Reading", total=2) as tick:
    for number in range(2):
        tick()
        sys.stdout.write(f"result {number}\\n")
        bars.say("a message")
"""


def test_results_stay_on_stdout_while_bars_are_drawn_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, check=True,
                              env={**os.environ, "TERM": "xterm", "COLUMNS": "100"})
        os.close(theirs)
        drawn = b""
        while chunk := _read(ours):
            drawn += chunk
    finally:
        os.close(ours)
    assert done.stdout == b"result 0\nresult 1\n"
    assert b"Reading" in drawn and drawn.count(b"a message") == 2


def test_a_log_gets_no_bars() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "result 0\nresult 1\n"
    assert "\x1b" not in done.stderr and done.stderr.splitlines()[:2] == ["a message", "a message"]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:   # Linux says so when the other side is closed
        return b""
