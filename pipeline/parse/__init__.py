"""Pages and files become Documents: `parse_record` for what the archive holds, `parse_file` and `parse_paths` for files and folders."""
from __future__ import annotations

from pipeline.parse.errors import NotAnArticle, Unreadable
from pipeline.parse.files import parse_file, parse_paths
from pipeline.parse.page import parse_page
from pipeline.parse.record import parse_record
from pipeline.parse.version import PARSER_VERSION

__all__ = ["PARSER_VERSION", "NotAnArticle", "Unreadable", "parse_file", "parse_page", "parse_paths", "parse_record"]
