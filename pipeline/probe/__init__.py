"""Looking at a site with few polite requests: does a source still fit it (`check`), and what would a source for it be (`draft`)?

Nothing is archived and no state is kept: what is asked for here is asked for again by a crawl.
"""
from __future__ import annotations

from pipeline.probe.check import Checked, Look, Problem, check
from pipeline.probe.draft import Draft, NoListing, draft

__all__ = ["Checked", "Draft", "Look", "NoListing", "Problem", "check", "draft"]
