"""The bytes of a page become text. Old portals claim one encoding and send another, so the bytes are asked before the claims.

A text in a font of before Unicode (TCVN3, VNI) is decoded byte by byte and flagged later (`text.is_legacy`): its letters are not known for sure.
"""
from __future__ import annotations

import codecs
import re
import unicodedata

import charset_normalizer

from pipeline.parse.text import VIETNAMESE, is_legacy

CLAIM = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
HEAD = 4096         # bytes in which a page may claim its encoding
SAMPLE = 200_000    # bytes that are looked at
MARKUP = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
STRAY = 0.02        # share of letters beyond ASCII that may be broken in what still is UTF-8
ENOUGH_MARKED = 0.08  # share of letters in Vietnamese that bear a mark of their own; in prose it is near 0.25


def _stray(error: UnicodeError) -> tuple[str, int]:
    """A lone byte A0 is the no-break space of another encoding, any other broken byte can't be known."""
    assert isinstance(error, UnicodeDecodeError)
    return " " if error.object[error.start:error.end] == b"\xa0" else "\ufffd", error.end


codecs.register_error("cchc-stray", _stray)


def decode_html(body: bytes, content_type: str = "") -> tuple[str, tuple[str, ...]]:
    """The markup, and warnings: "encoding:NAME" where it is not UTF-8, "encoding:damaged" where some of it is not.

    By BOM, then UTF-8 if it is that but for some stray bytes, then Windows-1258 or an old font if it reads as Vietnamese so,
    then what header or meta claim, then what charset-normalizer takes it for.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace"), ()
    try:
        return body.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8-sig", "cchc-stray")
    broken, beyond = text.count("\ufffd"), sum(c > "\x7f" for c in text)
    if broken <= STRAY * beyond:
        return text, ("encoding:damaged",)
    prose = MARKUP.sub(b" ", body[:SAMPLE])
    if _reads_as_vietnamese(prose):
        return body.decode("cp1258", "replace"), ("encoding:windows-1258",)
    if is_legacy(prose.decode("latin-1")):
        return body.decode("latin-1"), ()
    claimed = CLAIM.search(content_type) or CLAIM.search(body[:HEAD].decode("ascii", "ignore"))
    if claimed and claimed[1].lower() not in ("utf-8", "utf8"):
        try:
            return body.decode(claimed[1], "replace"), (f"encoding:{claimed[1].lower()}",)
        except LookupError:
            pass
    best = charset_normalizer.from_bytes(prose).best()
    if best is None:
        return text, ("encoding:damaged",)
    return body.decode(best.encoding, "replace"), (f"encoding:{best.encoding}",)


def _reads_as_vietnamese(prose: bytes) -> bool:
    """Is it Windows-1258? There the tone marks follow their letters as characters of their own."""
    text = unicodedata.normalize("NFC", prose.decode("cp1258", "replace"))
    letters = [c for c in text.lower() if c.isalpha()]
    return bool(letters) and sum(c in VIETNAMESE for c in letters) > ENOUGH_MARKED * len(letters) and not is_legacy(text)
