"""Every rule file loads, and every rule gets its own examples right."""
from __future__ import annotations

from pathlib import Path

import pytest

from extractors import rulebook
from extractors.rulebook import RULES, RuleError, load, problems

FAMILIES = sorted(path.stem for path in RULES.glob("*.toml"))


@pytest.mark.parametrize("family", FAMILIES)
def test_examples(family: str) -> None:
    assert problems(load(family)) == []


BROKEN = {
    "unknown key": ('[[rule]]\nid = "a"\npatern = "x"\nyes = ["x"]\nno = ["y"]', "unknown key 'patern'"),
    "unknown macro": ('[[rule]]\nid = "a"\npattern = "{{nix}}"\nyes = ["x"]\nno = ["y"]', "unknown macro {{nix}}"),
    "unknown list": ('[[rule]]\nid = "a"\npattern = "{{words:nix}}"\nyes = ["x"]\nno = ["y"]', "nix.txt: no such list"),
    "no example": ('[[rule]]\nid = "a"\npattern = "x"\nno = ["y"]', "needs 'yes'"),
    "no counter-example": ('[[rule]]\nid = "a"\npattern = "x"\nyes = ["x"]', "needs 'no'"),
    "twice": ('[[rule]]\nid = "a"\npattern = "x"\nyes = ["x"]\nno = ["y"]\n' * 2, "stands twice"),
    "bad pattern": ('[[rule]]\nid = "a"\npattern = "("\nyes = ["x"]\nno = ["y"]', "rule 'a'"),
    "circle": ('[macros]\na = "{{b}}"\nb = "{{a}}"\n[[rule]]\nid = "a"\npattern = "{{a}}"\nyes = ["x"]\nno = ["y"]', "in a circle"),
    "two shapes": ('[[rule]]\nid = "a"\npattern = "x"\nafter = "y"\nyes = ["x"]\nno = ["y"]', "needs either"),
    "not TOML": ("[[rule", "broken.toml"),
}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_broken_rule_files_say_what_is_wrong(case: str, tmp_path: Path) -> None:
    content, message = BROKEN[case]
    (tmp_path / "broken.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RuleError, match=message.replace("{", r"\{").replace("(", r"\(")):
        load("broken", tmp_path)


def test_a_failing_example_is_reported(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text(
        '[[rule]]\nid = "rank"\nbefore = "hạng "\nyes = ["hạng ⟦5⟧", "đứng ⟦6⟧"]\nno = ["hạng ⟦7⟧"]\n'
        '[[rule]]\nid = "word"\npattern = "hồ sơ"\nyes = ["⟦hồ  sơ⟧"]\nno = ["hồ sơ"]', encoding="utf-8")
    found = rulebook.problems(load("f", tmp_path))
    assert [p.split(": should")[0] for p in found] == ["f/rank@1", "f/rank@1", "f/word@1"]
