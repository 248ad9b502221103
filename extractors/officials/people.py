"""Links → officials: the same name is one person, later short mentions are tied to it, titles said twice are one."""
from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from corpus import lexicon
from extractors.facts import Official, Role, Span
from extractors.officials.links import Link
from extractors.officials.titles import Title
from extractors.persons import Name
from extractors.words import Phrases, Words, fold_spelling

_NEAR = 7
"""Words after (and before) a name in which the verb of what the person does stands."""


def gather(words: Words, names: list[Name], links: list[Link]) -> tuple[Official, ...]:
    """One Official for each person with at least one public role, in text order of the first mention."""
    roles: dict[str, list[Link]] = defaultdict(list)
    for item in links:
        if item.title.kind in ("office", "bare"):
            roles[_key(words, item.name)].append(item)
    full: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if not name.short:
            full[_key(words, name)].append(name)
    short = _tie(words, names, full)
    officials = []
    for key, held in roles.items():
        if all(item.title.kind == "bare" and _of_a_company(item.title) for item in held):
            continue
        mentions = sorted([*full[key], *short.get(key, ())], key=lambda name: name.start)
        best = max(held, key=lambda item: item.confidence)
        first = full[key][0]
        officials.append((mentions[0].start, Official(
            name=" ".join(words.text[first.start:first.end].split()),
            roles=_roles(words.text, held),
            mentions=tuple(Span(name.start, name.end) for name in mentions),
            actions=_actions(words, mentions),
            rule=best.rule, confidence=best.confidence)))
    return tuple(official for _, official in sorted(officials, key=lambda pair: pair[0]))


def _key(words: Words, name: Name) -> str:
    return " ".join(words.lows[name.first:name.last])


def _of_a_company(title: Title) -> bool:
    """"Giám đốc" and nothing else is of a company as often as of an agency."""
    return title.office in ("Giám đốc", "Phó Giám đốc", "Quản lý")


def _tie(words: Words, names: list[Name], full: dict[str, list[Name]]) -> dict[str, list[Name]]:
    """Short mentions ("ông Thọ", "bà Quyết Tâm") by the person they can only mean, who was named before."""
    tied: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if not name.short:
            continue
        ending = words.lows[name.first:name.last]
        keys = [key for key, whole in full.items() if whole[0].start < name.start and key.split()[-len(ending):] == ending]
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
    return tuple(_role(text, item) for _, item in kept)


def _role(text: str, item: Link) -> Role:
    title = item.title
    written = " ".join(text[title.start:title.end].split())
    return Role(title=written, start=None if item.shared else title.start, end=None if item.shared else title.end, office=title.office,
                organisation=title.organisation, place=title.place, status=title.status)


@cache
def _short_forms() -> dict[str, str]:
    return {row["words"].lower(): row["full"].lower() for row in lexicon.table("office_organisations")
            if row["words"].isupper() and row["full"] != row["words"]}


def _title_key(text: str, title: Title) -> str:
    """The title in one spelling, short forms written out, "Bộ trưởng Bộ Nội vụ" = "Bộ trưởng Nội vụ"."""
    words = re.findall(r"\w+", fold_spelling(text[title.start:title.end]).lower())
    words = " ".join(_short_forms().get(word, word) for word in words)
    words = re.sub(r"\b(bộ|thứ) trưởng bộ\b", r"\1 trưởng", words)
    return re.sub(r"\btp\b", "thành phố", words)


@cache
def _verbs() -> Phrases[str]:
    return Phrases((row["words"], row["action"]) for row in lexicon.table("person_actions"))


def _actions(words: Words, mentions: list[Name]) -> tuple[str, ...]:
    """What the person does, read from the words right behind the name (and its titles, up to a clause's end)."""
    found: dict[str, None] = {}
    for name in mentions:
        i = name.last
        while i < min(name.last + _NEAR, len(words)) and not re.search(r"[.;:!?\n]", words.gap(i)):
            hit = _verbs().at(words, i)
            if hit and words.forms[i][0].islower():
                found.setdefault(hit[1])
                break
            i += 1
    return tuple(found)
