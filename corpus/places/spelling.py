"""Spelling of Vietnamese names: one key for all ways to write a name, one tone style for a text, offsets kept."""
from __future__ import annotations

import re
import unicodedata

# "Hoà" and "Hòa", "Uỷ" and "Ủy" are two schools of placing the tone mark: same letters, same length.
_TONES = [(first + second, marked + second_plain)
          for first, second_plain, marks, seconds in (("o", "a", "òóỏõọ", "àáảãạ"), ("o", "e", "òóỏõọ", "èéẻẽẹ"), ("u", "y", "ùúủũụ", "ỳýỷỹỵ"))
          for marked, second in zip(marks, seconds, strict=True)]
TONES = {style(a): style(b) for a, b in _TONES for style in (str.lower, str.title, str.upper)}
"""Both letters of each pair with the mark on the second, and what they are with the mark on the first."""
TONE_PAIRS = "|".join(f"{first}[{''.join(pair[1] for pair in TONES if pair[0] == first)}]" for first in "oOuU")
"""A pattern for the keys of TONES."""
_ETHS = {"Ð": "Đ", "ð": "đ"}    # Icelandic eth, which some keyboards give for đ
_FOLDED = TONES | _ETHS
_TO_FOLD = re.compile(f"{TONE_PAIRS}|{'|'.join(_ETHS)}")
# Letters for a character class: Latin ones and those that Vietnamese adds; in Unicode the latter alternate, capital and small.
UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
LOWER = "a-zà-öø-ýăđĩũơư" + "".join(chr(code) for code in range(0x1EA1, 0x1EFA, 2))
_LEVEL = re.compile(r"^(?:tinh|thanh pho|tp) ")


def fold(text: str) -> str:
    """`text` (NFC) with every tone mark placed in one style, so that both spellings compare equal. Length and offsets stay."""
    return _TO_FOLD.sub(lambda match: _FOLDED[match[0]], text)


def lower(text: str) -> str:
    """`text` in lower case, of the same length: the few letters that would grow stay as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(small if len(small := char.lower()) == 1 else char for char in text)


def key(name: str) -> str:
    """A name as letters, digits and single spaces: no case, no accents, đ as d, no leading "tỉnh" or "thành phố"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower().replace("đ", "d").replace("ð", "d")) if not unicodedata.combining(c))
    return _LEVEL.sub("", " ".join(re.sub(r"[\W_]+", " ", bare).split()))
