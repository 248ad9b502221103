"""Where a counted noun that no word list knows ends: "4 phó chủ tịch HĐND" counts "phó chủ tịch", not "phó chủ".

Vietnamese writes a space between syllables, not words, so this takes a word segmenter: underthesea's, loaded only when such a noun
is met (about two seconds, once), since the lists know nearly all.
"""
from __future__ import annotations

import re
from functools import cache

from corpus import lexicon

# No counted noun of such texts is longer; what follows it in the sentence says more about it.
_REACH = 40
_STOP = re.compile(r"[^\w\s]|\d|\n")


def noun_at(text: str, start: int) -> str:
    """The noun that begins at `start`, in the text's own letters, single spaces; a word of one syllable takes the word after it along."""
    stretch = text[start:start + _REACH]
    stop = _STOP.search(stretch)
    stretch = stretch[:stop.start()] if stop else stretch[:stretch.rfind(" ")] if " " in stretch.strip() else stretch
    words = [word for word in _segment(" ".join(stretch.split())) if word.strip()]
    if not words:
        return ""
    taken = words[:1]
    if len(words) > 1 and " " not in taken[0] and words[1].split()[0].lower() not in lexicon.words("not_units"):
        taken.append(words[1])
    return " ".join(stretch.split()[:sum(len(word.split()) for word in taken)])


@cache
def _segment(stretch: str) -> tuple[str, ...]:
    from underthesea import word_tokenize  # slow to import and seldom needed

    return tuple(word_tokenize(stretch, use_token_normalize=False))
