"""Clauses that state what is deficient, late, low, lacking or wrongly done in public administration.

    sentence → predicates (rules/shortcomings.toml) → clauses around them → judged → area, speaker, causes

One fact a deficiency; the span is the clause with its subject, without list marks and lead-ins. What counts
is in the annotation guidelines (docs/facts.md).
"""
from __future__ import annotations

import re
from functools import cached_property

from corpus.places.spelling import TONE_PAIRS, TONES, lower
from extractors.analysis import Analysis
from extractors.facts import Shortcoming
from extractors.sentences import Sentence
from extractors.shortcomings.areas import Areas, Cues
from extractors.shortcomings.causes import link
from extractors.shortcomings.clauses import clauses
from extractors.shortcomings.judge import Setting, judge
from extractors.shortcomings.predicates import Predicates
from extractors.shortcomings.speakers import Speakers

EMIT = 0.5
"""Least confidence of a clause that is a fact: the value with the best F1 on annotated text (0.45-0.55 are alike)."""

SKIPPED = {"furniture", "table"}

_WHITE = re.compile(r"[^\S ]")     # every white space but the blank itself
# At the end of a syllable only, and "qu" is one letter: "quý" stays
_TONE = re.compile(rf"(?:{TONE_PAIRS})(?<![qQ]..)(?!\w)")


def find(analysis: Analysis) -> tuple[Shortcoming, ...]:
    """The shortcomings that `analysis.text` states, in text order; spans never overlap."""
    reading = Reading(analysis.text)
    found: list[Shortcoming] = []
    for index, sentence in enumerate(analysis.sentences):
        if sentence.block not in SKIPPED:
            headline = index == 0 and analysis.text[sentence.end - 1] not in ".!?…"
            found += reading.shortcomings(sentence, headline=headline)
    return link(analysis.text, found)


class Reading:
    """One text being read, sentence by sentence: what is found out once for all of it."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.text = flatten(written)
        self.low = lower(self.text)
        self.predicates = Predicates(self.text, self.low)
        self.speakers = Speakers(written, self.text)

    @cached_property
    def cues(self) -> Cues:
        return Cues(self.low)

    @cached_property
    def setting(self) -> Setting:
        return Setting.of(self.text, self.cues)

    def shortcomings(self, sentence: Sentence, *, headline: bool) -> list[Shortcoming]:
        """Those of one sentence; sentences are to be given in text order, because a speech goes on over several."""
        marks = self.predicates.within(sentence.start, sentence.end)
        self.speakers.read(sentence, wanted=bool(marks))
        facts = []
        around = self.cues.within(sentence.start, sentence.end) if marks else Areas()
        for clause in clauses(self.text, sentence, marks) if marks else ():
            own = self.cues.within(clause.start, clause.end)
            verdict = judge(self.text, clause, sentence, own, around, self.setting, headline=headline)
            if verdict.confidence >= EMIT:
                facts.append(Shortcoming(
                    clause.start, clause.end, own.best(around), rule=verdict.predicate.rule, speaker=self.speakers.at(clause.start),
                    trigger=self.written[verdict.predicate.start:verdict.predicate.end].strip(), confidence=round(verdict.confidence, 2)))
        return facts


def flatten(text: str) -> str:
    """The text with every white space as one blank and one spelling (Uỷ → Ủy), offsets unchanged: rules needn't know more."""
    return _TONE.sub(lambda match: TONES[match[0]], _WHITE.sub(" ", text))


__all__ = ["EMIT", "find"]
