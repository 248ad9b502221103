"""What can't become a Document, and why; the messages are for a person."""
from __future__ import annotations

import re
from typing import Literal

CODE = re.compile(r"([a-z_]+):\s*(?=\S)")
Kind = Literal["challenge", "login", "spam", "listing", "error", "empty"]


class Unreadable(Exception):
    """A file that can't be read; `reason` begins with a short code ("empty", "binary", "needs_ocr", …) and says what to do."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    @property
    def kind(self) -> str:
        """The short code ("needs_ocr"), "unreadable" where the reason has none."""
        found = CODE.match(self.reason)
        return found[1] if found else "unreadable"

    @property
    def told(self) -> str:
        """The reason in one line, without its code."""
        found = CODE.match(self.reason)
        return " ".join(self.reason[found.end() if found else 0:].split())


class NotAnArticle(Exception):
    """A page that is something else; `evidence` is what gave it away, quoted from the page."""

    def __init__(self, kind: Kind, evidence: str, url: str = "") -> None:
        super().__init__(f"{url or 'page'}: not an article but {kind}: {evidence}")
        self.kind = kind
        self.evidence = evidence
        self.url = url
