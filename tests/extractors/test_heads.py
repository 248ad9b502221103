"""`Finder`, `Start` and `Cues` find what the patterns themselves find, for every rule on every example of its family."""
from __future__ import annotations

import re

import pytest

from extractors import rulebook
from extractors.heads import Finder, Start

FAMILIES = ("periods", "context", "sections", "subjects", "metrics", "officials", "shortcomings")


def spans(matches: object) -> list[tuple[int, int]]:
    return [match.span() for match in matches]  # type: ignore[attr-defined]


@pytest.mark.parametrize("family", FAMILIES)
def test_rules_find_the_same(family: str) -> None:
    rules = rulebook.load(family).rules
    finder = Finder([rule.pattern for rule in rules])
    text = "\n".join(example.replace("⟦", "").replace("⟧", "") for rule in rules for example in (*rule.yes, *rule.no))
    for variant in (text, text.upper(), text.replace(" ", "\n")):
        for rule, found in zip(rules, finder.find(variant), strict=True):
            assert spans(found) == spans(rule.pattern.finditer(variant)), rule.name
            assert spans(rule.find(variant)) == spans(found), rule.name


@pytest.mark.parametrize(("pattern", "text"), [
    pytest.param(r"(?:[Tt]ừ )?(?:năm )?\d{4}", "từ năm 2020, năm 2021 và 2022", id="optional-words"),
    pytest.param(r"(?i)kỳ|(?:a|b)+c", "KỲ kỳ aabc", id="case-and-repeats"),
    pytest.param(r"^ab|x?", "ab xab", id="may-match-nothing"),
    pytest.param(r"^(?:a)?b", "bab", id="anchored"),
    pytest.param(r"(?m)^b", "a\nb", id="lines"),
    pytest.param(r"(?<!a)b(?=c)", "abc bc", id="look-around"),
])
def test_start_is_search(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    assert spans(Start(compiled).finditer(text, 0, len(text))) == spans(compiled.finditer(text))
    for low in range(len(text)):
        expected, found = compiled.search(text, low, len(text)), Start(compiled).search(text, low, len(text))
        assert (found and found.span()) == (expected and expected.span())


@pytest.mark.parametrize("family", ("metrics", "not_metrics", "numbers", "context", "subjects", "indicators"))
def test_cues_leave_out_no_rule_that_holds(family: str) -> None:
    rules = [rule for rule in rulebook.load(family).rules if rule.pattern is rulebook.NOTHING]
    cues = rulebook.Cues(rules)
    examples = [example for rule in rules for example in (*rule.yes, *rule.no) if "⟦" in example]
    held = 0
    for example in examples:
        for variant in (example, example.replace(" ", "  "), example.replace(" ", "\n"), example.replace(" ", " \u00a0"), example.upper()):
            start, end = variant.index("⟦"), variant.index("⟧") - 1
            text = variant.replace("⟦", "").replace("⟧", "")
            expected = [beside for rule in rules if (beside := rule.beside(text, start, end))]
            found = list(cues.beside(text, start, end))
            assert [beside.rule.id for beside in found] == [beside.rule.id for beside in expected], variant
            held += len(found)
    assert held >= len(rules)
