"""The interactive SQL shell: lines typed, answers shown; and `cchc sql` and `cchc export` as commands."""
from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.cli import call
from flows.folder import DataFolder
from flows.ledger import Run
from flows.shell import interactive

Crawled = tuple[DataFolder, Run]


def talk(folder: DataFolder, *lines: str | type[BaseException]) -> tuple[str, list[str]]:
    """What the shell writes, and the prompts it gave."""
    said, prompts, out = iter([*lines, EOFError]), list[str](), io.StringIO()

    def read(prompt: str) -> str:
        prompts.append(prompt.strip())
        line = next(said)
        if isinstance(line, str):
            return line
        raise line

    interactive(folder, read=read, out=out)
    return out.getvalue(), prompts


@pytest.mark.parametrize(("lines", "holds", "lacks"), [
    pytest.param(["SELECT 40 + 2 AS n;"], ["n\n--\n42\n(1 row)\n"], [], id="one line"),
    pytest.param(["SELECT", "", "40 + 2 AS n", ";"], ["42"], [], id="many lines"),
    pytest.param(["SELECT 1 AS a; SELECT 2 AS b;"], ["a\n-\n1", "b\n-\n2"], [], id="two statements on a line"),
    pytest.param(["SELECT 'a;b' AS \"x;y\", $$c;d$$ AS z; -- end;"], ["x;y", "a;b", "c;d"], ["Error"], id="semicolons in text"),
    pytest.param(["SELECT 1 /* ; */ AS a -- ;", "; SELECT 2 AS b;"], ["a\n-\n1", "b\n-\n2"], ["Error"], id="semicolons in comments"),
    pytest.param(["SELECT 1; -- said", "\\x", "SELECT 2 AS two;"], ["two  2"], ["Error"], id="a command after a comment"),
    pytest.param(["SELECT 1 FROM", KeyboardInterrupt, "SELECT 2 AS b;"], ["b\n-\n2"], ["Error"], id="Ctrl-C forgets"),
    pytest.param([";", ";;", "", "  "], [], ["Error"], id="nothing"),
    pytest.param(["SELECT nix;", "SELECT 2 AS b;"], ['column "nix" was not found', "b\n-\n2"], ["Traceback"], id="wrong SQL"),
    pytest.param(["SELECT CAST(quote AS INTEGER) FROM metrics;", "SELECT 2 AS b;"], ["Could not convert", "b\n-\n2"], [], id="a failure while it runs"),
    pytest.param(["DELETE FROM metrics;", "COPY metrics TO 'x.csv';", "SET threads = 1;"], ["read-only", "disabled by configuration", "has been locked"], [], id="read-only"),
    pytest.param(["SELECT * FROM range(1200);"], ["(1000 rows)", "more rows"], ["1100"], id="many rows"),
    pytest.param(["\\d"], ["v_rankings", "Where a province stood"], ["search_words", "Error"], id="what there is"),
    pytest.param(["\\d v_metrics"], ["quote", "The words that state it."], [], id="what columns mean"),
    pytest.param(["\\d nix", "\\nix"], ["no table or view 'nix'", "\\d NAME"], [], id="wrong commands"),
    pytest.param(["\\q", "SELECT 1;"], [], ["1"], id="the end"),
])
def test_a_session(crawled: Crawled, lines: list[str | type[BaseException]], holds: list[str], lacks: list[str]) -> None:
    out, _ = talk(crawled[0], *lines)
    assert all(words in out for words in holds) and not any(words in out for words in lacks), out


def test_the_prompt_says_whether_a_statement_has_begun(crawled: Crawled) -> None:
    assert talk(crawled[0], "SELECT", "1;", "\\q")[1] == ["cchc>", "...>", "cchc>"]


def test_on_a_terminal_with_history(crawled: Crawled, tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    shell = subprocess.Popen([sys.executable, "-m", "flows.cli", "sql", "--data", str(crawled[0].root)], stdin=follower, stdout=follower, stderr=follower,
                             env=os.environ | {"XDG_STATE_HOME": str(tmp_path), "TERM": "dumb", "COLUMNS": "100"}, cwd=Path(__file__).resolve().parents[2])
    os.close(follower)
    shown = b""

    def until(words: bytes) -> None:
        nonlocal shown
        end = time.monotonic() + 60
        while words not in shown and time.monotonic() < end:
            shown += os.read(leader, 4096)

    until(b"cchc> ")
    os.write(leader, b"SELECT 40 +\n2 AS answer;\n")
    until(b"(1 row)")
    os.write(leader, b"\\q\n")
    assert shell.wait(60) == 0
    os.close(leader)
    assert b"answer" in shown and b"42" in shown
    assert "2 AS answer;" in (tmp_path / "cchc" / "sql_history").read_text(encoding="utf-8")


# ---------------------------------------------------------------- commands
def test_sql_from_stdin(crawled: Crawled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 1 AS n\n"))
    assert call(["sql", "--data", str(crawled[0].root), "--format", "csv"]) == 0
    assert capsys.readouterr().out == "n\n1\n"


def test_export_says_what_it_wrote(crawled: Crawled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(crawled[0].root)]
    assert call(["export", "v_metrics", "--output", str(tmp_path / "a.csv"), *data]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{tmp_path / 'a.csv'}: ") and out.endswith(" rows\n") and "apostrophe" in err
    assert call(["export", "documents", "--where", "province = 'Lai Châu'", "--output", str(tmp_path / "a.spacy"), *data]) == 0
    assert " documents\n" in capsys.readouterr().out
    assert call(["export", "v_metrics", "--as-of", "1", "--output", str(tmp_path / "then.csv"), *data]) == 0
    assert capsys.readouterr().out.endswith(" rows\n") and (tmp_path / "then.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
    assert call(["export", "--sql", "SELECT 1 AS n", "--output", str(tmp_path / "n.dat"), "--format", "jsonl", *data]) == 0
    assert (tmp_path / "n.dat").read_text() == '{"n": 1}\n'


@pytest.mark.parametrize(("tokens", "code", "says"), [
    (["v_metrics", "--as-of", "9", "--output", "a.csv"], 1, "there is no edition 9 to show; there are 1 to 1"), (["v_metrics", "--as-of", "last", "--output", "a.csv"], 2, "as-of"),
    (["v_nix", "--output", "a.csv"], 1, "there is no table or view"), (["v_metrics"], 2, "output"), (["--output", "a.csv"], 1, "say what to export"),
    (["v_metrics", "--output", "a.xyz"], 1, "the ending tells no format"),
])
def test_export_that_does_not_work(crawled: Crawled, capsys: pytest.CaptureFixture[str], tokens: list[str], code: int, says: str) -> None:
    assert call(["export", *tokens, "--data", str(crawled[0].root)]) == code
    assert says in capsys.readouterr().err.lower()
