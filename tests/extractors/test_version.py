"""The version follows what decides the facts."""
from __future__ import annotations

from pathlib import Path

import pytest

from extractors import version


def test_a_changed_word_changes_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lexicon").mkdir()
    words = tmp_path / "lexicon" / "units.txt"
    words.write_text("hồ sơ\n", encoding="utf-8")
    monkeypatch.setattr(version, "DECIDES", ((tmp_path / "lexicon", "*"),))
    before = version.fingerprint()
    assert version.fingerprint() == before
    words.write_text("hồ sơ\nnhiệm vụ\n", encoding="utf-8")
    assert version.fingerprint() != before


def test_everything_that_decides_is_read() -> None:
    read = {path.name for folder, pattern in version.DECIDES for path in folder.glob(pattern)}
    assert {"metrics.toml", "indicators.toml", "units.txt", "provinces.tsv", "clauses.py"} <= read
