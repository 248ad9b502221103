"""The report: one HTML file in Vietnamese that needs nothing else, for looking facts up beside their evidence.

What is shown comes from `queries/*.sql`, what codes are called from `labels.toml`, how it looks from `templates/` and `static/`.
"""
from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from review.highlight import Mark, Piece, pieces
from warehouse.query import QueryError, run

HERE = Path(__file__).resolve().parent
Row = dict[str, Any]
# More rows than this make a page that browsers open slowly; the page says what it leaves out.
MOST_ROWS = 4000
MOST_DOCUMENTS = 300


def write(warehouse: Path, target: Path) -> None:
    """Write the report on the edition at `warehouse` to `target`, whole or not at all.

    Raises warehouse.query.QueryError when there is no warehouse, OSError when `target` can't be written.
    """
    html = render(warehouse)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".next")
    draft.write_text(html, encoding="utf-8")
    draft.replace(target)


def render(warehouse: Path) -> str:
    """The report as one string of HTML. Raises warehouse.query.QueryError."""
    rows = _rows(warehouse)
    labels = tomllib.loads((HERE / "labels.toml").read_text(encoding="utf-8"))
    for name in ("metrics", "shortcomings"):
        for row in rows[name]:
            row["pieces"] = pieces(row["context"], [Mark(row["mark_start"], row["mark_end"], name.removesuffix("s"))])
    for row in rows["contradictions"]:
        row["pieces"] = pieces(row["context"], [Mark(row["other_start"], row["other_end"], "against"), Mark(row["mark_start"], row["mark_end"], "contradiction")])
    documents = _documents(rows["documents"][:MOST_DOCUMENTS], rows["spans"])
    shown = {document["document_id"] for document in documents}
    environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"called": _called, "is_web": _is_web, "day": _day, "number": _number, "value": _value, "period": _period, "checked": _checked}
    return environment.get_template("report.html.jinja").render(
        labels=labels, edition=rows["edition"][0] if rows["edition"] else None, totals=rows["totals"][0],
        rankings=rows["rankings"], contradictions=rows["contradictions"][:MOST_ROWS], metrics=rows["metrics"][:MOST_ROWS], officials=rows["officials"][:MOST_ROWS],
        shortcomings=rows["shortcomings"][:MOST_ROWS], documents=documents, runs=rows["runs"], failures=rows["failures"], refused=rows["refused"], shown=shown,
        areas=_bars(Counter(row["area"] for row in rows["shortcomings"]), labels["area"]),
        options=_options(rows["metrics"], labels), left_out={"documents": len(rows["documents"]) - len(documents),
                                                             "metrics": max(0, len(rows["metrics"]) - MOST_ROWS),
                                                             "contradictions": max(0, len(rows["contradictions"]) - MOST_ROWS)},
        css=(HERE / "static" / "report.css").read_text(encoding="utf-8"), js=(HERE / "static" / "report.js").read_text(encoding="utf-8"))


def _rows(warehouse: Path) -> dict[str, list[Row]]:
    """What each query finds, by the name of its file."""
    try:
        return {path.stem: run(warehouse, path.read_text(encoding="utf-8")).to_pylist() for path in sorted((HERE / "queries").glob("*.sql"))}
    except QueryError as error:
        if not str(error).startswith(("Catalog Error", "Binder Error")):
            raise
        raise QueryError(f"{warehouse}: this edition lacks what the report shows, an earlier release published it; publish it again with `cchc publish` ({error})") from error


def _documents(documents: list[Row], spans: list[Row]) -> list[Row]:
    """Each document with its text in pieces and how many facts of each family it has."""
    marks: dict[str, list[Mark]] = {}
    counts: dict[str, Counter[str]] = {}
    for span in spans:
        key = span["document_id"]
        marks.setdefault(key, []).append(Mark(span["start"], span["end"], span["family"], f"f-{span['id']}"))
        counts.setdefault(key, Counter())[span["family"]] += 1
    for document in documents:
        key = document["document_id"]
        blocks = [Mark(b["start"], b["end"], b["kind"]) for b in document["blocks"] or []]
        document["pieces"] = _once(pieces(document["text"], marks.get(key, []) + blocks))
        document["counts"] = counts.get(key, Counter())
    return documents


