"""Entry point: runs one command, turns what went wrong into one line and an exit code."""
from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

from cyclopts import CycloptsError
from rich.console import Console

from flows.cli.common import app
from flows.errors import FAILED, USAGE, Problem

STOPPED = 130
"""What shells report for a program ended by Ctrl-C."""


def main(tokens: Sequence[str] | None = None) -> None:
    """Entry point: runs a command and exits with its code; a person sees one line for what they can put right."""
    code = call(sys.argv[1:] if tokens is None else tokens)
    if code == STOPPED and any(thread.name.startswith("crawl_") for thread in threading.enumerate()):
        os._exit(code)   # without waiting for crawls under way: whatever is on disk is whole
    sys.exit(code)


def call(tokens: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = app(list(tokens), exit_on_error=False, print_error=False, error_console=Console(stderr=True))
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except CycloptsError as error:
        return _complain(f"{error}\nTry `cchc {' '.join(error.command_chain or ())}".rstrip() + " --help`.", USAGE)
    except Problem as problem:
        return _complain(str(problem), problem.code)
    except KeyboardInterrupt:
        return _complain("stopped; run the same command again to go on", STOPPED)
    except BrokenPipeError:
        # The reader has seen enough (`| head`): not a failure. The interpreter must not flush stdout again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:   # a full disk, a folder that may not be written
        return _complain(f"{error.filename or 'the system'}: {error.strerror or error}", FAILED)


def _complain(message: str, code: int) -> int:
    sys.stdout.flush()
    print(f"cchc: {message}", file=sys.stderr)
    return code
