"""The embedded sample: three small portals with our own articles, their sources and gold facts.

`articles/` holds what the portals say (data), `templates/` how three families of content management
systems dress it up, `sources/` how the pipeline is to read them, `gold/` which facts stand in them.
`serve()` in `corpus.sample.server` puts them on the loopback interface. All officials and figures are invented.
"""
from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
GOLD = HERE / "gold"

__all__ = ["GOLD", "HERE", "SOURCES"]
