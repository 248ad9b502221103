"""A TOML file becomes one of the dataclasses of model.py: the shape is checked here, the sense in sense.py."""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from corpus.sources.model import SourceError


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file. Raises SourceError where it can't be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: can't be read: {error.strerror}; check the path") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path.name}: not valid TOML: {error}; a regular expression is easiest in 'single quotes'") from None


def build(kind: type[Any], raw: Mapping[str, Any], file: str, where: str) -> Any:
    """A dataclass from a TOML table: keys are its fields, nothing else, and all that have no default."""
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    for key in raw:
        if key not in known:
            raise SourceError(f"{file}: {where}{key}: unknown key; known here: {', '.join(known)}")
    for name, one in known.items():
        if name not in raw and one.default is MISSING and one.default_factory is MISSING:
            raise SourceError(f"{file}: {where}{name}: missing; add it (see the explanation in corpus/sources/__init__.py)")
    return kind(**{key: _value(value, hints[key], file, f"{where}{key}") for key, value in raw.items()})


def _value(value: Any, hint: Any, file: str, where: str) -> Any:
    if get_origin(hint) is UnionType:   # `str | None`: TOML has no null, so a value that stands there is the str
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        of = get_args(hint)[0]
        if not isinstance(value, list):
            raise SourceError(f"{file}: {where}: must be a list, is {value!r}; write it in [brackets]")
        return tuple(_value(one, of, file, f"{where}[{number}]") for number, one in enumerate(value, 1))
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise SourceError(f"{file}: {where}: {value!r} is not one of {', '.join(get_args(hint))}")
        return value
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise SourceError(f"{file}: {where}: must be a table, is {value!r}")
        return build(hint, value, file, f"{where}.")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise SourceError(f"{file}: {where}: must be {names[hint]}, is {value!r}")
    return value
