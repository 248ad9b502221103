"""The evaluator: its matching rules by example, and that its figures are those of the shared scorer."""
from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flows import compare, scorecard
from flows.errors import Problem
from flows.evaluate import evaluate, read_predictions
from flows.gold import anchor, days, load_gold

TEXT = "Năm 2023, tỉnh xếp hạng 41/63; 97,5% hồ sơ đúng hạn. Bà Vừ Thị Mẫu, Giám đốc Sở Nội vụ, nói: việc số hóa ở xã còn chậm."
RANK = {"t": "m", "kind": "ranking", "value": 41, "total": 63, "unit": "hạng", "indicator": "PAR_INDEX", "subject": "tỉnh Lai Châu", "period": "2023",
        "q": "hạng ⟦41/63⟧"}
SHARE = {"t": "m", "kind": "percentage", "value": 97.5, "unit": "%", "indicator": "OTHER", "subject": None, "period": "2023", "q": "⟦97,5%⟧"}
PERSON = {"t": "o", "name": "Vừ Thị Mẫu", "titles": ["Giám đốc Sở Nội vụ"], "q": "Bà ⟦Vừ Thị Mẫu⟧, Giám đốc"}
LACK = {"t": "s", "area": ["digital"], "q": "⟦việc số hóa ở xã còn chậm⟧"}

Make = Callable[..., Path]


