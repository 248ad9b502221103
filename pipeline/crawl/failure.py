"""What a fetch that came to nothing says of itself."""
from __future__ import annotations


class FetchFailed(Exception):
    """No usable answer. `kind` is a short name ("http-404", "timeout", "robots", …), `reason` a sentence, `host_down` says that
    other addresses of the host will hardly fare better, `shut` that none of them may be asked for at present, this one was not
    either, `retry_after` when (in seconds) the host wants to be asked again."""

    def __init__(self, kind: str, reason: str, *, host_down: bool = False, shut: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.host_down, self.shut, self.retry_after = kind, reason, host_down or shut, shut, retry_after
