"""Many words as one pattern that looks at each letter of a text once, however many words there are."""
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_END = ""


def alternation(ways: Iterable[Iterable[str]]) -> str:
    """A pattern that matches any of `ways`, each given as patterns in a row; beginnings that are alike are put together, and of two
    ways one of which goes on where the other ends the longer is tried first."""
    tree: dict[str, Any] = {}
    for way in ways:
        node = tree
        for piece in way:
            node = node.setdefault(piece, {})
        node[_END] = {}
    return _pattern(tree)


def any_word(words: Iterable[str], blank: str = " ") -> str:
    """A group that matches any of the words as written, the longest that fits; `blank` is the pattern for the white space in them."""
    return f"(?:{alternation([blank if letter == ' ' else re.escape(letter) for letter in ' '.join(word.split())] for word in words)})"


def _pattern(node: dict[str, Any]) -> str:
    branches = [piece + _pattern(after) for piece, after in node.items() if piece != _END]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{whole})?" if _END in node else whole
