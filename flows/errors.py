"""Problem: something a person can put right, said in one line; the command line prints it and stops."""
from __future__ import annotations

FAILED, USAGE = 1, 2


class Problem(Exception):
    """`str(problem)` names what is wrong, where, and the remedy; `code` is the exit code (1 failed, 2 wrong usage)."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def one_line(error: BaseException) -> str:
    """What an exception says, without line breaks; its type where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
