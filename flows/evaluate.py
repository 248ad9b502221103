"""How good are the facts? Scores predictions against a gold folder and says what was missed, falsely found, gained and lost.

    gold = load_gold(Path("gold"))
    result = evaluate(gold, predict(gold)[0])
    result.figures["metrics.f1"]

Figures: precision, recall and f1 of metrics, officials, titles, shortcomings and shortcoming_characters; metrics_full.f1,
where every slot must be right too; accuracy of each slot over the metrics found, of areas, and of what documents say of themselves.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from flows.compare import (
    SAME_SPAN,
    SLOTS,
    Pair,
    fold,
    length,
    metric_weight,
    official_weight,
    overlap,
    pair,
    same_slot,
    same_subject,
    same_title,
    shortcoming_weight,
)
from flows.errors import USAGE, Problem
from flows.gold import FAMILIES, Fact, Gold, GoldDocument
from flows.ledger import Failure
from flows.reanchor import onto

Verdict = Literal["missed", "false", "wrong"]
SCORED = ("metrics", "officials", "titles", "shortcomings", "shortcoming_characters")


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is not as it should be: where, of which category ("count: value differs"), and the words around it."""

    document: str
    verdict: Verdict
    family: str
    category: str
    detail: str
    around: str = ""


@dataclass(slots=True)
class Result:
    """The score of one document or, added up, of a gold folder.

    `found` holds the required gold facts that were found ("NAME m12": the thirteenth metric of NAME), `confidence` pairs of
    (right, all) predicted facts by family and stated confidence in tenths.
    """

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    confidence: Counter[tuple[str, int, bool]] = field(default_factory=Counter)

    @property
    def figures(self) -> dict[str, float]:
        """Every figure by name, each from 0 to 1."""
        out: dict[str, float] = {}
        for name in SCORED:
            tp, fp, fn = (self.counts[f"{name}.{part}"] for part in ("tp", "fp", "fn"))
            out |= {f"{name}.precision": _share(tp, tp + fp), f"{name}.recall": _share(tp, tp + fn), f"{name}.f1": _share(2 * tp, 2 * tp + fp + fn)}
        all_metrics = 2 * self.counts["metrics.tp"] + self.counts["metrics.fp"] + self.counts["metrics.fn"]
        out["metrics_full.f1"] = _share(2 * self.counts["metrics_full.tp"], all_metrics)
        for name in sorted(key.removesuffix(".n") for key in self.counts if key.endswith(".n")):
            out[f"{name}.accuracy"] = _share(self.counts[f"{name}.ok"], self.counts[f"{name}.n"])
        return out


def predict(gold: Gold) -> tuple[dict[str, Fact], list[Failure]]:
    """What our own reader and extractors make of the gold documents, by name; and where they failed."""
    from flows.predict import predictions

    found = list(predictions([document.path for document in gold.documents]))
    return by_name(row for row in found if isinstance(row, dict)), [row for row in found if isinstance(row, Failure)]


