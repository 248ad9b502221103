"""Plain text becomes a Document: the text stays as it is (NFC, LF), what is not the article is marked as furniture."""
from __future__ import annotations

import re
import unicodedata

import charset_normalizer

from pipeline.document import Document, Published, normalise
from pipeline.parse.dates import published_in
from pipeline.parse.errors import Unreadable
from pipeline.parse.layout import Hints, Layout, lay_out
from pipeline.parse.lines import split_lines
from pipeline.parse.province import province_of

LARGEST = 20 * 1024 * 1024  # bytes; the longest annual report seen has 2 MB of text
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
VIETNAMESE = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
BEYOND_LATIN = frozenset(c for c in VIETNAMESE if c > "ÿ")  # those that no old font's bytes can look like
# Letters that fonts of before Unicode (TCVN3/ABC, VNI) put where Vietnamese has others: "Céng hßa x· héi", "Coäng hoøa".
TCVN3 = re.compile(r"[¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô­øõö÷ùýúûüþ]")
VNI = re.compile(r"[aeouAEOU][øùûõïâáàåãäêéèëúüæ]|ñ[aeiou]|[ôöÖÔ][øùûõï]")


def decode(data: bytes, path: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file (NFC, LF, no BOM) and warnings about its encoding. Raises Unreadable with the reason and the remedy."""
    if len(data) > LARGEST:
        raise Unreadable(path, f"too_large: {len(data) / 1e6:.0f} MB, the limit is {LARGEST / 1e6:.0f} MB; split the file")
    if not data.strip():
        raise Unreadable(path, "empty: the file holds no text")
    text, warnings = _decode(data, path)
    text = normalise(text)
    if not text.strip():
        raise Unreadable(path, "empty: the file holds no text")
    return text, (*warnings, *(("legacy_encoding",) if is_legacy(text) else ()))


def parse_text(text: str, *, document_id: str, source_id: str, path: str | None = None, url: str | None = None,
               source_province: str | None = None, published: Published | None = None, parser: str = "",
               warnings: tuple[str, ...] = (), hints: Hints | None = None) -> Document:
    """A Document of `text` (made NFC and LF, otherwise unchanged) with title, date, author, province and blocks read from it.

    `hints` are of a text that is NFC and LF already.
    """
    text = normalise(text)
    layout = lay_out(text, hints)
    found = published or published_in(text, lines=_own_lines(text, layout), title_start=layout.title_start)
    title_block = next((b for b in layout.blocks if layout.title and b.start == layout.title_start), None)
    return Document(
        document_id=document_id, source_id=source_id, text=text, title=layout.title, url=url, path=path, blocks=layout.blocks,
        published=found, author=layout.author, parser=parser, warnings=warnings,
        province=province_of(text, title_span=(title_block.start, title_block.end) if title_block else None, blocks=layout.blocks,
                             on=found.day if found else None, source_province=source_province))


def is_legacy(text: str) -> bool:
    """Is it Vietnamese typed in a font of before Unicode? It is flagged, never guessed at: three tables fit, and each errs."""
    letters = [c for c in text[:20_000] if c.isalpha() or c in "·¸µ¶¹®©"]
    if len(letters) < 40 or sum(c.lower() in BEYOND_LATIN for c in letters) > len(letters) * 0.02:
        return False
    sample = text[:20_000]
    return max(len(TCVN3.findall(sample)), len(VNI.findall(sample))) > len(letters) * 0.08


def _decode(data: bytes, path: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError as error:
                raise Unreadable(path, f"damaged: not the {encoding} its first bytes promise (byte {error.start}); save it again as UTF-8") from None
    if b"\x00" in data:
        raise Unreadable(path, "binary: the file holds NUL bytes, so it is no text; give .txt, .md, .html, .pdf or .docx")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        guess = _vietnamese(data)
        if guess is None:
            raise Unreadable(path, f"encoding: not UTF-8 (byte {error.start}) and no other encoding fits; save it again as UTF-8") from None
        return guess


def _vietnamese(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Windows-1258 where the result reads as Vietnamese, else what charset-normalizer takes it for."""
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        text = ""
    letters = [c for c in text if c.isalpha()]
    marked = sum(c.lower() in VIETNAMESE for c in letters)
    if letters and marked > len(letters) * 0.08 and not is_legacy(text):
        return text, ("encoding:windows-1258",)
    western = data.decode("latin-1")
    if is_legacy(western):     # one byte a letter, as those fonts have it; decode() flags it
        return western, ()
    best = charset_normalizer.from_bytes(data[:200_000]).best()
    if best is None:
        return None
    return data.decode(best.encoding, "replace"), (f"encoding:{best.encoding}",)


def _own_lines(text: str, layout: Layout) -> list[tuple[int, str]]:
    """Lines that speak of this document: not those of lists of other articles, where a date follows each title."""
    body = [b for b in layout.blocks if b.kind in ("paragraph", "list_item")]
    end = body[-1].end if body else len(text)
    ends = [line for line in split_lines(text) if line.text]
    return [(line.start, line.text) for line in ends if line.start <= end or re.match(r"\W*(?:ngày đăng|cập nhật|đăng)", line.text, re.I)]
