"""The parser's version: raise it when the same bytes would give another text, title, date or block, so archived pages are read again."""
from __future__ import annotations

PARSER_VERSION = "3"
