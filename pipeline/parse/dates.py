"""When was it published? Reads Vietnamese date stamps and tells them from the dates of events.

`read_date` takes what stands in a date field (a selector, meta, JSON-LD, a listing); `published_in`
takes a whole text and accepts only what states the publication itself: a stamp on a line of its own,
the "Lào Cai, ngày 05 tháng 3 năm 2024" of a formal document, "chiều nay (23/8)". "Sáng 26/11, …"
tells when something happened and is never taken. Day comes before month, SA/CH are a.m./p.m.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipeline.document import VIETNAM, DateOrigin, Precision, Published

# The first portal went online in 1997; a stamp before that, or years ahead, is a typing error.
FIRST_YEAR, LAST_YEAR = 1997, 2100

WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|cn|t[2-7])"
DAY = r"(?<![\d/.-])(?P<d>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4})(?![\d/-])"
DAY_WORDS = r"(?:ngày\s+)?(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})(?:\s+năm\s+|\s*,?\s+)(?P<y2>\d{4})(?!\d)"
ISO = r"(?<!\d)(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})(?!\d)"
CLOCK = (r"(?<![\d/.:-])(?P<{p}H>\d{{1,2}})\s?(?::|giờ|h)\s?(?P<{p}M>\d{{2}})(?:\s?phút|\s?['’])?(?::(?P<{p}S>\d{{2}})(?:\.\d+)?)?(?!\d)"
         r"(?:\s*(?P<{p}half>SA|CH|AM|PM)\b)?")
ZONE = r"(?:\s*\(?\s*(?:GMT|UTC)?\s?[+]\s?0?7(?::?00)?\s*\)?)?"
GLUE = r"[\s,|•·\-–—()]*(?:lúc|hồi|vào)?[\s:]*"
STAMP = re.compile(
    rf"(?:{CLOCK.format(p='a')}{ZONE}{GLUE}(?:{WEEKDAY}{GLUE})?(?:ngày\s*:?\s*)?)?"
    rf"(?:{DAY}|{DAY_WORDS}|{ISO})"
    rf"(?:(?:{GLUE}|T){CLOCK.format(p='b')})?{ZONE}", re.IGNORECASE)

LABEL = (r"(?:ngày\s+(?:ký|đăng(?:\s+tin|\s+tải|\s+bài)?|cập\s+nhật|xuất\s+bản|phát\s+hành|tạo|viết|ban\s+hành)|đăng\s+(?:lúc|ngày)|"
         r"(?:thời\s+gian|thời\s+điểm)\s+(?:ký|đăng|cập\s+nhật)|cập\s+nhật(?:\s+(?:lúc|ngày|lần\s+cuối))?|xuất\s+bản|đã\s+đăng|post(?:ed)?(?:\s+on)?)")
BYLINE = r"(?:[^\d.,;:!?]{2,40}?\s*[-–|,]\s*)"
STAMP_LINE = re.compile(
    rf"^[\s(\[|*_•-]*(?P<label>{LABEL}\s*:?\s*)?{BYLINE}?(?:{WEEKDAY}[\s,|•-]*)?(?:ngày\s*:?\s*)?(?P<stamp>{STAMP.pattern})"
    r"[\s)\]|*_.•-]*(?:lượt\s+xem\s*:?\s*[\d.]*|[\d.]+\s+lượt\s+xem)?[\s)\]|*_.•-]*$", re.IGNORECASE)
# "Lạng Sơn, ngày 05 tháng 12 năm 2023": place and date at the head or foot of a formal document, often broken over two lines.
SIGNED = re.compile(
    r"^[ \t|*_(]*(?:Số\s?:?\s?\S{0,30}[ \t]+)?(?!Ngày|Hôm|Sáng|Chiều|Tối)(?P<place>[^\W\d_][\w.’'-]*(?:\s(?:[-–]\s)?[^\W\d_][\w.’'-]*){0,5}),\s{0,3}ngày\s{1,3}"
    r"(?:(?P<d2>\d{1,2})\s{1,3}tháng\s{1,3}(?P<m2>\d{1,2})\s{1,3}năm\s{1,3}(?P<y2>\d{4})|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}))[ \t|*_.)]*$", re.MULTILINE)
NOW = re.compile(
    r"\b(?:hôm|sáng|trưa|chiều|tối|đêm)\s+nay\s*,?\s*\(?\s*(?:ngày\s+)?(?P<d>\d{1,2})\s?(?P<sep>[/-])\s?(?P<m>\d{1,2})"
    r"(?:(?P=sep)(?P<y>\d{4}))?(?![\d/%])", re.IGNORECASE)
LEAD = 1500  # code points: "hôm nay" further down is often inside a speech


def read_date(value: str | None, origin: DateOrigin) -> Published | None:
    """The one date in a date field, e.g. "Thứ Hai, 12/05/2025, 08:15 (GMT+7)"; None where it holds none or several different."""
    value = " ".join((value or "").replace("\u200b", "").split())
    if not value or len(value) > 200:
        return None
    exact = _machine(value, origin)
    if exact:
        return exact
    found = [p for p in (_published(hit, origin) for hit in STAMP.finditer(value)) if p]
    if found:
        return found[0] if len({p.day for p in found}) == 1 else None
    return _spelled(value, origin)


def published_in(text: str, *, lines: Iterable[tuple[int, str]], title_start: int = 0) -> Published | None:
    """The publication date that a text states about itself; `lines` are (offset, line) outside lists of other articles.

    Order: a labelled stamp, the place and date of a formal document, a bare stamp below the title, "chiều nay (23/8)",
    a bare stamp above the title (it may be the page's clock, so it must carry a time).
    """
    labelled, below, above = [], [], []
    for start, line in lines:
        hit = STAMP_LINE.match(line) if len(line) <= 160 else None
        published = _published(hit, "text") if hit else None
        if hit and published:
            if hit["label"]:
                labelled.append(published)
            elif start >= title_start:
                below.append(published)
            elif published.precision != "day":
                above.append(published)
    signed = [p for p in (_published(hit, "text") for hit in SIGNED.finditer(text)) if p]
    for group in (labelled, signed[:1], below, _now(text), above):
        if group:
            return group[0]
    return None


def is_stamp_line(line: str) -> bool:
    """Is the line nothing but a date stamp, with its label, weekday or author before it?"""
    return len(line) <= 160 and STAMP_LINE.match(line) is not None


def _machine(value: str, origin: DateOrigin) -> Published | None:
    """ISO 8601 and RFC 2822, as machines write them; a time without a zone is Vietnam's."""
    if re.match(r"\d{4}-\d{2}-\d{2}", value):
        try:
            at = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", value))
        except ValueError:
            return None if "T" in value else _first(value, origin)
        precision: Precision = "day" if len(value) == 10 else "second" if re.search(r"\d:\d{2}:\d{2}", value) else "minute"
        return _aware(at, precision, origin)
    if re.match(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} ", value):
        try:
            return _aware(parsedate_to_datetime(value), "second", origin)
        except ValueError:
            return None
    return None


def _first(value: str, origin: DateOrigin) -> Published | None:
    hit = STAMP.search(value)
    return _published(hit, origin) if hit else None


def _published(hit: re.Match[str], origin: DateOrigin) -> Published | None:
    part = hit.groupdict()
    day, month, year = (next((int(part[k]) for k in keys if part.get(k)), 0)
                        for keys in (("d", "d2", "d3"), ("m", "m2", "m3"), ("y", "y2", "y3")))
    side = "b" if part.get("bH") else "a"
    hour, minute, second = (int(part.get(side + unit) or 0) for unit in "HMS")
    half = (part.get(side + "half") or "").upper()
    if half in {"CH", "PM"} and hour < 12:
        hour += 12
    elif half in {"SA", "AM"} and hour == 12:
        hour = 0
    precision: Precision = "day" if not part.get(side + "H") else "second" if part.get(side + "S") else "minute"
    try:
        return _aware(datetime(year, month, day, hour, minute, second), precision, origin)
    except ValueError:
        return None


def _day(hit: re.Match[str], origin: DateOrigin, year: int | None = None) -> Published | None:
    try:
        return _aware(datetime(year or int(hit["y"]), int(hit["m"]), int(hit["d"])), "day", origin)
    except ValueError:
        return None


def _aware(at: datetime, precision: Precision, origin: DateOrigin) -> Published | None:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    local = at.replace(tzinfo=VIETNAM) if at.tzinfo is None else at.astimezone(UTC).astimezone(VIETNAM)
    return Published(local, precision, origin)


def _now(text: str) -> list[Published]:
    """"chiều nay (23/8)": the day of writing; its year must stand there, or once in the text with the same day."""
    hit = NOW.search(text, 0, LEAD)
    if not hit:
        return []
    if hit["y"]:
        years = {int(hit["y"])}
    else:
        day, month = int(hit["d"]), int(hit["m"])
        years = {int(y) for y in re.findall(rf"(?<![\d/-])0?{day}[/-]0?{month}[/-](\d{{4}})(?!\d)", text)}
    published = _day(hit, "text", years.pop()) if len(years) == 1 else None
    return [published] if published else []


def _spelled(value: str, origin: DateOrigin) -> Published | None:
    """Month names ("12 Tháng Năm, 2025", "12 May 2025"): left to dateparser, on short fields with day, month and year only."""
    if len(value) > 60 or not re.search(r"(?<!\d)\d{4}(?!\d)", value) or "%" in value:
        return None
    import dateparser  # half a second to import, and few sites need it

    at = dateparser.parse(value, languages=["vi", "en"], settings={
        "DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False})
    if at is None:
        return None
    return _aware(at, "minute" if re.search(r"\d:\d{2}", value) else "day", origin)
