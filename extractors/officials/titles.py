"""Words → titles: an office, its organisation and where that is ("Phó Giám đốc Sở Nội vụ | tỉnh Sóc Trăng").

A title begins with an office (`titles.tsv`) and goes on over the organisation: known heads
(`office_organisations.tsv`), what it is in charge of (`office_sectors.txt`), a level ("tỉnh", "huyện") and
capitalised words, until a comma, a verb (`office_stops.txt`) or a person's name. The name of the place
belongs to the title's reach (`outer`), not to the title as written.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from corpus import lexicon
from corpus.places import fold
from extractors import rulebook
from extractors.persons import Name, province_names
from extractors.words import CLOSE, Phrases, Words

_LONGEST = 34
"""Words of the longest titles met: a department of a centre of a ministry, written out."""
_FREE = 8
"""Words outside every list that an organisation's name may go on with ("về phòng chống tham nhũng")."""


_NAMED_FREELY = frozenset(("hiệp hội", "hội", "trung tâm", "viện", "ban quản", "bql", "quỹ"))
_DELEGATION = fold("đoàn")
_COMMITTEE = (fold("ủy"), _DELEGATION)


@dataclass(frozen=True, slots=True)
class Title:
    """`text[start:end]` is the title as written, `outer` the end of the place, term or short form after it.

    `kind`: office, bare (no organisation given), company, club. `plural`: one title for several people follows.
    """

    start: int
    end: int
    outer: int
    office: str
    organisation: str | None
    place: str | None
    status: str
    kind: str


@cache
def _lists() -> dict[str, Any]:
    stops = set(lexicon.words("office_stops"))
    return {
        "offices": Phrases(((row["title"], (row["office"], row["kind"])) for row in lexicon.table("titles")), CLOSE),
        "statuses": {row["words"].rstrip(".").lower(): row["status"] for row in lexicon.table("titles_status")},
        "modifiers": Phrases((word, word) for word in lexicon.words("titles_modifiers")),
        "organisations": Phrases((row["words"], (row["full"], row["kind"])) for row in lexicon.table("office_organisations")),
        "sectors": Phrases((word, word) for word in lexicon.words("office_sectors")),
        "levels": Phrases((row["words"], (row["level"], row["own"] == "yes")) for row in lexicon.table("office_levels")),
        "provinces": province_names(),
        "stops": Phrases((word, word) for word in stops),
        "honorifics": Phrases((row["words"], row["kind"]) for row in lexicon.table("honorifics")),
        "tail": rulebook.load("officials")["title.tail"].pattern,
        "unit": rulebook.load("officials")["title.parent"].pattern,
    }


def read_titles(words: Words, names: list[Name]) -> list[Title]:
    """Titles in text order; they never overlap each other or a name."""
    offices: Phrases[tuple[str, str]] = _lists()["offices"]
    name_at = {name.first: name for name in names}
    inside = {k for name in names for k in range(name.first, name.last)}
    titles, i, n = [], 0, len(words)
    while i < n:
        if words.lows[i] in offices.first and i not in inside and (hit := offices.at(words, i)) and not _chance(words, i):
            reading = _Reading(words, i, name_at)
            title = reading.title(*hit)
            if title:
                titles.append(title)
                i = max(reading.at, i + 1)
                continue
        i += 1
    return titles


def _chance(words: Words, i: int) -> bool:
    """"chức vụ Trưởng phòng" holds no "vụ trưởng"."""
    return words.forms[i][0].islower() and i + 1 < len(words) and words.lows[i + 1] == "trưởng" and words.forms[i + 1][0].isupper() \
        and words.lows[i] != "phó"