def said(gold_fact: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The prediction that is exactly a gold metric of TEXT, but for `changes`."""
    start, end = anchor(gold_fact["q"], TEXT)
    period = days(gold_fact["period"])
    fact = {"kind": gold_fact["kind"], "value": gold_fact["value"], "total": gold_fact.get("total"), "unit": gold_fact["unit"],
            "indicator": gold_fact["indicator"], "subject": gold_fact["subject"], "modality": "actual", "comparator": "eq", "confidence": 0.9,
            "period_start": period and period[0], "period_end": period and period[1], "base_start": None, "base_end": None, "start": start, "end": end}
    return fact | changes


def predict(*metrics: dict[str, Any], officials: Any = (), shortcomings: Any = (), **document: Any) -> dict[str, Any]:
    return {"bai": {"document": {"path": "bai.txt", **document}, "text": TEXT, "metrics": list(metrics), "officials": list(officials),
                    "shortcomings": list(shortcomings)}}


@pytest.mark.parametrize(("changes", "expected"), [
    pytest.param({}, (1, 0, 0), id="exact"),
    pytest.param({"start": 10, "end": 32}, (1, 0, 0), id="wider span"),
    pytest.param({"start": 0, "end": 5}, (0, 1, 1), id="elsewhere"),
    pytest.param({"kind": "count"}, (0, 1, 1), id="other kind"),
    pytest.param({"value": 42}, (0, 1, 1), id="other value"),
    pytest.param({"total": None}, (0, 1, 1), id="total missing"),
    pytest.param({"subject": None, "unit": "lần"}, (1, 0, 0), id="slots do not decide"),
])
def test_a_metric_is_found_by_kind_value_total_and_place(make_gold: Make, changes: dict[str, Any], expected: tuple[int, int, int]) -> None:
    counts = evaluate(load_gold(make_gold(TEXT, RANK)), predict(said(RANK, **changes))).counts
    assert (counts["metrics.tp"], counts["metrics.fp"], counts["metrics.fn"]) == expected


@pytest.mark.parametrize(("slot", "changes", "right"), [
    pytest.param("unit", {"unit": "bậc"}, True, id="bậc is hạng"),
    pytest.param("unit", {"unit": None}, False, id="no unit"),
    pytest.param("subject", {"subject": "UBND tỉnh Lai Châu"}, True, id="subject within a longer one"),
    pytest.param("subject", {"subject": "tỉnh Điện Biên"}, False, id="another province"),
    pytest.param("subject", {"subject": None}, False, id="no subject"),
    pytest.param("period", {"period_end": "2023-06-30"}, False, id="half the year"),
    pytest.param("period", {"period_start": None, "period_end": None}, False, id="no period"),
    pytest.param("modality", {"modality": "target"}, False, id="a target"),
    pytest.param("comparator", {"comparator": None}, True, id="no comparator means equal"),
    pytest.param("indicator", {"indicator": "PAPI"}, False, id="another index"),
])
def test_slots_are_scored_one_by_one(make_gold: Make, slot: str, changes: dict[str, Any], right: bool) -> None:
    result = evaluate(load_gold(make_gold(TEXT, RANK)), predict(said(RANK, **changes)))
    assert result.figures[f"metrics.{slot}.accuracy"] == right
    assert result.figures["metrics_full.f1"] == right
    others = [name for name in compare.SLOTS if name not in (slot, "base")]
    assert all(result.figures[f"metrics.{name}.accuracy"] == 1 for name in others)


def test_a_slot_that_the_text_leaves_open_is_not_scored(make_gold: Make) -> None:
    figures = evaluate(load_gold(make_gold(TEXT, RANK | {"any": ["subject", "total"]})), predict(said(RANK, subject="xã", total=None))).figures
    assert figures["metrics.f1"] == 1 and "metrics.subject.accuracy" not in figures


@pytest.mark.parametrize(("found", "expected"), [
    pytest.param(True, (0, 0, 0), id="found"),
    pytest.param(False, (0, 0, 0), id="not found"),
])
def test_an_optional_fact_never_counts(make_gold: Make, found: bool, expected: tuple[int, int, int]) -> None:
    counts = evaluate(load_gold(make_gold(TEXT, RANK | {"optional": True})), predict(*[said(RANK)] * found)).counts
    assert (counts["metrics.tp"], counts["metrics.fp"], counts["metrics.fn"]) == expected


def test_a_required_fact_is_matched_before_an_optional_one(make_gold: Make) -> None:
    optional = RANK | {"optional": True, "q": "tỉnh xếp ⟦hạng 41/63; 97,5%⟧"}
    assert evaluate(load_gold(make_gold(TEXT, optional, RANK)), predict(said(RANK, start=12, end=40))).counts["metrics.tp"] == 1


@pytest.mark.parametrize(("name", "titles", "expected"), [
    pytest.param("VỪ THỊ MẪU", ["Giám đốc Sở Nội vụ tỉnh Lai Châu"], (1, 1, 0, 0), id="capitals, place after the office"),
    pytest.param("Vừ Thị Mẫu", ["Giám đốc"], (1, 0, 1, 1), id="half an office"),
    pytest.param("Vừ Thị", ["Giám đốc Sở Nội vụ"], (0, 0, 1, 1), id="name cut"),
])
def test_officials_match_by_name_and_then_by_title(make_gold: Make, name: str, titles: list[str], expected: tuple[int, ...]) -> None:
    official = {"name": name, "titles": titles, "mentions": [{"start": 56, "end": 66}]}
    counts = evaluate(load_gold(make_gold(TEXT, PERSON)), predict(officials=[official])).counts
    assert (counts["officials.tp"], counts["titles.tp"], counts["titles.fp"], counts["titles.fn"]) == expected


@pytest.mark.parametrize(("cut", "found"), [pytest.param((0, 0), True, id="exact"), pytest.param((-9, 0), True, id="lead-in too"),
                                            pytest.param((0, -15), False, id="less than half")])
def test_shortcomings_match_by_half_their_span(make_gold: Make, cut: tuple[int, int], found: bool) -> None:
    start, end = anchor(LACK["q"], TEXT)
    fact = {"start": start + cut[0], "end": end + cut[1], "area": "digital", "confidence": 0.7}
    assert evaluate(load_gold(make_gold(TEXT, LACK)), predict(shortcomings=[fact])).counts["shortcomings.tp"] == found


def test_misses_say_what_the_nearest_fact_differs_in(make_gold: Make) -> None:
    gold = load_gold(make_gold(TEXT, RANK, SHARE, PERSON, LACK))
    _, end = anchor(LACK["q"], TEXT)
    notes = evaluate(gold, predict(said(RANK, value=14), said(SHARE, kind="score"), officials=[{"name": "Thị Mẫu", "titles": []}],
                                   shortcomings=[{"start": end - 5, "end": end, "area": "digital"}])).notes
    missed = {note.category for note in notes if note.verdict == "missed"}
    assert missed == {"ranking: value differs", "percentage: kind differs", "person: name cut otherwise", "digital: span cut otherwise"}


def test_spans_move_onto_the_gold_text_where_the_read_text_differs(make_gold: Make) -> None:
    own = "Menu | Trang chủ\n" + TEXT.replace("tỉnh xếp hạng", "tỉnh  xếp\nhạng")
    start = own.index("41/63")
    row = predict(said(RANK, start=start, end=start + 5))
    row["bai"]["text"] = own
    assert evaluate(load_gold(make_gold(TEXT, RANK)), row).counts["metrics.tp"] == 1


@pytest.mark.parametrize(("period", "expected"), [
    pytest.param("2019", ("2019-01-01", "2019-12-31"), id="year"), pytest.param("2021/2023", ("2021-01-01", "2023-12-31"), id="years"),
    pytest.param("2024-01/2024-02", ("2024-01-01", "2024-02-29"), id="months"), pytest.param("2023-11-04", ("2023-11-04",) * 2, id="day"),
    pytest.param(None, None, id="none")])
def test_periods_are_first_and_last_day(period: str | None, expected: tuple[str, str] | None) -> None:
    assert days(period) == expected


@pytest.mark.parametrize(("fact", "complaint"), [
    pytest.param(RANK | {"q": "không có trong bài"}, "occurs 0 times", id="quote not there"),
    pytest.param(RANK | {"q": "⟦hạng"}, "one ⟦ and one ⟧", id="half a mark"),
    pytest.param(RANK | {"kind": "rank"}, "'rank' is none of ranking", id="unknown kind"),
    pytest.param(RANK | {"period": "năm ngoái"}, "ValueError", id="period in words"),
    pytest.param(LACK | {"area": []}, "None is none of steering", id="no area"),
    pytest.param({"t": "x"}, "known: doc, m, o, s", id="unknown sort"),
])
def test_wrong_gold_is_told_by_file_and_line(make_gold: Make, fact: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Problem) as caught:
        load_gold(make_gold(TEXT, SHARE, fact))
    assert "bai.jsonl:2:" in str(caught.value) and complaint in str(caught.value)


def test_gains_losses_and_floors(make_gold: Make, tmp_path: Path) -> None:
    gold = load_gold(make_gold(TEXT, RANK, SHARE))
    before, after = evaluate(gold, predict(said(RANK))), evaluate(gold, predict(said(SHARE)))
    kept = tmp_path / "floors.accepted.json"
    scorecard.accept(kept, gold, before)
    with (tmp_path / "card.txt").open("w+", encoding="utf-8") as out:
        scorecard.print_scorecard(out, gold, after, {"metrics.f1": 0.9}, scorecard.read_accepted(kept), errors=True)
        out.seek(0)
        card = out.read()
    assert "gained: bai: metric percentage: 97,5%" in card and "lost: bai: metric ranking: 41/63" in card
    assert scorecard.below(after, {"metrics.f1": 0.9, "metrics.recall": 0.5}) == ["metrics.f1 is 0.6667, its floor 0.9"]
    assert scorecard.below(after, {"metric.f1": 0.1}) == ["metric.f1: there is no such figure"]


def test_a_line_separator_within_a_text_does_not_end_a_prediction(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    row = predict()["bai"] | {"text": "một\u2028hai"}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read_predictions(path)["bai"]["text"] == "một\u2028hai"


# ---------------------------------------------------------------- the shared scorer
@pytest.mark.parametrize("seed", range(4))
def test_figures_agree_with_the_shared_scorer(shared_gold: Path, seed: int) -> None:
    scorer = _load(shared_gold / "score.py")
    theirs, problems = scorer.load_gold(shared_gold / "documents", shared_gold / "annotations")
    assert not problems
    gold = load_gold(shared_gold)
    rows = {document.name: _disturbed(document, random.Random(f"{seed} {document.name}"), moved=seed % 2 == 1) for document in gold.documents}
    ours = evaluate(gold, json.loads(json.dumps(rows))).figures
    counts = sum((scorer.score_document(entry, rows[name], []) for name, entry in theirs.items()), Counter())
    wanted = scorer.figures(counts)
    assert {name: round(value, 9) for name, value in ours.items()} == {name: round(value, 9) for name, value in wanted.items()}
    assert 0.2 < ours["metrics.f1"] < 0.95 and 0.2 < ours["titles.f1"] < 0.95 and 0.2 < ours["shortcomings.f1"] < 0.95


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def _disturbed(document: Any, rng: random.Random, *, moved: bool) -> dict[str, Any]:
    """Predictions made of the gold itself with every kind of error; `moved`: read from a text with other white space."""

    def maybe(right: Any, *wrong: Any) -> Any:
        return rng.choice(wrong) if rng.random() < 0.2 else right

    def shifted(fact: dict[str, Any]) -> dict[str, int]:
        return {"start": max(0, fact["start"] + maybe(0, -4, 3, -30)), "end": fact["end"] + maybe(0, 2, 25)}

    metrics = []
    for fact in document.metrics:
        if rng.random() < 0.15:
            continue
        period, base = days(maybe(fact.get("period"), "2020", None)), days(fact.get("base"))
        metrics.append({
            "kind": maybe(fact["kind"], "count"), "value": maybe(fact["value"], 7), "total": maybe(fact.get("total"), 63, None),
            "unit": maybe(fact.get("unit"), "hồ sơ TTHC", None), "indicator": maybe(fact.get("indicator"), "PCI"),
            "modality": maybe(fact.get("modality", "actual"), "target"), "comparator": maybe(fact.get("comparator", "eq"), None, "ge"),
            "subject": maybe(fact.get("subject"), f"UBND {fact.get('subject')}", "tỉnh", None), "confidence": 0.8,
            "period_start": period and period[0], "period_end": period and period[1], "base_start": base and base[0], "base_end": base and base[1],
            **shifted(fact)})
    officials = [{"name": maybe(fact["name"], fact["name"].upper(), "Ai Đó"), "mentions": [shifted(fact)],
                  "titles": [maybe(title, title.replace("Ủy ban nhân dân", "UBND"), title + " Lai Châu", "Giám đốc") for title in fact["titles"]]
                  + maybe([], ["Bí thư"])} for fact in document.officials if rng.random() > 0.15]
    shortcomings = [{"area": maybe(fact["area"][0], "digital"), "confidence": 0.6, **shifted(fact)} for fact in document.shortcomings if rng.random() > 0.15]
    text = document.text
    if moved:   # the prediction's own text is longer: every span moves by what was put before it
        front = "Trang chủ | Tin tức\n"
        text = front + text.replace("\n\n", "\n \n\n")
        for fact in (*metrics, *shortcomings, *(mention for official in officials for mention in official["mentions"])):
            for edge in ("start", "end"):
                fact[edge] += len(front) + document.text[:fact[edge]].count("\n\n")
    return {"document": {"path": f"{document.name}.txt", "province": maybe(document.about.get("province"), "Hà Nội"),
                         "published": maybe(document.about.get("published"), None)},
            "text": text, "metrics": metrics, "officials": officials, "shortcomings": shortcomings}
