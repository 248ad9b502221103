"""What a run says of pages that are no articles."""
from __future__ import annotations

from flows.ledger import Failure
from flows.summary import refused_by_host


def failure(name: str, kind: str, stage: str = "parse") -> Failure:
    return Failure("a", name, stage, kind, "")  # type: ignore[arg-type]


def test_refused_pages_are_counted_by_host_and_hijacked_hosts_come_first() -> None:
    assert refused_by_host([
        failure("https://a.gov.vn/1", "listing"), failure("https://A.gov.vn/2", "listing"), failure("https://a.gov.vn/3", "login"),
        failure("https://z.gov.vn/tin/4", "spam"), failure("https://z.gov.vn/tin/5", "spam"),
        failure("https://b.gov.vn/6", "timeout", "fetch"), failure("https://b.gov.vn/7", "KeyError"), failure("/kho/a.html", "spam"),
    ]) == ["z.gov.vn: 2 spam (somebody puts adverts on this host: tell those who run it)", "a.gov.vn: 2 listing, 1 login"]
    assert refused_by_host([]) == []
