"""An edition that lost what the one before had is kept back, until somebody says that the loss is right."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from corpus.sources import Expect
from extractors.facts import Facts, Metric
from pipeline.document import Document
from warehouse.load import CheckFailed, PublishError, publish

Place = Any       # conftest.Place
Make = Callable[..., Document]
Figure = Callable[..., Metric]
TEXT = "; ".join(f"{number} nhiệm vụ" for number in range(1000, 1060))


def read(figure: Figure, numbers: range) -> Facts:
    return Facts(tuple(figure(TEXT, f"{number} nhiệm vụ", "count", number, "nhiệm vụ") for number in numbers))


@pytest.mark.parametrize(("left", "stops"), [(48, False), (47, True)])
def test_a_reading_that_finds_much_less_is_kept_back(place: Place, make: Make, figure: Figure, left: int, stops: bool) -> None:
    place.add((make(TEXT), read(figure, range(1000, 1060))))
    place.publish()
    place.add((make(TEXT), read(figure, range(1000, 1000 + left))), version="2")
    if stops:
        with pytest.raises(CheckFailed, match=rf"^facts_lost: 1 row against: .+ source_id=lai-chau, family=metrics, before=60, now={left}\. Remedy: .+ --accept facts_lost"):
            place.publish()
        assert place.rows("SELECT count(*) FROM v_metrics") == [(60,)]
        edition = publish(place.lake, place.target, sources={}, runs=place.root / "runs", accept=["facts_lost"])
        assert [warning.split(":")[0] for warning in edition.warnings] == ["facts_lost"]
    else:
        assert place.publish().warnings == ()
    assert place.rows("SELECT count(*) FROM v_metrics") == [(left,)]


def test_a_lake_that_lost_documents_is_kept_back(place: Place, make: Make) -> None:
    place.add(*((make(name=str(number), published=None, fetched=31 * (number // 10)), Facts()) for number in range(24)))
    place.publish()
    next((place.root / "lake" / "documents").rglob("*.parquet")).unlink()
    with pytest.raises(CheckFailed, match=r"^documents_lost: 1 row against: .+ First: before=24, now=\d+\. Remedy: "):
        place.publish()
    assert place.rows("SELECT count(*) FROM documents") == [(24,)]


def test_only_a_check_of_the_whole_can_be_accepted(place: Place) -> None:
    with pytest.raises(PublishError, match="'metric_quotes' can't be accepted; these can: decisions_lost, documents_lost, facts_lost"):
        publish(place.lake, place.target, sources={}, runs=place.root / "runs", accept=["metric_quotes"])


@pytest.mark.parametrize(("expect", "warns"), [
    pytest.param(Expect(documents=2, title=0.9, date=0.8), "documents=1, expected_documents=2", id="too few"),
    pytest.param(Expect(documents=1, title=1.0, date=1.0), None, id="as many, too few for shares"),
])
def test_a_source_is_held_to_what_it_expects(filled: Place, source_rows: dict[str, Any], expect: Expect, warns: str | None) -> None:
    sources = {name: replace(source, expect=expect) for name, source in source_rows.items() if name == "lai-chau"}
    warnings = publish(filled.lake, filled.target, sources=sources, runs=filled.root / "runs").warnings
    assert (warns is None) == (warnings == ()) and all(warns in warning for warning in warnings if warns)