def _once(found: list[Piece]) -> list[Piece]:
    """Anchors only where an id begins first: a person has one id and many mentions."""
    seen: set[str] = set()
    once = []
    for piece in found:
        new = tuple(i for i in piece.ids if i not in seen)
        seen.update(new)
        once.append(Piece(piece.text, piece.names, new))
    return once


def _bars(counts: Counter[str], labels: dict[str, str]) -> list[Row]:
    """Rows of a bar chart, the longest first: label, count, width in percent of the longest."""
    most = max(counts.values(), default=1)
    return [{"key": key, "label": labels.get(key, key), "count": count, "width": round(100 * count / most, 1)} for key, count in counts.most_common()]


def _options(metrics: list[Row], labels: dict[str, Any]) -> Row:
    """What the filters above the table of figures offer: values that occur, the most frequent first for indicators."""
    indicators = Counter((row["indicator"], row["indicator_name"] or row["indicator"]) for row in metrics)
    return {
        "indicator": [(code, name) for (code, name), _ in indicators.most_common()],
        "province": sorted({row["document_province"] for row in metrics if row["document_province"]}),
        "year": sorted({row["year"] for row in metrics if row["year"]}, reverse=True),
        "modality": list(labels["modality"].items()),
        "kind": list(labels["kind"].items()),
    }


def _called(row: Row) -> str:
    """What a document is called: its title, else its address, else its file without the folders."""
    url = row["url"] or ""
    return row["title"] or (url if _is_web(url) else Path(url).name) or "không có tiêu đề"


def _is_web(url: str | None) -> bool:
    """Whether a browser can open it from wherever the report is read: not a path of the machine that read the file."""
    return (url or "").startswith(("https://", "http://"))


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _number(value: float | None) -> str:
    """Vietnamese figures: "." between thousands, "," before decimals, no trailing zeros."""
    if value is None:
        return ""
    text = f"{float(value):,.6f}".rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def _value(row: Row) -> str:
    """A figure as a reader would write it: "51/63", "+7 hạng", "≥ 80%", "2.315,4 tỷ đồng"."""
    value, unit = float(row["value"]), row["unit"]
    if unit == "đồng":
        for size, word in ((1e9, "tỷ đồng"), (1e6, "triệu đồng")):
            if abs(value) >= size:
                value, unit = value / size, word
                break
    figure = _number(value)
    if row["kind"] == "change" and value > 0:
        figure = f"+{figure}"
    if row["total"] is not None:
        figure += f"/{_number(row['total'])}"
    sign = {"ge": "≥ ", "le": "≤ ", "approx": "≈ "}.get(row["comparator"], "")
    return f"{sign}{figure}{'' if unit == '%' else ' '}{unit}"


def _checked(row: Row, slot: str) -> str:
    """What a contradiction states or should state: "97,9%", "1.848", "12 hạng" (which way is said by the sentence)."""
    value = abs(row[slot]) if row["kind"] == "move" else row[slot]
    return _number(value) + {"share": "%", "move": " hạng"}.get(row["kind"], "")


def _period(row: Row, start: str = "period_start", end: str = "period_end") -> str:
    """A span of days as people say it: "2021", "2021–2023", "6 tháng đầu 2022", "quý III/2024", "05/2024", "30/04/2025"."""
    first, last = row[start], row[end]
    if first is None or last is None:
        return ""
    if first == last:
        return _day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first.year == last.year and first.day == 1 and (last + timedelta(days=1)).day == 1:
        if first.month == last.month:
            return f"{first:%m/%Y}"
        if first.month == 1:
            return f"{last.month} tháng đầu {first.year}"
        if last.month - first.month == 2 and first.month % 3 == 1:
            return f"quý {('I', 'II', 'III', 'IV')[first.month // 3]}/{first.year}"
    return f"{_day(first)} – {_day(last)}"
