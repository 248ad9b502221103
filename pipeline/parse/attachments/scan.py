"""Pages that are pictures: read by tesseract where it is installed with its Vietnamese data, else left to people."""
from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from functools import cache
from typing import Any

REMEDY = ("pip install 'cchc[ocr]' and Debian's tesseract-ocr-vie, then import the file or reparse again; or run it through OCR yourself "
          "(for instance ocrmypdf -l vie)")
LANGUAGE = "vie"
DOTS = 300            # dots an inch: below, tesseract loses Vietnamese tone marks
MOST_PAGES = 60       # a page takes seconds; longer scans are for a night's run of ocrmypdf
TIME = 60             # seconds a page
LARGEST = 40_000_000  # pixels of a page; A4 at 300 dots has 9 million


@cache
def is_installed() -> bool:
    """Whether tesseract, its Vietnamese data and pytesseract are here."""
    if shutil.which("tesseract") is None:
        return False
    try:
        import pytesseract

        return LANGUAGE in pytesseract.get_languages()
    except (ImportError, OSError, RuntimeError):
        return False


def read_pages(document: Any, numbers: Sequence[int]) -> dict[int, str]:
    """The text of these pages of a pdfium document; pages that can't be read, or are too many, are left out."""
    if not is_installed():
        return {}
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")      # tesseract's threads slow each other down, and sources are parsed side by side
    found = {}
    for number in numbers[:MOST_PAGES]:
        page = document[number]
        try:
            width, height = page.get_size()
            scale = min(DOTS / 72, (LARGEST / max(1.0, width * height)) ** 0.5)
            picture = page.render(scale=scale, grayscale=True).to_pil()
            text = pytesseract.image_to_string(picture, lang=LANGUAGE, timeout=TIME)
        except (RuntimeError, OSError, ValueError):      # too slow, a page that can't be drawn
            continue
        finally:
            page.close()
        if any(c.isalpha() for c in text):
            found[number] = text
    return found
