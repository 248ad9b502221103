"""What others fetched or wrote comes in here: web archives, saved pages, files."""
from __future__ import annotations

from pipeline.intake.belonging import FILES, UNLISTED
from pipeline.intake.take import Intake, Kept, Left

__all__ = ["FILES", "UNLISTED", "Intake", "Kept", "Left"]
