"""Lines of a text and what their wording alone tells: furniture, byline, caption, list item, heading.

The patterns are data (`layout.toml`); what a line is in its place among others is decided in `layout.py`.
"""
from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.parse.dates import is_stamp_line

PATTERNS = Path(__file__).with_name("layout.toml")
LONGEST_FURNITURE = 260  # code points: longer lines are prose, whatever they begin with
LONGEST_CAPTION = 260
LONGEST_HEADING = 160

ROMAN = re.compile(r"(?=[IVX])[IVX]{1,5}(?:\.\d+)*\s?[.)/:-]\s*\S")
NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s?(?:[.)]|/(?=\s))\s*(?=[^\d\s])")
LIST_MARK = re.compile(r"(?:[-–+•·●▪✓]|\*(?=\s)|\(?[a-zđ]\)|\(\d{1,2}\)|\d{1,2}\))\s*(?=\S)")
ARTICLE = re.compile(r"(?:Điều|Chương|Mục|Phần)\s+(?:\d+|[IVX]+)\b", re.IGNORECASE)
ADDRESSEES = re.compile(r"Nơi nhận\s*:?", re.IGNORECASE)
TWO_SENTENCES = re.compile(r"[a-zà-ỹ]{2,}\. [A-ZĐÀ-Ỹ]\w")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
FINAL_STOP = re.compile(r"[.;,:…]\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its outer white space: `text` is `source[start:end]`; a blank line has start == end."""

    start: int
    end: int
    text: str


def split_lines(text: str) -> list[Line]:
    lines, at = [], 0
    for raw in text.split("\n"):
        bare = raw.strip()
        start = at + (len(raw) - len(raw.lstrip()) if bare else 0)
        lines.append(Line(start, start + len(bare), bare))
        at += len(raw) + 1
    return lines


def plain(line: str) -> str:
    """Without Markdown's emphasis and heading marks, spaces made single."""
    if line.startswith("#"):
        line = MARKDOWN_HEADING.sub("", line, count=1)
    return " ".join(line.replace("*", " ").replace("__", " ").split())


def is_furniture(line: str) -> bool:
    return len(line) <= LONGEST_FURNITURE and (_whole("line", line) is not None or is_stamp_line(line))


def names_site(line: str) -> bool:
    return len(line) <= LONGEST_FURNITURE and _whole("site", line) is not None


def names_issuer(line: str) -> bool:
    return len(line) <= 80 and _whole("issuer", plain(line)) is not None


def opens_related(line: str) -> bool:
    return len(line) <= 60 and _whole("related", line) is not None


def opens_footer(line: str) -> bool:
    return len(line) <= LONGEST_FURNITURE and _whole("footer", line) is not None


def is_document_type(line: str) -> bool:
    bare = plain(line)
    return bare.isupper() and _whole("document_type", bare) is not None


def signs(line: str) -> bool:
    return len(line) <= 80 and _whole("signature", line) is not None


def byline(line: str) -> str | None:
    """The author in "Tin, ảnh: Lan Anh" or "Theo TTXVN"; None where the line is no byline."""
    hit = _whole("byline", line) if len(line) <= 90 else None
    # "Phóng viên: Vì sao …?" is an interview
    if hit is None or "?" in hit["author"] or (FINAL_STOP.search(hit["author"]) and len(hit["author"].split()) > 5):
        return None
    author = hit["author"].strip(" .;,-–()")
    # the patterns ignore case, a name does not
    return author if author[:1].isupper() or "." in author else None


def is_bare_name(line: str) -> bool:
    """One to four names and nothing else, as journalists sign: "Nguyễn Tâm - Hải Tú", "MỸ XUYÊN", "Bách Hợp, Thành Trọng/HTTV"."""
    if not line or len(line) > 60 or FINAL_STOP.search(line) or signs(line) or ROMAN.match(line) or (line.isupper() and "," in line):
        return False
    words = [w for w in re.split(r"[\s,/&–-]+", line) if w]
    return 1 <= len(words) <= 9 and all(w[0].isupper() and w.replace(".", "").isalpha() for w in words) and (
        len(words) >= 2 or line.istitle())


def has_credit(line: str) -> bool:
    """A photo's credit ("Ảnh: T.L"), or a caption cut out of a one-cell table (a bar at its end)."""
    if len(line) > LONGEST_CAPTION:
        return False
    if line.endswith("|") and "|" not in line[:-1]:
        return True
    lowered = line.lower()
    return any(word in lowered for word in ("ảnh", "photo", "hình")) and _anywhere("credit", line) and line.count(". ") <= 2


def is_caption(line: str, *, alone: bool) -> bool:
    """Is it a photo's line? `alone`: nothing of the article is on the lines beside it; else a line with a final stop is prose."""
    if has_credit(line):
        return True
    if len(line) > LONGEST_CAPTION or ";" in line:
        return False
    if line.startswith("(") and line.endswith((")", ").")) and len(line) > 20 and _starts("lead", line[1:]):
        return True
    stopped = FINAL_STOP.search(line) is not None
    if stopped and (not alone or len(line) > 180 or _anywhere("prose", line)):
        return False
    if line[0] in "\"“'‘" or re.search(r"[.!?]\s+\S", re.sub(r"\b\w{1,3}\.", "", line)) or re.search(r":\s|[,:]$", line.removesuffix(":")):
        return False
    rest = _starts("lead", line)
    return rest is not None and _anywhere("scene", line[rest:])


def heading_level(line: str) -> int:
    """1-6 for a line that reads as a heading, else 0."""
    marks = MARKDOWN_HEADING.match(line) if line.startswith("#") else None
    if marks:
        return len(marks[1])
    bare = plain(line)
    if not bare or len(bare) > LONGEST_HEADING or not any(c.isalpha() for c in bare):
        return 0
    if signs(bare):
        return 0
    numbered = NUMBERED.match(bare)
    if FINAL_STOP.search(bare) and not (numbered is None and bare.endswith(":") and bare.isupper()):
        return 0
    if ROMAN.match(bare) or ARTICLE.match(bare):
        return 2
    if numbered:
        return min(6, 3 + numbered["number"].count("."))
    if LIST_MARK.match(line):
        return 0
    if LIST_MARK.match(bare):
        return 4
    if (bare[0].isdigit() and sum(map(str.isalpha, bare)) < 0.7 * sum(map(str.isalnum, bare))) or TWO_SENTENCES.search(bare):
        return 0
    if bare.isupper() and len(bare) > 3:
        return 2
    return 2 if bare[0].isupper() or bare[0] in "“\"'‘" or bare[0].isdigit() else 0


def is_list_item(line: str) -> bool:
    if line.startswith("*"):
        line = plain(line) if not line.startswith("* ") else line
    return LIST_MARK.match(line) is not None or NUMBERED.match(line) is not None


@cache
def _patterns(name: str) -> re.Pattern[str]:
    table = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    found = table[name] if name in table else table["caption"][name]
    named = re.sub(r"\?P<\w+>", "?:", "|".join(f"(?:{p})" for p in found)) if name != "byline" else "|".join(found)
    return re.compile(named, re.IGNORECASE)


@cache
def _bylines() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in tomllib.loads(PATTERNS.read_text(encoding="utf-8"))["byline"])


def _whole(name: str, line: str) -> re.Match[str] | None:
    if name == "byline":
        return next((hit for p in _bylines() if (hit := p.fullmatch(line))), None)
    return _patterns(name).fullmatch(line)


def _anywhere(name: str, line: str) -> bool:
    return _patterns(name).search(line) is not None


def _starts(name: str, line: str) -> int | None:
    hit = _patterns(name).match(line)
    return hit.end() if hit else None
