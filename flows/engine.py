"""Prefect's settings, which must stand in the environment before it is first imported. Imports nothing of it."""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

SETTINGS: Mapping[str, str] = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # two slow cores need 25 to 43 s; the default gives up after 20
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
}


def prepare(home: Path | None = None) -> None:
    """Set what the person did not set. `home` is where Prefect keeps its own database and settings (else ~/.prefect)."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("PREFECT_HOME", str(home.resolve()))
