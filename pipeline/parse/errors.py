"""What can't become a Document, and why; the messages are for a person."""
from __future__ import annotations

from typing import Literal

Kind = Literal["challenge", "login", "spam", "listing", "error", "empty"]


class Unreadable(Exception):
    """A file that can't be read; `reason` begins with a short code ("empty", "binary", "needs_ocr", …) and says what to do."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NotAnArticle(Exception):
    """A page that is something else; `evidence` is what gave it away, quoted from the page."""

    def __init__(self, kind: Kind, evidence: str, url: str = "") -> None:
        super().__init__(f"{url or 'page'}: not an article but {kind}: {evidence}")
        self.kind = kind
        self.evidence = evidence
        self.url = url
