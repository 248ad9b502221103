"""The extractors as spaCy components, for notebooks and other pipelines.

    from extractors.components import blank

    nlp = blank()                                    # tokenizer and every component
    doc = nlp("Năm 2022, tỉnh Sơn La xếp hạng 29/63 tỉnh, thành phố về PAR INDEX.")
    for span in doc.spans["metrics"]:
        print(span, span.label_, span._.fact)

    displacy.render(doc, style="span", options={"spans_key": "metrics"})

Each component writes a span group named after what it finds; `span._.fact` is the fact itself, with its exact offsets: a span covers
whole tokens, so where a fact ends inside a token the span reaches further. What a document says of itself goes in before the run:
`doc = nlp.make_doc(text); doc._.province = "Sơn La"; doc._.published = "2023-04-19"; nlp(doc)`. Texts should be NFC with "\\n" line ends.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import spacy
from pydantic import TypeAdapter
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from extractors import metrics, officials, shortcomings
from extractors.analysis import Analysis, analyse
from extractors.facts import Metric, Official, Shortcoming
from extractors.organisations import Organisation
from extractors.places import PlaceMention
from extractors.sentences import Sentence

COMPONENTS = ("cchc_sentences", "cchc_places", "cchc_metrics", "cchc_officials", "cchc_shortcomings")


def blank(components: Sequence[str] = COMPONENTS) -> Language:
    """A Vietnamese pipeline with our tokenizer and the named components (default: all), and nothing that was trained."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "cchc_tokenizer.v1"}}})
    for name in components:
        nlp.add_pipe(name)
    return nlp


@spacy.registry.tokenizers("cchc_tokenizer.v1")
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """Syllables, figures ("51/63", "1.932", "43/2011/NĐ-CP") and marks are tokens; needs no dictionary of Vietnamese words."""

    def create(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, prefix_search=compile_prefix_regex(_OUTER).search, suffix_search=compile_suffix_regex(_OUTER).search,
                         infix_finditer=compile_infix_regex(_INNER).finditer)

    return create


@Language.component("cchc_sentences")
def sentences(doc: Doc) -> Doc:
    """Sets sentence starts (`doc.sents`) and `doc.spans["sentences"]`, labelled with the section of the document they stand in."""
    found = _analysis(doc).sentences
    spans = _write(doc, "sentences", Sentence, [(s.start, s.end, s.section, s) for s in found])
    starts = {span.start for span in spans}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.i in starts
    return doc


@Language.component("cchc_places")
def places(doc: Doc) -> Doc:
    """Sets `doc.spans["places"]`, labelled province, district, commune, and `doc.spans["organisations"]`, labelled with their kind."""
    analysis = _analysis(doc)
    _write(doc, "places", PlaceMention, [(p.start, p.end, p.level, p) for p in analysis.places])
    _write(doc, "organisations", Organisation, [(o.start, o.end, o.kind, o) for o in analysis.organisations])
    return doc


@Language.component("cchc_metrics")
def metric_spans(doc: Doc) -> Doc:
    """Sets `doc.spans["metrics"]`, labelled with their kind: ranking, percentage, count, score, change, money."""
    _write(doc, "metrics", Metric, [(m.start, m.end, m.kind, m) for m in metrics.find(_analysis(doc))])
    return doc


@Language.component("cchc_officials")
def official_spans(doc: Doc) -> Doc:
    """Sets `doc.spans["officials"]`: every place that names an official, labelled "official"; one person's spans share one fact."""
    found = officials.find(_analysis(doc))
    _write(doc, "officials", Official, sorted(((s.start, s.end, "official", o) for o in found for s in o.mentions), key=lambda row: row[:2]))
    return doc


@Language.component("cchc_shortcomings")
def shortcoming_spans(doc: Doc) -> Doc:
    """Sets `doc.spans["shortcomings"]`, labelled with their area."""
    _write(doc, "shortcomings", Shortcoming, [(s.start, s.end, s.area, s) for s in shortcomings.find(_analysis(doc))])
    return doc


# ---------------------------------------------------------------- tokens
_OUTER = [r"[(\[{<>}\])\"'“”‘’«»…,.;:!?%*|•+=_~]", r"[-–—]", r"/"]
_INNER = [r"[()\[\]{}\"“”«»…;:|*]", r"(?<=\D),", r",(?=\D)", r"(?<=[^\W\d])/(?=[^\W\d]{3})", r"[–—]"]


# ---------------------------------------------------------------- facts
def _write(doc: Doc, group: str, of: type, rows: Sequence[tuple[int, int, str, Any]]) -> list[Span]:
    """The span group `group`, and its facts as plain values in `doc.user_data`, so that the Doc can be stored."""
    text, adapter = doc.text, _adapter(of)
    spans: list[Span] = []
    values: list[Any] = []
    for start, end, label, fact in rows:
        span = doc.char_span(start, end, label=label, span_id=f"{group}/{len(values)}", alignment_mode="expand") if start < end <= len(text) else None
        if span is not None:
            spans.append(span)
            values.append(adapter.dump_python(fact, mode="json"))
    doc.spans[group] = spans
    doc.user_data[f"cchc.{group}"] = values
    return spans


def _fact(span: Span) -> Any:
    """The fact behind a span of our groups; None for any other span."""
    group, _, number = span.id_.partition("/")
    if group not in _FACTS or not number.isdigit():
        return None
    return _adapter(_FACTS[group]).validate_python(span.doc.user_data[f"cchc.{group}"][int(number)])


_FACTS: dict[str, type] = {"sentences": Sentence, "places": PlaceMention, "organisations": Organisation, "metrics": Metric,
                           "officials": Official, "shortcomings": Shortcoming}


@cache
def _adapter(of: type) -> TypeAdapter[Any]:
    return TypeAdapter(of)


def _analysis(doc: Doc) -> Analysis:
    published = doc._.published
    day = date.fromisoformat(published[:10]) if isinstance(published, str) else published
    return _analyse(doc.text, doc._.title, day, doc._.province)


@lru_cache(maxsize=4)    # the components of one pipeline read the same text one after the other
def _analyse(text: str, title: str | None, published: date | None, province: str | None) -> Analysis:
    return analyse(text, title=title, published=published, province=province)


for _name in ("title", "published", "province"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
if not Span.has_extension("fact"):
    Span.set_extension("fact", getter=_fact)
