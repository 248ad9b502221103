"""Word and Excel files of before 2007, and RTF: LibreOffice turns them into DOCX and XLSX, where it is installed."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.parse.attachments.kind import Attachment, attachment_kind
from pipeline.parse.attachments.written import Written
from pipeline.parse.errors import Unreadable

PROGRAMS = ("soffice", "libreoffice")
TIME = 120.0      # seconds; LibreOffice starts in ten, and a file on which it hangs never ends
INTO: dict[str, Attachment] = {"doc": "docx", "rtf": "docx", "xls": "xlsx"}


def converter(kind: Attachment, read: Callable[[bytes, Attachment, str], Written]) -> Callable[[bytes, str], Written]:
    """A reader of `kind` that converts and then reads with `read`."""
    return lambda data, path: read(_converted(data, kind, path), INTO[kind], path).warned(f"converted:{kind}")


def _converted(data: bytes, kind: Attachment, path: str) -> bytes:
    program = next((where for name in PROGRAMS if (where := shutil.which(name))), None)
    into = INTO[kind]
    if program is None:
        raise Unreadable(path, f"not_installed: reading .{kind} needs LibreOffice (Debian: libreoffice-{'calc' if into == 'xlsx' else 'writer'}-nogui); install it, or save the file as .{into}")
    with tempfile.TemporaryDirectory(prefix="cchc-") as folder:
        source = Path(folder, f"file.{kind}")
        source.write_bytes(data)
        # A profile of its own: LibreOffice refuses to work beside an open window of the same user.
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to", into, "--outdir", folder, str(source)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(TIME)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)      # soffice starts a second process
            process.wait()
            raise Unreadable(path, f"too_slow: LibreOffice did not convert it within {TIME:.0f} s; save it as .{into}") from None
        result = source.with_suffix(f".{into}")
        if not result.is_file() or attachment_kind("", found := result.read_bytes()) != into:
            raise Unreadable(path, f"damaged: LibreOffice can't read this .{kind}; open it in the program that made it and save it as .{into}")
        return found
