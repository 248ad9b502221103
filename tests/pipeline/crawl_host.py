"""Crawls in processes that a test may kill. Started once (imports cost a second), it forks for every crawl: a job in a line of JSON on stdin, the
crawling process's id on stdout, and when that has ended, however it did, its report (or null)."""
from __future__ import annotations

import base64
import json
import os
import pickle
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.archive import Archive
from pipeline.crawl import CrawlState, Fetcher, Limits, StateError, crawl


def run(job: dict[str, Any]) -> Any:
    """The crawl's failures; of a state that can't be opened, what it says."""
    if job["file_size"]:   # no file may grow beyond: writing fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_size"], job["file_size"]))
    source, limits = (pickle.loads(base64.b64decode(job[key])) for key in ("source", "limits"))
    assert isinstance(limits, Limits)
    try:
        with CrawlState(Path(job["state"])) as state, Fetcher("cchc-test/1.0", limits=limits) as fetcher:
            report = crawl(source, state, Archive(Path(job["archive"])), user_agent="", fetcher=fetcher)
            return [asdict(failure) for failure in report.failures]
    except StateError as error:
        return [{"kind": "storage", "reason": str(error)}]


for line in sys.stdin:
    job = json.loads(line)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as stream:
            json.dump(run(job), stream)
        os._exit(0)
    os.close(writing)
    print(child, flush=True)
    with os.fdopen(reading) as stream:
        report = stream.read()
    os.waitpid(child, 0)
    print(report or "null", flush=True)
