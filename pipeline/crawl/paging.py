"""Paging: the addresses of a listing's pages, in every style that sites use.

    next = "a.next"                                    # follow a link: also "Xem thêm" buttons, whose address stands in href or data-url
    page_param = "PageIndex"                           # a number in a query parameter
    page_url = "https://mau.vn/tin-tuc/p{page}"        # a number anywhere in the address; may be relative to url: "p{page}", "?trang={page}"
    url = "https://mau.vn/luu-tru/{year}/{month}"      # an archive by dates, read from today's period back; each period may have pages, too

{year}, {month} and {day} have leading zeros (2024, 05, 09), {m} and {d} have none (5, 9).
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urljoin

from corpus.sources import Discovery
from pipeline.crawl.address import with_param

SEPARATOR = "\t"   # stands in no address: `absolute` quotes it


@dataclass(frozen=True, slots=True)
class Spot:
    """A page of a listing: its address, its number (from 1), and in an archive the first day of its period."""

    url: str
    number: int = 1
    day: date | None = None

    def __str__(self) -> str:
        return SEPARATOR.join((self.url, str(self.number), self.day.isoformat() if self.day else ""))

    @classmethod
    def read(cls, text: str) -> Spot:
        """The inverse of str(). Raises ValueError."""
        url, number, day = text.split(SEPARATOR)
        return cls(url, int(number), date.fromisoformat(day) if day else None)


def first(way: Discovery, today: date) -> Spot:
    """Where a listing begins; an archive, with the period in which `today` falls."""
    unit = period(way)
    if unit is None:
        return Spot(way.url)
    day = today if unit == "day" else today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    return Spot(_filled(way.url, day), 1, day)


def following(way: Discovery, spot: Spot, link: str | None) -> Spot | None:
    """The page behind `spot` in the same listing or period; `link` is what `way.next` found there. None where there is no more."""
    number = spot.number + 1
    base = _filled(way.url, spot.day) if spot.day else way.url
    if way.page_param:
        link = with_param(base, way.page_param, way.page_start + number - 1)
    elif way.page_url:
        link = urljoin(base, _filled(way.page_url, spot.day).replace("{page}", str(way.page_start + number - 1)))
    return Spot(link, number, spot.day) if link else None


def earlier(way: Discovery, spot: Spot) -> Spot | None:
    """The first page of the period before that of `spot`; None outside of archives."""
    if spot.day is None:
        return None
    unit = period(way)
    day = spot.day - timedelta(days=1)
    day = day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)
    return Spot(_filled(way.url, day), 1, day)


def last_day(way: Discovery, spot: Spot) -> date | None:
    """The last day of the period of `spot`; None outside of archives."""
    if spot.day is None:
        return None
    unit = period(way)
    if unit == "day":
        return spot.day
    return spot.day.replace(month=12, day=31) if unit == "year" else (spot.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def period(way: Discovery) -> str | None:
    """"day", "month" or "year": what one page of an archive is for; None for a listing without dates in its address."""
    names = set(re.findall(r"\{(\w+)\}", way.url))
    return "day" if names & {"day", "d"} else "month" if names & {"month", "m"} else "year" if "year" in names else None


def _filled(template: str, day: date | None) -> str:
    if day is None:
        return template
    parts = {"{year}": f"{day:%Y}", "{month}": f"{day:%m}", "{day}": f"{day:%d}", "{m}": str(day.month), "{d}": str(day.day)}
    return re.sub("|".join(map(re.escape, parts)), lambda found: parts[found.group()], template)
