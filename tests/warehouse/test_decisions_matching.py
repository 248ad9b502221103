"""A decision stays with its fact when another extractor reads it otherwise, or the article is edited; and waits for a person where it can't."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.facts import Facts, Metric, Span
from pipeline.document import Document

Place = Any       # conftest.Place
Make = Callable[..., Document]
Find = Callable[..., Facts]
CLAUSE = "việc số hóa kết quả ở cấp xã còn chậm"

SHARES = "Cấp tỉnh đạt 50%, 55%, 50% kế hoạch. Cấp huyện đạt 60% kế hoạch; cấp xã đạt 60%, đô thị đạt 60%."
LATER = "Cập nhật ngày 5/6. Toàn tỉnh có 60% phường. " + SHARES.replace("Cấp huyện", "Riêng cấp huyện").replace("cấp xã", "còn cấp xã")
USUAL = "…"      # the usual text
Read = tuple[Any, ...]      # quote, value, which of those quotes, unit; or what is otherwise in the official or the shortcoming
MATCHES: dict[str, tuple[tuple[Read, ...], tuple[Read, ...], str, tuple[str, str | None, Any]]] = {
    # the decided fact and those beside it; what is read later; in which text; state, how it was found, what the fact that it is on says now
    "the same again": ((("55%", 55),), (("55%", 55),), SHARES, ("applied", "id", 55)),
    "the value is read otherwise": ((("55%", 55),), (("55%", 5.5),), SHARES, ("applied", "quote", 5.5)),
    "the quote is another": ((("55%", 55),), (("55", 55, 0, "phần trăm"),), SHARES, ("applied", "value", 55)),
    "only the unit": ((("55%", 55),), (("55%", 55, 0, "phần trăm"),), SHARES, ("applied", "quote and value", 55)),
    "both changed": ((("55%", 55),), (("55", 5.5),), SHARES, ("reset", None, None)),
    "not read any more": ((("55%", 55),), (), SHARES, ("reset", None, None)),
    "two equally near": ((("55%", 55),), (("50%", 55, 0, "a"), ("50%", 55, 1, "b")), SHARES, ("ambiguous", None, None)),
    "the nearer of two": ((("55%", 55),), (("50%", 55, 0, "a"), ("55%", 55, 0, "b")), SHARES, ("applied", "quote and value", 55)),
    "one that stood beside it is another fact, though it takes the id over": ((("60%", 60), ("60%", 60, 1)), (("60%", 60, 1),), SHARES, ("reset", None, None)),
    "one before it takes the id over": ((("60%", 60, 1), ("60%", 60, 2)), (("60%", 60), ("60%", 60, 1), ("60%", 60, 2)), SHARES, ("applied", "quote and value", 60)),
    "in another sentence of the text stands another fact": ((("60%", 60),), (("50%", 60),), SHARES, ("reset", None, None)),
    "the article was corrected around it": ((("60%", 60), ("60%", 60, 1)), (("60%", 60, 1), ("60%", 60, 2)), LATER, ("applied", "quote and value", 60)),
    "the article was corrected, the nearest": ((("60%", 60),), (("60%", 60), ("60%", 60, 1)), LATER, ("applied", "quote and value", 60)),
    "the article says another value": ((("60%", 60),), (("61%", 61),), LATER.replace("huyện đạt 60%", "huyện đạt 61%"), ("reset", None, None)),
    "the article writes it otherwise": ((("60%", 60),), (("60 %", 60),), LATER.replace("huyện đạt 60%", "huyện đạt 60 %"), ("applied", "value", 60)),
    "a clause read longer": ((CLAUSE,), (f"Tuy nhiên, {CLAUSE}",), USUAL, ("applied", "value", f"Tuy nhiên, {CLAUSE}")),
    "a clause read shorter": ((CLAUSE,), (CLAUSE[5:],), USUAL, ("applied", "value", CLAUSE[5:])),
    "another clause of the same area": ((CLAUSE,), ("cho biết tỷ lệ hồ sơ",), USUAL, ("reset", None, None)),
    "the name read otherwise where it stood": (({"name": "Lò Văn Tiến"},), ({"name": "Văn Tiến"},), USUAL, ("applied", "quote", "Văn Tiến")),
    "name and mention read otherwise": (({"name": "Lò Văn Tiến"},), ({"name": "Văn Tiến", "mentions": (Span(138, 146),)},), USUAL, ("reset", None, None)),
    "the name spelled otherwise": (({"name": "Lò Văn Tiến"},), ({"name": "LÒ VĂN TIẾN", "mentions": (Span(138, 146),)},), USUAL, ("applied", "id", "LÒ VĂN TIẾN")),
}


TWICE = "Cấp tỉnh đạt 60% và 60% kế hoạch, cấp xã đạt 55%."
SEVERAL: dict[str, tuple[tuple[Read, ...], tuple[Read, ...]]] = {
    "two decisions on one fact": ((("60%", 60), ("60%", 60, 1)), (("60%", 60, 0, "phần trăm"),)),
    "on from there": ((("55%", 55),), (("55%", 5.5),)),
}


@pytest.fixture(scope="module")
def matched(place_in: Callable[..., Place], make: Make, found: Find, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, dict[str, str]]:
    """All cases, each a document: read, accepted, read again; and the document of each."""
    place, usual = place_in(tmp_path_factory.mktemp("matched")), make().text

    def read(text: str, said: tuple[Read, ...]) -> Facts:
        families: dict[str, list[Any]] = {"metrics": [], "officials": [], "shortcomings": []}
        for one in said:
            if isinstance(one, tuple):
                families["metrics"].append(share(text, *one))
            elif isinstance(one, str):
                families["shortcomings"].append(replace(found().shortcomings[0], start=text.index(one), end=text.index(one) + len(one)))
            else:
                families["officials"].append(replace(found().officials[0], **one))
        return Facts(**{name: tuple(rows) for name, rows in families.items()})

    def add(texts: dict[str, str], facts: int, version: str) -> None:
        documents = [make(text, case, fetched=3 if text in (usual, SHARES, TWICE) else 6) for case, text in texts.items()]
        place.add(*((document, read(document.text, (MATCHES | SEVERAL)[case][facts])) for document, case in zip(documents, texts, strict=True)), version=version)
        place.publish()

    add({case: usual if text == USUAL else SHARES for case, (_, _, text, _) in MATCHES.items()} | dict.fromkeys(SEVERAL, TWICE), 0, "1")
    documents = {case: make(case, case).document_id for case in MATCHES | SEVERAL}
    for (metric_id,), verdict in zip(place.rows(f"SELECT metric_id FROM metrics WHERE document_id = '{documents['two decisions on one fact']}' ORDER BY start_offset"), ("accept", "reject"), strict=True):
        place.decide(metric_id, verdict)
    place.decide(place.rows(f"SELECT metric_id FROM metrics WHERE document_id = '{documents['on from there']}'")[0][0], "correct", value=56)
    for document in [documents[case] for case in MATCHES]:
        place.decide(place.rows(f"""SELECT metric_id AS id, start_offset FROM metrics WHERE document_id = '{document}' UNION ALL SELECT official_id, 0 FROM officials WHERE document_id = '{document}'
                                    UNION ALL SELECT shortcoming_id, 0 FROM shortcomings WHERE document_id = '{document}' ORDER BY start_offset LIMIT 1""")[0][0], "accept")
    assert place.publish().counts["decisions"] == len(MATCHES) + 3
    assert place.rows("SELECT DISTINCT state, matched_by FROM v_decisions") == [("applied", "id")]
    add({case: usual if text == USUAL else text for case, (_, _, text, _) in MATCHES.items()} | dict.fromkeys(SEVERAL, TWICE), 1, "2")
    return place, documents


def share(text: str, quote: str, value: float, nth: int = 0, unit: str = "%") -> Metric:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Metric("percentage", value, start, start + len(quote), unit, rule="metrics/hand@1", trigger=quote, confidence=0.9)


@pytest.mark.parametrize("case", MATCHES)
def test_a_decision_finds_its_fact_again(matched: tuple[Place, dict[str, str]], case: str) -> None:
    place, documents = matched
    _, later, _, (state, how, says) = MATCHES[case]
    of = f"WHERE document_id = '{documents[case]}'"
    assert place.rows(f"SELECT verdict, state, matched_by FROM v_decisions {of}") == [("accept", state, how)]
    decided = f"""SELECT metric_id, CAST(CAST(value AS DOUBLE) AS VARCHAR), start_offset FROM v_metrics {of} AND decision = 'accept' UNION ALL
        SELECT official_id, name, 0 FROM officials {of} AND valid_to IS NULL AND decision = 'accept' UNION ALL SELECT shortcoming_id, quote, 0 FROM v_shortcomings {of} AND decision = 'accept'"""
    found = place.rows(decided)
    assert [(one[0], one[1]) for one in found] == ([(place.rows(f"SELECT matched_id FROM v_decisions {of}")[0][0], str(float(says)) if isinstance(says, int | float) else says)] if state == "applied" else [])
    if case == "one before it takes the id over":
        assert found[0][2] == SHARES.index("cấp xã đạt 60%") + len("cấp xã đạt ")
    assert len(place.rows(f"SELECT 1 FROM v_metrics {of} UNION ALL SELECT 1 FROM v_officials {of} UNION ALL SELECT 1 FROM v_shortcomings {of}")) == len(later)
    assert place.rows(f"SELECT state, valid_from, valid_to FROM decisions {of} ORDER BY valid_from") == (
        [("applied", 2, None)] if (state, how) == ("applied", "id") else [("applied", 2, 3), (state, 3, None)])


def test_of_two_decisions_that_come_to_one_fact_the_nearer_counts(matched: tuple[Place, dict[str, str]]) -> None:
    place, documents = matched
    assert place.rows(f"SELECT verdict, state, matched_by FROM v_decisions WHERE document_id = '{documents['two decisions on one fact']}' ORDER BY 1") == [
        ("accept", "applied", "quote and value"), ("reject", "reset", None)]


def test_a_decision_goes_on_from_where_it_went(matched: tuple[Place, dict[str, str]], tmp_path: Path) -> None:
    place, document = type(matched[0])(shutil.copytree(matched[0].root, tmp_path / "data")), matched[1]["on from there"]
    of = f"WHERE document_id = '{document}'"
    [(moved, value)] = place.rows(f"SELECT metric_id, value FROM v_metrics {of}")
    [(first, before, how)] = place.rows(f"SELECT decision_id, before, matched_by FROM v_decisions {of}")
    assert (value, before, how) == (Decimal(56), '{"value": 5.5}', "quote")
    second = place.decide(moved, "correct", who="Trần Văn Bình", comparator="ge")      # keeps what was corrected before
    assert (second.replaces, second.fact_id, second.said["value"]) == (first, moved, 5.5)
    place.publish()
    assert place.rows(f"SELECT value, comparator, decision FROM v_metrics {of}") == [(Decimal(56), "ge", "correct")]
    assert place.rows(f"SELECT reviewer, corrected, before, state FROM v_decisions {of}") == [("Trần Văn Bình", '{"value": 56.0, "comparator": "ge"}', '{"value": 5.5, "comparator": "eq"}', "applied")]
    place.decide(moved, "withdraw")
    place.publish()
    assert place.rows(f"SELECT value, comparator, decision FROM v_metrics {of}") == [(Decimal("5.5"), "eq", None)]
    assert place.rows(f"SELECT verdict, state, matched_by FROM v_decisions {of}") == [("withdraw", "withdrawn", None)]
    assert len(place.rows(f"SELECT DISTINCT closed_by FROM metrics {of} AND closed_by LIKE 'decision %'")) == 3