def read_predictions(path: Path) -> dict[str, Fact]:
    """A file as `cchc extract` prints it. Raises Problem naming the line that is not a prediction."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path}: can't read it: {error}", USAGE) from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line) if line.strip() else None
            if row is not None:
                rows.append({"text": row["text"], "document": row["document"], **{family: row[family] for family in FAMILIES.values()}})
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path}:{number}: not a prediction as `cchc extract` prints it ({type(error).__name__}: {error})", USAGE) from error
    return by_name(rows)


def by_name(rows: Iterable[Fact]) -> dict[str, Fact]:
    """Predictions by the name of their file without its ending."""
    return {Path(row["document"].get("path") or row["document"].get("url") or "").stem: row for row in rows}


def evaluate(gold: Gold, predictions: Mapping[str, Fact]) -> Result:
    """Score all documents of `gold`; a document without prediction counts as one in which nothing was found."""
    total = Result()
    for document in gold.documents:
        if document.name not in predictions:
            total.notes.append(Note(document.name, "missed", "document", "no prediction", "the whole document"))
        one = score(document, predictions.get(document.name, {}))
        total.counts += one.counts
        total.confidence += one.confidence
        total.notes += one.notes
        total.found |= one.found
    return total


def score(gold: GoldDocument, prediction: Fact) -> Result:
    """Score one document. Spans of a prediction whose own text differs are moved onto the gold text first."""
    result = Result()
    said = onto(gold.text, prediction)
    _score_metrics(gold, said["metrics"], result)
    _score_officials(gold, said["officials"], result)
    _score_shortcomings(gold, said["shortcomings"], result)
    for name in ("province", "published"):
        if wanted := gold.about.get(name):
            got = (prediction.get("document") or {}).get(name)
            right = same_subject(wanted, got) if name == "province" else str(got or "")[:10] == wanted
            _slot(gold, result, "document", name, right, wanted, got, "")
    return result


def _score_metrics(gold: GoldDocument, said: list[Fact], result: Result) -> None:
    pairs = pair(gold.metrics, said, metric_weight)
    _tally(gold, "metrics", said, pairs, result)
    for i, j in pairs:
        wanted, got = gold.metrics[i], said[j]
        if wanted.get("optional"):
            continue
        whole = True
        for slot in SLOTS:
            if slot not in wanted.get("any", ()) and (slot != "base" or wanted["kind"] == "change"):
                right = same_slot(slot, wanted, got)
                whole &= right
                given = (got.get(f"{slot}_start"), got.get(f"{slot}_end")) if slot in ("period", "base") else got.get(slot)
                _slot(gold, result, "metrics", slot, right, wanted.get(slot), given, _around(gold.text, wanted))
        result.counts["metrics_full.tp"] += whole


def _score_officials(gold: GoldDocument, said: list[Fact], result: Result) -> None:
    pairs = pair(gold.officials, said, official_weight)
    _tally(gold, "officials", said, pairs, result)
    matched = dict(pairs)
    for i, wanted in enumerate(gold.officials):
        if wanted.get("optional"):
            continue
        left = list(said[matched[i]].get("titles") or []) if i in matched else []
        for title in wanted["titles"]:
            hit = next((other for other in left if same_title(title, other)), None)
            result.counts["titles.tp" if hit else "titles.fn"] += 1
            if hit:
                left.remove(hit)
            elif i in matched:
                result.notes.append(Note(gold.name, "missed", "titles", "title", f"{wanted['name']}: {title!r}, got {said[matched[i]].get('titles')}"))
        extra = [title for title in left if not any(same_title(title, other) for other in wanted["titles"])]
        result.counts["titles.fp"] += len(extra)
        result.notes += [Note(gold.name, "false", "titles", "title", f"{wanted['name']}: {title!r}") for title in extra]
    alone = set(range(len(said))) - set(matched.values())
    result.counts["titles.fp"] += sum(len(said[j].get("titles") or []) for j in alone)


def _score_shortcomings(gold: GoldDocument, said: list[Fact], result: Result) -> None:
    optional = [fact for fact in gold.shortcomings if fact.get("optional")]
    matched = {j for _, j in pair(gold.shortcomings, said, shortcoming_weight)}
    kept = [fact for j, fact in enumerate(said)
            if j in matched or not any(overlap(fact, other) >= SAME_SPAN * length(fact) for other in optional)]
    pairs = pair(gold.shortcomings, kept, shortcoming_weight)
    _tally(gold, "shortcomings", kept, pairs, result)
    for i, j in pairs:
        wanted = gold.shortcomings[i]
        if not wanted.get("optional"):
            got = kept[j].get("area")
            _slot(gold, result, "shortcomings", "area", got in wanted["area"], wanted["area"], got, _around(gold.text, wanted))
    required = _covered(fact for fact in gold.shortcomings if not fact.get("optional"))
    found = _covered(said) - _covered(optional)
    result.counts += Counter({"shortcoming_characters.tp": len(required & found), "shortcoming_characters.fn": len(required - found),
                              "shortcoming_characters.fp": len(found - required)})


def _tally(gold: GoldDocument, family: str, said: Sequence[Fact], pairs: Sequence[Pair], result: Result) -> None:
    """Count what was found, missed and falsely found of a family, with a note for each of the latter two."""
    wanted: list[Fact] = getattr(gold, family)
    matched, used = dict(pairs), {j for _, j in pairs}
    letter = next(short for short, long in FAMILIES.items() if long == family)
    for i, fact in enumerate(wanted):
        if fact.get("optional"):
            continue
        if i in matched:
            result.counts[f"{family}.tp"] += 1
            result.found.add(f"{gold.name} {letter}{i}")
        else:
            result.counts[f"{family}.fn"] += 1
            near = _why(fact, [p for j, p in enumerate(said) if j not in used])
            result.notes.append(Note(gold.name, "missed", family, f"{_sort(fact)}: {near}", _label(fact), _around(gold.text, fact)))
    for j, fact in enumerate(said):
        if "confidence" in fact:
            result.confidence[family, round(10 * fact["confidence"]), j in used] += 1
        if j not in used:
            result.counts[f"{family}.fp"] += 1
            near = _why(fact, [g for i, g in enumerate(wanted) if i not in matched])
            result.notes.append(Note(gold.name, "false", family, f"{_sort(fact)}: {near}", _label(fact), _around(gold.text, _place(fact))))


def _slot(gold: GoldDocument, result: Result, family: str, slot: str, right: bool, wanted: object, got: object, around: str) -> None:
    result.counts[f"{family}.{slot}.n"] += 1
    result.counts[f"{family}.{slot}.ok"] += right
    if not right:
        result.notes.append(Note(gold.name, "wrong", family, slot, f"gold {wanted!r}, got {got!r}", around))


def _why(fact: Fact, others: Sequence[Fact]) -> str:
    """What the nearest unmatched fact of the other side differs in."""
    if "name" in fact:
        words = set(fold(fact["name"]).split())
        return "name cut otherwise" if any(words & set(fold(o.get("name")).split()) for o in others) else "nothing like it"
    near = max(others, key=lambda other: overlap(fact, other), default=None)
    if near is None or not overlap(fact, near):
        return "nothing there"
    if "kind" not in fact:
        return "span cut otherwise"
    differing = [name for name in ("kind", "value", "total") if fact.get(name) != near.get(name)]
    return f"{differing[0]} differs" if differing else "counted already"


def _sort(fact: Fact) -> str:
    area = fact.get("area")
    return str(fact.get("kind") or (area if isinstance(area, str) else "/".join(area or ())) or "person")


def _label(fact: Fact) -> str:
    said = fact.get("name") or f"{_sort(fact)} {fact.get('value', '')} {fact.get('unit') or ''}"
    return " ".join(said.split())


def _place(fact: Fact) -> Fact:
    return fact if "start" in fact else next(iter(fact.get("mentions") or ()), {"start": 0, "end": 0})


def _around(text: str, fact: Fact) -> str:
    start, end = max(0, fact["start"]), max(0, fact["end"])
    return " ".join(f"{text[max(0, start - 40):start]}⟦{text[start:end]}⟧{text[end:end + 40]}".split())


def _covered(facts: Iterable[Fact]) -> set[int]:
    return {place for fact in facts for place in range(fact["start"], fact["end"])}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


__all__ = ["Note", "Result", "by_name", "evaluate", "predict", "read_predictions", "score"]
