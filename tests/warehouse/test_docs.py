"""The page about the warehouse says what the schema says."""
from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from warehouse import docs


@pytest.fixture(scope="module")
def relations() -> tuple[list[docs.Relation], list[docs.Relation], dict[str, list[str]]]:
    return docs.read()


def test_page_and_diagram_are_up_to_date(relations: tuple[list[docs.Relation], list[docs.Relation], dict[str, list[str]]]) -> None:
    assert docs.PAGE.read_text(encoding="utf-8") == docs.page(*relations), "docs/warehouse.md is stale: run python -m warehouse.docs"
    assert docs.DIAGRAM.read_text(encoding="utf-8") == docs.diagram(relations[0]), "docs/warehouse.svg is stale: run python -m warehouse.docs"


def test_every_table_stands_in_the_diagram_with_what_it_refers_to(relations: tuple[list[docs.Relation], list[docs.Relation], dict[str, list[str]]]) -> None:
    tables = {table.name: table for table in relations[0]}
    words = [text.text for text in ET.fromstring(docs.diagram(relations[0])).iter("{http://www.w3.org/2000/svg}text")]
    assert {name for name in tables if name not in words} == set(docs.LEFT_OUT) & set(tables)
    assert docs.references(tables["metrics"], tables) == {"document_id": "documents", "version": "versions", "indicator": "indicators", "place_id": "places",
                                                          "organisation_id": "organisations", "period_id": "periods"}
    assert docs.references(tables["offices_held"], tables) == {"person_id": "persons", "organisation_id": "organisations"}
