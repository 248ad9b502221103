"""Sentences → sections: what part of a document a sentence stands in (results, shortcomings, causes, plan).

Headings open a section that lasts to the next heading. In running text a lead sentence ("… vẫn còn một số hạn chế:",
"Thời gian tới, …") opens one that lasts as long as its paragraph or list goes on. In plans and
directives a heading that names no other section is "plan". Rules are in rules/sections.toml.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from extractors import rulebook
from extractors.blocks import BlockLike
from extractors.heads import Finder
from extractors.sentences import Section, Sentence

LONGEST_HEADING = 140
"""Characters; headings of plans and reports stay below, sentences of news are mostly longer."""

REACH = 3
"""Sentences after a lead that still belong to it where a source sets every sentence on a line of its own."""

_MARK = re.compile(r"[\s*#_]*(?:(?:phần(?: thứ)?|chương|mục)\s+[\w]+[.:]?|(?P<roman>[IVX]{1,5})[.)\-]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)]|[-–+•])?[\s*_:]*", re.IGNORECASE)
_ITEM = re.compile(r"[\s*]*(?:[-–+•]|\(?\d{1,2}[.)]|\(\d{1,2}\)|[a-zđ]\)|(?:thứ (?:nhất|hai|ba|tư|năm)|một là|hai là|ba là|bốn là|năm là)\b)", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:cụ thể|bên cạnh đó|ngoài ra|trong đó|mặt khác|một số|công tác|việc|còn|đáng chú ý|cùng với đó|đặc biệt|hơn nữa|chưa|vẫn còn|đồng thời)\b",
                      re.IGNORECASE)
_ORDERS_ON = re.compile(r"(?:tiếp tục|đẩy mạnh|tập trung|tăng cường|nâng cao|chỉ đạo|xử lý|rà soát|đồng thời|phải|cần|thực hiện|chú trọng|bảo đảm|đảm bảo|kịp thời|"
                        r"khẩn trương|chủ động|trong đó|kiên quyết|duy trì|xây dựng|triển khai|phấn đấu|ngoài ra|bên cạnh đó|đổi mới|quan tâm|hoàn thành|phối hợp)\b",
                        re.IGNORECASE)
_PLAN_TITLE = re.compile(r"^[\s*#|]*(?:KẾ HOẠCH|CHỈ THỊ|CHƯƠNG TRÌNH HÀNH ĐỘNG|CÔNG ĐIỆN)[\s*]*$", re.MULTILINE)
_LETTERHEAD = 1500   # characters within which an official document names its kind


@cache
def _rules() -> tuple[tuple[rulebook.Rule, ...], tuple[rulebook.Rule, ...], Finder]:
    """Rules of headings, rules of leads, and where the latter stand."""
    book = rulebook.load("sections")
    leads = book.starting("lead.")
    return book.starting("heading."), leads, Finder([rule.pattern for rule in leads])


def mark_sections(text: str, sentences: tuple[Sentence, ...], blocks: Sequence[BlockLike] = ()) -> tuple[Sentence, ...]:
    """The sentences with their `section` set; linear in their number."""
    unnamed: Section = "plan" if _PLAN_TITLE.search(text, 0, _LETTERHEAD) else "other"   # headings of a plan are all about the plan
    base: Section = "other"
    lead: Section | None = None
    led = 0          # sentences since the lead
    opens_list = False
    out: list[Sentence] = []
    for index, sentence in enumerate(sentences):
        heading = _heading(text, sentence) if index else None
        if heading is not None:
            named, top = heading
            base = named or (unnamed if top else base)
            lead = None
            out.append(_in(base, sentence))
            continue
        own = _lead(text, sentence)
        if own:
            lead, led, opens_list = own, 0, text[sentence.end - 1] == ":"
        elif lead:
            led += 1
            if not _continues(text, sentences[index - 1], sentence, lead, led, opens_list):
                lead = None
        out.append(_in(lead or base, sentence))
    return tuple(out)


def _in(section: Section, sentence: Sentence) -> Sentence:
    return sentence if sentence.section == section else replace(sentence, section=section)


def _heading(text: str, sentence: Sentence) -> tuple[Section | None, bool] | None:
    """None for running text; else the section a heading names (None: it names none) and whether it is of the top level."""
    if sentence.end - sentence.start > LONGEST_HEADING or sentence.block in {"caption", "table", "list_item"}:
        return None
    words = text[sentence.start:sentence.end].replace("\n", " ")
    mark = _MARK.match(words)
    says = words[mark.end():] if mark else words
    set_off = sentence.block == "heading" or bool(mark and mark[0].strip(" \t\n\u00a0-–+•")) or (says.isupper() and len(says) > 6)
    alone = sentence.start == 0 or text[sentence.start - 1] == "\n"
    if not alone or words[-1] in ".;,”" or not (set_off or len(says) < 70):
        return None
    for rule in _rules()[0]:
        if rule.pattern.match(says):
            return cast(Section, rule.emit["section"]), True
    if sentence.block == "heading" or (mark and mark["roman"] and set_off) or (says.isupper() and set_off):
        return None, bool(sentence.block == "heading" or says.isupper() or (mark and mark["roman"]))
    return None


def _lead(text: str, sentence: Sentence) -> Section | None:
    words = text[sentence.start:sentence.end].replace("\n", " ")
    _, rules, finder = _rules()
    found = finder.search(words, 0, len(words))
    return cast(Section, rules[min(found)].emit["section"]) if found else None


def _continues(text: str, before: Sentence, sentence: Sentence, lead: Section, led: int, opens_list: bool) -> bool:
    gap = text[before.end:sentence.start]
    item = _ITEM.match(text, sentence.start, sentence.end) is not None
    if "\n" in gap and (item or (opens_list and led == 1)):
        return opens_list or item
    on = _ORDERS_ON if lead == "plan" else _GOES_ON
    if on.match(text, sentence.start, sentence.end):
        return led <= 2 * REACH or "\n" not in gap
    if "\n" in gap:
        return lead != "plan" and lead != "results" and "\n\n" not in gap and led <= REACH
    return lead != "plan"


__all__ = ["mark_sections"]
