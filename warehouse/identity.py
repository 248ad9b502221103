"""What a fact is called, and the sentence it stands in.

Ids must survive a better extractor and an edited article, because reviewers' decisions hang on them. So they never
contain an offset, nor a slot that extractors often improve (indicator, period, subject). They are made of the document,
the family, the slots that state the fact itself (a figure's kind, value, total and unit; a person's name; a clause), the
sentence around a figure or two that disagree (so that a second "100%" found further up does not take over the first one's name), and
an ordinal among facts that agree in all that.
"""
from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from extractors.facts import Check, Metric, Official, Shortcoming

# Tone marks: grave, acute, tilde, hook above, dot below. "Hoà" and "Hòa" are one word with the mark on another letter;
# the marks that make another letter (â, ơ, đ) stay.
TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
SENTENCE_END = re.compile(r"[.!?…;]+[\"”')\]]*\s+")
WORD = re.compile(r"[\w%]+")
LONGEST = 300      # code points kept on either side of a quote where no sentence ends: a table or a list in one line


def metric_ids(document_id: str, text: str, metrics: Sequence[Metric]) -> list[str]:
    """One id (16 hex digits) a metric, in the order given."""
    return _ids(document_id, [("metric", m.kind, f"{m.value:.6f}", "" if m.total is None else f"{m.total:.6f}", fold(m.unit),
                               fold(text[slice(*sentence(text, m.start, m.end))])) for m in metrics])


def official_ids(document_id: str, officials: Sequence[Official]) -> list[str]:
    """One id an official, in the order given."""
    return _ids(document_id, [("official", fold(o.name)) for o in officials])


def shortcoming_ids(document_id: str, text: str, shortcomings: Sequence[Shortcoming]) -> list[str]:
    """One id a shortcoming, in the order given."""
    return _ids(document_id, [("shortcoming", fold(text[s.start:s.end])) for s in shortcomings])


def contradiction_ids(document_id: str, text: str, checks: Sequence[Check]) -> list[str]:
    """One id a contradiction, in the order given: what is stated in which words, not what it should be (its rounding may change)."""
    return _ids(document_id, [("contradiction", c.kind, f"{c.stated:.6f}", fold(text[slice(*sentence(text, *both(c)))])) for c in checks])


def both(check: Check) -> tuple[int, int]:
    """The span from the first to the last of the figures that contradict each other."""
    return min(check.start, check.other_start), max(check.end, check.other_end)


def fold(text: str) -> str:
    """The words alone: no case, tone marks, punctuation or spacing, so that "Uỷ ban" and "Ủy  ban" are one."""
    bare = TONES.sub("", unicodedata.normalize("NFD", text.casefold()))
    return " ".join(WORD.findall(unicodedata.normalize("NFC", bare)))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence around text[start:end], within its lines, without white space at its ends.

    Deliberately simple and apart from the extractors' sentences: ids must not change when those get better.
    """
    first = max(text.rfind("\n", 0, start) + 1, start - LONGEST)
    newline = text.find("\n", end)
    last = min(len(text) if newline < 0 else newline, end + LONGEST)
    for mark in SENTENCE_END.finditer(text, first, start):
        if _begins(text, mark.end()):
            first = mark.end()
    for mark in SENTENCE_END.finditer(text, end, last):
        if _begins(text, mark.end()):
            last = mark.end()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _begins(text: str, at: int) -> bool:
    """Whether a sentence can begin here: with a capital letter, a quotation mark or a list mark."""
    return at < len(text) and (text[at].isupper() or text[at] in "\"“'(-–+•")


def _ids(document_id: str, keys: list[tuple[str, ...]]) -> list[str]:
    seen: Counter[tuple[str, ...]] = Counter()
    ids = []
    for key in keys:
        seen[key] += 1
        ids.append(hashlib.sha256("\x1f".join((document_id, *key, str(seen[key]))).encode("utf-8", "surrogatepass")).hexdigest()[:16])
    return ids
