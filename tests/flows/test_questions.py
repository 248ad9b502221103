"""docs/questions.md: each query prints on the sample what the page says it prints.

`python tests/flows/test_questions.py DATA` writes into the page what the data folder DATA (after `cchc run`) says now; read the difference before you commit it.
"""
from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from flows.folder import DataFolder
from flows.ledger import Run
from warehouse import query

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
EXAMPLE = re.compile(r"^```sql\n(.*?)^```\n```\n(.*?)^```\n", re.S | re.M)
EXAMPLES = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))


def printed(warehouse: Path, sql: str) -> str:
    out = io.StringIO()
    query.render(query.run(warehouse, sql), "table", out)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@pytest.mark.parametrize(("sql", "output"), EXAMPLES, ids=[" ".join(re.findall(r"\bv_\w+", sql)) for sql, _ in EXAMPLES])
def test_the_page_says_what_is_printed(crawled: tuple[DataFolder, Run], sql: str, output: str) -> None:
    assert printed(crawled[0].warehouse, sql) == output


def test_every_view_of_the_table_has_an_example() -> None:
    table = set(re.findall(r"`(v_\w+)`", PAGE.read_text(encoding="utf-8").split("## ")[0]))
    assert {view for sql, _ in EXAMPLES for view in re.findall(r"\bv_\w+", sql)} >= table - {"v_rate_counts"}


if __name__ == "__main__":
    data = Path(sys.argv[1]) / "warehouse.duckdb"
    PAGE.write_text(EXAMPLE.sub(lambda found: f"```sql\n{found[1]}```\n```\n{printed(data, found[1])}```\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
