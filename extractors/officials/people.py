"""Links → officials: the same name is one person, later short mentions are tied to it, titles said twice are one."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cache

from corpus import lexicon
from corpus.places import fold
from extractors.facts import Official, Role, Span
from extractors.officials.links import Link
from extractors.officials.titles import Title
from extractors.persons import Name
from extractors.words import Phrases, Words

_NEAR, _BACK = 4, 14
"""Words behind a name, and before it, among which the verb of what the person does stands."""


_NAMESAKES = 50
"""More people of one given name than any text that is not a register holds; a short mention among so many is nobody's anyway."""
_DIRECTOR = ("Giám đốc", "Phó Giám đốc")


def gather(words: Words, names: list[Name], links: list[Link]) -> tuple[Official, ...]:
    """One Official for each person with at least one public role, in text order of the first mention."""
    full: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if not name.short:
            full[_key(words, name)].append(name)
    short = _tie(words, names, full)
    meant = {name: key for key, mentions in short.items() for name in mentions}
    roles: dict[str, list[Link]] = defaultdict(list)
    for item in links:
        key = meant.get(item.name, "") if item.name.short else _key(words, item.name)
        if key and item.title.kind in ("office", "bare"):
            roles[key].append(item)
    leads_company = {_key(words, item.name) for item in links if item.title.kind == "company"}
    led = {item.title.kind for item in links if item.title.office in _DIRECTOR and item.title.kind != "bare"}
    officials = []
    for key, held in roles.items():
        if led != {"office"} and all(item.title.kind == "bare" and _of_a_company(words.text, item.title) for item in held):
            continue
        if key in leads_company and all(item.title.kind == "bare" for item in held):
            continue
        mentions = sorted([*full[key], *short.get(key, ())], key=lambda name: name.start)
        best = max(held, key=_confidence)
        first = next((name for name in full[key] if not words.text[name.start:name.end].isupper()), full[key][0])
        officials.append((mentions[0].start, Official(
            name=" ".join(words.text[first.start:first.end].split()),
            roles=_roles(words.text, held),
            mentions=tuple(Span(name.start, name.end) for name in mentions),
            actions=_actions(words, mentions, held),
            rule=best.rule, confidence=_confidence(best))))
    return tuple(official for _, official in sorted(officials, key=lambda pair: pair[0]))


def _key(words: Words, name: Name) -> str:
    return " ".join(words.lows[name.first:name.last])


def _confidence(item: Link) -> float:
    """The rule's, less where the name may be none or no organisation is given."""
    doubt = (0.85 if item.name.likely < 2.8 and not item.name.short else 1.0) * (0.95 if item.title.kind == "bare" else 1.0)
    return round(item.confidence * doubt, 2)


def _of_a_company(text: str, title: Title) -> bool:
    """"Giám đốc" and nothing else is of a company as often as of an agency, unless it signs a document ("GIÁM ĐỐC") or the text
    speaks of directors of agencies only."""
    return not text[title.start:title.end].isupper() and title.office in _DIRECTOR


def _tie(words: Words, names: list[Name], full: dict[str, list[Name]]) -> dict[str, list[Name]]:
    """Short mentions ("ông Thọ", "bà Quyết Tâm") by the person they can only mean, who was named before."""
    tied: dict[str, list[Name]] = defaultdict(list)
    by_ending: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in full:
        parts = key.split()
        by_ending[(parts[-1],)].append(key)
        by_ending[tuple(parts[-2:])].append(key)
    for name in names:
        if not name.short:
            continue
        keys = [key for key in by_ending[tuple(words.lows[name.first:name.last])][:_NAMESAKES] if full[key][0].start < name.start]
        if len(keys) == 1:
            tied[keys[0]].append(name)
    return tied


def _roles(text: str, links: list[Link]) -> tuple[Role, ...]:
    """Each title once, the fullest writing of it, in text order."""
    kept: list[tuple[str, Link]] = []
    for item in sorted(links, key=lambda item: (item.title.start, item.title.end)):
        key = _title_key(text, item.title)
        same = next((k for k, (other, _) in enumerate(kept) if other == key or other.startswith(key) or key.startswith(other)), None)
        if same is None:
            kept.append((key, item))
        elif len(key) > len(kept[same][0]):
            kept[same] = (key, item)
    named = [item for _, item in kept if item.title.kind != "bare" or item.title.office != "Đại biểu"]
    return tuple(_role(text, item) for item in named or [kept[0][1]])


def _role(text: str, item: Link) -> Role:
    title = item.title
    written = " ".join(text[title.start:title.end].split())
    return Role(title=written, start=None if item.shared else title.start, end=None if item.shared else title.end, office=title.office,
                organisation=title.organisation, place=title.place, status=title.status)


@cache
def _short_forms() -> dict[str, str]:
    return {row["words"].lower(): fold(row["full"].lower()) for row in lexicon.table("office_organisations")
            if row["words"].isupper() and row["full"] != row["words"]}


def _title_key(text: str, title: Title) -> str:
    """The title in one spelling, short forms written out, "Bộ trưởng Bộ Nội vụ" = "Bộ trưởng Nội vụ"."""
    words = re.findall(r"\w+", fold(text[title.start:title.end]).lower())
    key = " ".join(_short_forms().get(word, word) for word in words)
    key = re.sub(r"^(?:nguyên|cựu) ", "", key)
    key = re.sub(r"\b(bộ|thứ) trưởng bộ\b", r"\1 trưởng", key)
    return re.sub(r"\btp\b", "thành phố", key)


@cache
def _verbs() -> Phrases[str]:
    return Phrases((row["words"], row["action"]) for row in lexicon.table("person_actions"))


def _actions(words: Words, mentions: list[Name], held: list[Link]) -> tuple[str, ...]:
    """What the person does: the verb behind the name and its titles, or the one that opens the sentence."""
    reach: dict[int, int] = {}
    for item in held:
        if item.title.start > item.name.end:
            reach[item.name.start] = max(reach.get(item.name.start, 0), item.title.outer)
    found: dict[str, None] = {}
    for name in mentions:
        for action in (_opening(words, name), _following(words, name, reach.get(name.start, name.end))):
            if action:
                found.setdefault(action)
    return tuple(found)


def _following(words: Words, name: Name, end: int) -> str | None:
    """The verb within a few words behind the name, or behind the titles that follow it."""
    i = bisect_left(words.starts, end)
    for k in range(i, min(i + _NEAR, len(words))):
        if re.search(r"[.;:!?\n]" if k == i else r"[.,;:!?\n]", words.gap(k)) or words.forms[k][0].isupper() \
                or (k == i and "," in words.gap(k) and end == name.end):
            return None
        if hit := _verbs().at(words, k):
            return hit[1]
    return None


def _opening(words: Words, name: Name) -> str | None:
    """"Phát biểu tại hội nghị, ông …": the verb with which the sentence opens, one comma before the person."""
    commas, i = 0, bisect_left(words.starts, name.outer)
    for k in range(i, max(i - _BACK, -1), -1):
        gap = words.gap(k) if k < len(words) else ""
        commas += "," in gap
        if k == 0 or re.search(r"[.;:!?\n“\"]", gap):
            hit = _verbs().at(words, k) if k < i else None
            return hit[1] if hit and commas <= 1 else None
    return None
