"""Values of a query's result as plain ones: for JSON, for text, and the names of columns."""
from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa


class QueryError(Exception):
    """A query, or what should be done with its result, that does not work; the message is one line and says what to do."""


def rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as Python values. Raises QueryError for a date that Python does not know."""
    for batch in table.to_batches(max_chunksize=10_000):
        try:
            columns = [column.to_pylist() for column in batch.columns]
        except (OverflowError, ValueError) as error:
            raise QueryError(f"a date or time of the result is before the year 1 or after 9999 ({error}); CAST the column to VARCHAR") from error
        yield from zip(*columns, strict=True)


def plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):      # a MAP
            return {str(key): plain(inner) for key, inner in value}
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def text(value: Any) -> str:
    """The value as people and CSV have it: numbers without trailing zeros, ISO dates, lists and structs as JSON."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, float):
        return str(value)
    said = plain(value)
    return json.dumps(said, ensure_ascii=False) if isinstance(said, dict | list) else str(said)


def unique(names: list[str]) -> list[str]:
    """The names, a repeated one with a number, because JSON and Parquet want each once."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return unique


def is_number(kind: pa.DataType) -> bool:
    """Whether a column of this type holds numbers."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
