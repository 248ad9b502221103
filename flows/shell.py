"""An interactive SQL shell on the published warehouse: read-only, with history, completion, and no way to the file system.

Statements end with `;` and may have many lines. `\\d` lists views and tables, `\\d NAME` the columns of one, `\\x` rows one below the other, `\\?` helps, `\\q` ends.
The whole session sees one edition.
"""
from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import duckdb
import pyarrow as pa
from rich.console import Console

from flows.errors import Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from warehouse.opening import Warehouse

PROMPT, MORE = "cchc> ", " ...> "
REMEMBERED = 1_000      # lines of history
SHOWN = 1_000           # rows; more are counted, not shown
COMMENT = re.compile(r"--.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
HELP = r"""Statements end with ; and may have many lines. The warehouse is read-only.
  \d           views and tables
  \d NAME      what the columns of a view or table mean
  \x           show rows one below the other, or as a table again
  \q           end (or Ctrl-D); Ctrl-C forgets what was begun
To write a file: cchc export, or cchc sql "…" --output FILE."""


def interactive(folder: DataFolder, read: Callable[[str], str] | None = None, out: TextIO | None = None, as_of: int | None = None) -> None:
    """Read and answer statements until the input ends, as edition `as_of` would. Raises Problem where there is no warehouse."""
    path = folder.need_warehouse()
    import warehouse
    from warehouse.query import QueryError

    try:
        with warehouse.open(path, as_of) as wh:
            if read:
                _talk(Shell(wh, out or sys.stdout), read)
            else:
                with _line_editing(wh):
                    edition = wh.sql("SELECT edition_id, published_at FROM editions ORDER BY edition_no DESC LIMIT 1").fetchall()[0]
                    print(f"{path}, edition {edition[0]} of {edition[1]:%Y-%m-%d %H:%M}. \\d lists what there is, \\? helps, \\q ends.")
                    _talk(Shell(wh, out or sys.stdout), input)
    except QueryError as error:
        raise Problem(str(error)) from error


class Shell:
    """What a line does: it ends a statement, goes on with one, or is a command."""

    def __init__(self, wh: Warehouse, out: TextIO) -> None:
        self.wh, self.out = wh, out
        self.begun, self.upright = "", False

    def line(self, line: str) -> bool:
        """Take one line; False when it ends the session."""
        if not self.begun and line.strip().startswith("\\"):
            return self._command(line.strip())
        self.begun = f"{self.begun}\n{line}" if self.begun else line
        for statement in self._finished():
            self._answer(statement)
        return True

    def _finished(self) -> Iterator[str]:
        """The statements that end in a semicolon outside quotation marks and comments; what follows them stays begun."""
        start = 0
        for at in _semicolons(self.begun):
            yield self.begun[start:at]
            start = at + 1
        rest = self.begun[start:].lstrip("\n")
        self.begun = rest if COMMENT.sub("", rest).strip() else ""

    def _answer(self, statement: str) -> None:
        from warehouse.query import QueryError, message, render
        from warehouse.render import upright

        if not statement.strip():
            return
        try:
            table, more = self._first_rows(statement)
            if self.upright:
                upright(table, self.out)
            else:
                render(table, "table", self.out)
            if more:
                self.out.write("… and more rows; cchc export --sql writes them all\n")
        except QueryError as error:
            self.out.write(f"{error}\n")
        except (duckdb.Error, pa.ArrowException) as error:
            self.out.write(f"{message(error)}\n")

    def _first_rows(self, statement: str) -> tuple[pa.Table, bool]:
        """As many rows as are shown, and whether there are more; the rest is not computed."""
        reader = self.wh.sql(f"{statement}\n").to_arrow_reader(SHOWN)
        batches, rows = [], 0
        for batch in reader:
            batches.append(batch)
            rows += batch.num_rows
            if rows > SHOWN:
                break
        return pa.Table.from_batches(batches, reader.schema).slice(0, SHOWN), rows > SHOWN

    def _command(self, line: str) -> bool:
        from warehouse.query import QueryError

        command, _, name = line.rstrip(";").partition(" ")
        if command == "\\q":
            return False
        if command == "\\x":
            self.upright = not self.upright
        elif command == "\\d":
            try:
                self._list(self.wh.columns(name.strip()) if name.strip() else {key: about for key, about in self.wh.tables().items() if not key.startswith("search_")})
            except QueryError as error:
                self.out.write(f"{error}\n")
        else:
            self.out.write(HELP + "\n")
        return True

    def _list(self, names: dict[str, str]) -> None:
        width = max(map(len, names), default=0)
        console = Console(file=self.out, highlight=False, soft_wrap=not self.out.isatty())
        for name, about in names.items():
            console.print(f"{name:{width}}  {about or ''}", markup=False)


def _talk(shell: Shell, read: Callable[[str], str]) -> None:
    while True:
        try:
            if not shell.line(read(MORE if shell.begun else PROMPT)):
                return
        except KeyboardInterrupt:
            shell.begun = ""
            shell.out.write("\n")
        except EOFError:
            shell.out.write("\n")
            return


def _semicolons(text: str) -> Iterator[int]:
    """Where statements end: not within 'text', "names", $$text$$, -- or /* comments */."""
    at = 0
    closing = {"'": "'", '"': '"', "$$": "$$", "--": "\n", "/*": "*/"}
    while at < len(text):
        opened = next((mark for mark in closing if text.startswith(mark, at)), None)
        if opened:
            end = text.find(closing[opened], at + len(opened))
            if end < 0:
                return
            at = end + len(closing[opened])
        else:
            if text[at] == ";":
                yield at
            at += 1


@contextmanager
def _line_editing(wh: Warehouse) -> Iterator[None]:
    """Arrow keys, history kept between sessions, names completed with Tab; nothing of it where Python has no readline."""
    try:
        import readline
    except ImportError:
        yield
        return
    history = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "cchc" / "sql_history"
    names = sorted({*wh.tables(), *(row[0] for row in wh.sql("SELECT DISTINCT column_name FROM duckdb_columns() WHERE database_name = 'warehouse'").fetchall())})
    readline.set_completer(lambda text, state: ([name for name in names if name.startswith(text)] + [None])[state])
    readline.set_completer_delims(" \t\n,()=<>+-*/;.\"'")
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(REMEMBERED)
    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        if history.exists():
            readline.read_history_file(history)
    except OSError:
        pass      # no history is no reason not to ask
    try:
        yield
    finally:
        readline.set_completer(None)
        try:
            readline.write_history_file(history)
        except OSError:
            print(f"cchc: {history}: the history could not be kept", file=sys.stderr)
