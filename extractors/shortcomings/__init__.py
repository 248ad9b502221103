"""Clauses that state what is deficient, late, low, lacking or wrongly done in public administration.

    sentence → predicates (rules/shortcomings.toml) → clauses around them → judged → area, speaker

One fact a deficiency; the span is the clause with its subject, without list marks and lead-ins. What counts
is in the annotation guidelines (docs/facts.md).
"""
from __future__ import annotations

import re

from extractors.analysis import Analysis
from extractors.facts import Shortcoming
from extractors.sentences import Sentence
from extractors.shortcomings.areas import Areas, areas_in
from extractors.shortcomings.clauses import clauses
from extractors.shortcomings.judge import Setting, judge
from extractors.shortcomings.predicates import may_be_deficient, predicates
from extractors.shortcomings.speakers import Speakers

EMIT = 0.5
"""Least confidence of a clause that is a fact: the value with the best F1 on annotated text (0.45-0.55 are alike)."""

SKIPPED = {"furniture", "table"}

_WHITE = re.compile(r"\s")
# Two schools of placing the tone mark at the end of a syllable: "số hoá" and "số hóa", "uỷ" and "ủy".
_TONES = {f"{first}{marked}": f"{toned}{second}" for first, second, toneds, markeds in
          (("o", "a", "òóỏõọ", "àáảãạ"), ("o", "e", "òóỏõọ", "èéẻẽẹ"), ("u", "y", "ùúủũụ", "ỳýỷỹỵ"))
          for toned, marked in zip(toneds, markeds, strict=True)}
_TONES |= {old.capitalize(): new.capitalize() for old, new in _TONES.items()} | {old.upper(): new.upper() for old, new in _TONES.items()}
_TONE = re.compile(rf"(?<![qQ])(?:{'|'.join(_TONES)})(?!\w)")


def find(analysis: Analysis) -> tuple[Shortcoming, ...]:
    """The shortcomings that `analysis.text` states, in text order; spans never overlap."""
    text = flatten(analysis.text)
    found: list[Shortcoming] = []
    speakers = Speakers(analysis.text, text)
    setting: Setting | None = None
    for index, sentence in enumerate(analysis.sentences):
        speakers.read(sentence)
        if sentence.block in SKIPPED or not may_be_deficient(text, sentence.start, sentence.end):
            continue
        setting = setting or Setting.of(text, analysis.title)
        found += _in_sentence(analysis.text, text, sentence, setting, speakers, first=index == 0)
    return tuple(found)


def flatten(text: str) -> str:
    """The text with every white space as one blank and one spelling (Uỷ → Ủy), offsets unchanged: rules needn't know more."""
    return _TONE.sub(lambda match: _TONES[match[0]], _WHITE.sub(" ", text))


def _in_sentence(written: str, text: str, sentence: Sentence, setting: Setting, speakers: Speakers, *, first: bool) -> list[Shortcoming]:
    marks = predicates(text, sentence.start, sentence.end)
    facts: list[Shortcoming] = []
    if not marks:
        return facts
    around: Areas | None = None
    for clause in clauses(text, sentence, marks):
        around = around or areas_in(text, sentence.start, sentence.end)
        own = areas_in(text, clause.start, clause.end)
        verdict = judge(text, clause, sentence, own, around, setting, headline=first)
        if verdict.confidence < EMIT:
            continue
        facts.append(Shortcoming(
            clause.start, clause.end, own.best(around), rule=verdict.predicate.rule, speaker=speakers.at(clause.start),
            trigger=written[verdict.predicate.start:verdict.predicate.end].strip(), confidence=round(verdict.confidence, 2)))
    return facts


__all__ = ["EMIT", "find"]
