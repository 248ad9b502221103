"""The command line `cchc`: every stage by itself, and `run`, which does them all.

Results go to stdout, progress and messages to stderr. Exit codes: 0 ok, 1 something failed, 2 wrong usage, 130 stopped.
One module a group of commands: `collecting` (run, crawl, import, publish), `rereading` (reparse), `asking` (sql, search, export, report), `catalogue` (sources),
`judging` (extract, evaluate), `reviewing` (decide, decisions), `sample`. Commands import what they need when they run, so that `cchc --help` is quick.
"""
from __future__ import annotations

from flows.cli import asking, catalogue, collecting, judging, rereading, reviewing, sample
from flows.cli.entry import call, main

__all__ = ["asking", "call", "catalogue", "collecting", "judging", "main", "rereading", "reviewing", "sample"]
