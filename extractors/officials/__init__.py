"""Text → officials: every person named together with a public office, party, agency or organisation role.

    words → names (persons.py) → titles (titles.py) → who holds what (links.py) → mentions and actions (people.py)

One Official a person and document. Leaders of companies and clubs, bylines and groups named by role only are none.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.facts import Official
from extractors.officials.links import link
from extractors.officials.people import gather
from extractors.officials.second_opinion import more_names
from extractors.officials.titles import read_titles
from extractors.persons import read_names
from extractors.words import read_words

if TYPE_CHECKING:
    from extractors.analysis import Analysis


def find(analysis: Analysis, *, second_opinion: bool = False) -> tuple[Official, ...]:
    """The officials of a text in the order in which they are first named.

    `second_opinion` also asks a statistical model about capitalised words beside an office that the grammar leaves
    unexplained (see second_opinion.py for what that gains).
    """
    words = read_words(analysis.text)
    names = read_names(words)
    titles = read_titles(words, names)
    if second_opinion and (more := more_names(words, names, titles)):
        names = sorted([*names, *more], key=lambda name: name.start)
        titles = read_titles(words, names)
    return gather(words, names, link(analysis.text, names, titles))


__all__ = ["find"]
