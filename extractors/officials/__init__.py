"""Text → officials: every person named together with a public office, party, agency or organisation role.

    words → names (persons.py) → titles (titles.py) → who holds what (links.py) → mentions and actions (mentions.py)

One Official a person and document. Leaders of companies and clubs, bylines and groups named by role only are none.
"""
from __future__ import annotations

from extractors.analysis import Analysis
from extractors.facts import Official
from extractors.officials.links import link
from extractors.officials.people import gather
from extractors.officials.titles import read_titles
from extractors.persons import read_names
from extractors.words import read_words


def find(analysis: Analysis) -> tuple[Official, ...]:
    """The officials of a text in the order in which they are first named."""
    words = read_words(analysis.text)
    names = read_names(words)
    titles = read_titles(words, names)
    return gather(words, names, link(analysis.text, names, titles))


__all__ = ["find"]