@dataclass
class _Reading:
    """One walk over the words of a title; `at` is the next word, `end` the word after the title as written."""

    words: Words
    first: int
    name_at: dict[int, Name]
    at: int = 0
    end: int = 0
    outer: int = 0
    organisation: int | None = None
    last: str = "office"        # what was read last: office, organisation, sector, capital, free, level
    free: int = 0
    bracket: int = -1           # the word after a short form in brackets
    place: str | None = None
    company: str = ""
    places_allowed: bool = False
    kinds: list[str] = field(default_factory=list)

    def title(self, size: int, payload: tuple[str, str]) -> Title | None:
        office, kind = payload
        lists, words = _lists(), self.words
        self.at = self.end = self.outer = self.first + size
        while self.at < len(words) and self._close(self.at) and (hit := lists["modifiers"].at(words, self.at)):
            self.at += hit[0]
            self.end = self.outer = self.at
        level = lists["levels"].ending(words, self.at - 1)
        if level and level[1][1]:
            self._level(0, *level[1])
        while self.at < len(words) and self.at - self.first < _LONGEST and self._step():
            pass
        if self.last == "free" and (self.at - self.first >= _LONGEST or self.free > _FREE):
            self.at = self.end
        elif self.last == "free":
            self.end = self.outer = self.at - (words.lows[self.at - 1] in ("và", "của", "về"))
        if self.at < len(words) and words.adjacent(self.at) and words.lows[self.at] in ("các", "những", "cấp"):
            return None         # Giám đốc các sở, Chủ tịch UBND cấp huyện: nobody in particular
        begin, status = self._status()
        start, end = words.starts[begin], words.ends[self.end - 1]
        outer = max(end, words.ends[self.outer - 1])
        if kind == "need" and self.end == self.first + size and self.organisation is None:
            return None
        if self.organisation is not None and (parent := lists["unit"].match(words.text, outer)):
            end = outer = parent.end()
        while tail := lists["tail"].match(words.text, outer):
            if any(outer <= words.starts[name.first] < tail.end() for name in self._names_near()):
                break
            outer = tail.end()
        while self.at < len(words) and words.starts[self.at] < outer:
            self.at += 1
        organisation = None
        if self.organisation is not None:
            organisation = " ".join(words.text[words.starts[self.organisation]:max(end, words.ends[self.end - 1])].split())
        if kind != "full" and self.organisation is None and self.end == self.first + size:
            kind = "bare" if kind != "company" else "company"
        return Title(start, end, outer, office, organisation, self.place, status,
                     self.company or ("company" if kind == "company" and "company" not in self.kinds and not self._public() else
                                      "bare" if kind == "bare" else "office"))

    def _public(self) -> bool:
        return bool(self.kinds) and self.kinds[0] in ("public", "place")

    def _names_near(self) -> list[Name]:
        return [self.name_at[k] for k in range(self.at, min(self.at + 6, len(self.words))) if k in self.name_at]

    def _status(self) -> tuple[int, str]:
        first, statuses = self.first, _lists()["statuses"]
        if first and self.words.lows[first - 1] in statuses and self.words.gap(first).strip(" .\u00a0") == "":
            return first - 1, statuses[self.words.lows[first - 1]]
        return first, "phụ trách" if "phụ trách" in " ".join(self.words.lows[first:self.end]) else "đương nhiệm"

    def _close(self, i: int) -> bool:
        """Word i goes on in the same phrase: after white space, one line end, or a short form's stop ("Q. Bình Tân")."""
        gap = self.words.gap(i)
        if gap == " ":
            return True
        bare = gap.strip(" \t\u00a0*_")
        if not bare.strip("\n") and gap.count("\n") == 2:
            return self._in_brackets(i) and bool(_lists()["organisations"].at(self.words, i))
        return bare in ("", "\n") or (bare == "." and len(self.words.forms[i - 1]) <= 2 and self.words.forms[i - 1].isupper()) \
            or bare == "&" or (bare in ("-", "/", "–") and gap == bare)

    def _in_brackets(self, i: int) -> bool:
        """A bracket opened within the last lines is still open: a caption in brackets, cut by line ends."""
        start = self.words.starts[i]
        return self.words.text.rfind("(", max(0, start - 200), start) > self.words.text.rfind(")", max(0, start - 200), start)

    def _step(self) -> bool:
        """Read one piece of the title; False where it ends."""
        words, lists, i = self.words, _lists(), self.at
        low, form = words.lows[i], words.forms[i]
        if self._bracketed_short_form(i):
            self.at, self.bracket = i + 1, i + 1
            return True
        if i != self.bracket and not self._close(i) and not self._parent(i):
            dash = words.gap(i).strip() in ("-", "–") and "\n" not in words.gap(i)
            if not (dash and self.last == "sector" and lists["sectors"].at(words, i) and not lists["offices"].at(words, i)):
                return False
        if i in self.name_at or (lists["honorifics"].at(words, i) and (form[0].islower() or i + 2 in self.name_at)):
            return False
        if low == _DELEGATION and self.last == "office" and self.end == self.outer == i and words.lows[i - 1] in ("đbqh", "hội"):
            return self._place(1)
        organisation, sector = self._clear(i, lists["organisations"]), self._clear(i, lists["sectors"])
        stop = lists["stops"].at(words, i) if form[0].islower() else None
        if stop and stop[0] >= max(organisation[0] if organisation else 0, sector[0] if sector else 0) \
                and (self.last != "organisation" or self.places_allowed):
            return False
        if lists["offices"].at(words, i) and not organisation and not (sector and self.last in ("organisation", "sector", "free")):
            return False
        if low in ("và", "của", "về"):
            return self._connector(i, low)
        if words.gap(i).strip() == "&":
            return self._take(sector[0] if sector else 1, "capital")
        if sector and (not organisation or sector[0] >= organisation[0]) and (self.last != "level"):
            return self._take(sector[0], "sector")
        if organisation and not (self.last == "level" and form[0].islower()):
            kind = organisation[1][1]
            self.kinds.append(kind)
            if kind in ("company", "club") and "place" not in self.kinds[:1]:
                self.company = self.company or kind
            self.places_allowed = kind == "place"
            if self.organisation is None:
                self.organisation = i
            return self._take(organisation[0], "organisation")
        if (level := lists["levels"].at(words, i)) and self._is_level(i, level[0]):
            return self._level(level[0], *level[1])
        if province := lists["provinces"].at(words, i):
            return self._place(province[0])
        if stop:
            return False
        if form[0].isupper():
            if self.organisation is None and self.last == "office":
                return form.isupper() and len(form) > 2 and self._take(1, "sector")
            if self.places_allowed or (self.last == "sector" and not self.free and not self._named_freely()):
                size = 1
                while self._continues_capital(i + size):
                    size += 1
                return self._place(size)
            return self._take(1, "capital")
        if low == "số" and i + 1 < len(words) and words.forms[i + 1].isdigit() and self.last in ("organisation", "sector", "free"):
            return self._take(2, "capital")
        if form[0].isdigit():
            return self.last in ("capital", "organisation", "sector") and len(form) <= 2 and self._take(1, "capital")
        if self.organisation is None or self.last in ("level", "office") or self.places_allowed or (self.last == "sector" and not (self.free or self._named_freely())) or self.free >= _FREE:
            return False
        self.free += 1
        self.at += 1
        self.last = "free"
        return True

    def _named_freely(self) -> bool:
        """Associations, centres and boards go on in words of their own; a Sở or a Phòng ends with what it is in charge of."""
        if self.organisation is None:
            return False
        lows = self.words.lows[self.organisation:self.organisation + 2]
        return lows[0] in _NAMED_FREELY or " ".join(lows) in _NAMED_FREELY

    def _clear(self, i: int, phrases: Phrases[Any]) -> tuple[int, Any] | None:
        """A phrase at word i in which no person's name begins: not "tỉnh đoàn" in "UBND tỉnh Đoàn Văn …"."""
        hit = phrases.at(self.words, i)
        return hit if hit and not any(k in self.name_at for k in range(i + 1, i + hit[0])) else None

    def _bracketed_short_form(self, i: int) -> bool:
        """"(CSGT)" in the middle of an organisation's name."""
        words = self.words
        return self.organisation is not None and words.gap(i).strip() == "(" and words.forms[i].isupper() and i + 1 < len(words) \
            and words.gap(i + 1) == ") " and bool(_lists()["organisations"].at(words, i + 1) or _lists()["levels"].at(words, i + 1))

    def _parent(self, i: int) -> bool:
        """After a comma the body a division belongs to: "Trưởng phòng Dự báo, Trung tâm …"."""
        words = self.words
        return self.organisation is not None and words.lows[self.organisation] in ("phòng", "khoa", "vụ", "đội", "trạm", "tổ") \
            and words.gap(i) == ", " and words.forms[i][0].isupper() and bool(_lists()["organisations"].at(words, i)) \
            and not _lists()["offices"].at(words, i)

    def _take(self, size: int, what: str) -> bool:
        self.at += size
        self.end = self.outer = self.at
        self.last = what
        if self.organisation is None and what in ("sector", "organisation"):
            self.organisation = self.at - size
        return True

    def _continues_capital(self, i: int) -> bool:
        return i < len(self.words) and i not in self.name_at and self.words.forms[i][0].isupper() and self.words.adjacent(i) \
            and not _lists()["offices"].at(self.words, i)

    def _connector(self, i: int, low: str) -> bool:
        """"và", "của", "về" go on with the organisation only where its name does."""
        words, lists = self.words, _lists()
        after = i + 1
        if after >= len(words) or after in self.name_at or not words.adjacent(after) or lists["offices"].at(words, after):
            return False
        head = lists["organisations"].at(words, after)
        if low == "của":
            self.at += 1
            return bool(head)
        if low == "về":
            self.at, self.last, self.free = after, "free", self.free + 1
            return self.organisation is not None
        several = words.lows[after] == "các" and self._named_freely()      # Ban Quản lý Khu kinh tế X và các khu công nghiệp
        capital = several or words.forms[after][0].isupper() or self.last in ("free", "sector")
        if head and "văn" in words.lows[self.first:i] and self.last == "organisation":      # Văn phòng Đoàn ĐBQH và HĐND
            self.at = after
            return True
        if head or lists["honorifics"].at(words, after) or self.last not in ("sector", "capital", "free") or not capital:
            return False
        if lists["stops"].at(words, after):
            return False
        self.at, self.last = after, "free" if self.last == "free" or several else "capital"
        return True

    def _is_level(self, i: int, size: int) -> bool:
        form = self.words.forms[i]
        return size > 1 or len(form) > 2 or form.isupper() or form in ("xã", "ấp", "Xã", "Ấp")

    def _level(self, size: int, level: str, own: bool) -> bool:
        """A level and the place after it; the level stays in the title, but "Sở … tỉnh X" is "Sở …"."""
        words = self.words
        self.at += size
        keep = own or not (self._of_committee() or (words.lows[self.organisation or 0] == "sở" and self._capital_follows()))
        if keep and self.last != "level":
            self.end = self.at
        self.outer = self.at
        if self.organisation is None:
            self.organisation = self.at - size
        begin = self.at
        province = self._clear(begin, _lists()["provinces"])
        if province and self._close(begin):
            self.at += province[0]
        elif begin < len(words) and words.forms[begin].isdigit() and self._close(begin):
            self.at += 1
            if self.last != "level":
                self.end = self.at
        else:
            while self.at - begin < 4 and self.at < len(words) and self._close(self.at) and "\n" not in words.gap(self.at) \
                    and words.forms[self.at][0].isupper() and self.at not in self.name_at and not _lists()["offices"].at(words, self.at):
                self.at += 1
        if self.at > begin:
            self.place = self.place or words.text[words.starts[begin]:words.ends[self.at - 1]]
            if own:
                self.end = self.at
        self.outer = self.at
        self.last = "level"
        return True

    def _of_committee(self) -> bool:
        """A Tỉnh ủy is a province's, a Huyện ủy a district's: "Bí thư Thành ủy TP" is "Bí thư Thành ủy"."""
        words, last = self.words, self.end - 1
        return self.last == "organisation" and words.lows[last] in _COMMITTEE and words.lows[last - 1] in ("tỉnh", "thành", "huyện", "quận", "thị")

    def _capital_follows(self) -> bool:
        i = self.at
        return i < len(self.words) and self._close(i) and self.words.forms[i][0].isupper() and i not in self.name_at

    def _place(self, size: int) -> bool:
        words, begin = self.words, self.at
        self.at += size
        self.place = self.place or words.text[words.starts[begin]:words.ends[self.at - 1]]
        self.outer, self.last = self.at, "level"
        return True
