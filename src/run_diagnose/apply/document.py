"""A config file as bytes, as text, and as pieces; back to bytes in the encoding it came in."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import lru_cache

from run_diagnose.apply.pieces import Piece
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.errors import DiagnoseError
from run_diagnose.facts import dataclass
from run_diagnose.model.config import ConfigProblem
from run_diagnose.model.record import Setting

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SUFFIXES = {".json": "json", ".jsonc": "json", ".json5": "json", ".toml": "toml", ".yaml": "yaml", ".yml": "yaml"}


@dataclass(frozen=True, slots=True)
class Document:
    """A config that can be edited. ``text`` is without the byte order mark."""

    text: str
    language: str
    """``yaml``, ``json`` or ``toml``."""
    name: str
    suffix: str = ""
    encoding: str = "utf-8"
    mark: bytes = b""

    def with_text(self, text: str) -> Document:
        """The same file with another text."""
        return Document(text, self.language, self.name, self.suffix, self.encoding, self.mark)

    def data(self) -> bytes:
        """The bytes to write."""
        try:
            return self.mark + self.text.encode(self.encoding)
        except UnicodeEncodeError:
            raise RefusedError(
                f"{self.name} is written in {self.encoding}, which lacks a character of the new value",
                "save it as UTF-8 first",
            ) from None

    def pieces(self) -> list[Piece]:
        """The root of every document in the file."""
        return _pieces(self.text, self.language)

    def read(self) -> tuple[Sequence[Setting], Sequence[ConfigProblem]]:
        """What the reader of configs makes of it. Raises UnreadableError."""
        from run_diagnose.configs import parse_config

        return parse_config(self.text, {"json": ".json", "toml": ".toml"}.get(self.language, ".yaml"), self.name)


@lru_cache(maxsize=4)
def _pieces(text: str, language: str) -> list[Piece]:
    """Remembered, as every edit asks for the places of the same few texts; nobody changes a piece afterwards."""
    if language == "json":
        from run_diagnose.apply.json_pieces import json_pieces

        return json_pieces(text)
    if language == "toml":
        from run_diagnose.apply.toml_pieces import toml_pieces

        return toml_pieces(text)
    from run_diagnose.apply.yaml_pieces import yaml_pieces

    return yaml_pieces(text)


def open_document(data: bytes, name: str) -> Document:
    """The config of these bytes. Raises RefusedError for what is neither YAML nor JSON nor TOML."""
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name.rsplit("/", 1)[-1] else ""
    text, encoding, mark = _decoded(data, name)
    language = SUFFIXES.get(suffix) or _by_content(text, name)
    return Document(text, language, name, suffix, encoding, mark)


def _decoded(data: bytes, name: str) -> tuple[str, str, bytes]:
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        return body.decode(encoding), encoding, mark
    except UnicodeDecodeError:
        if mark or b"\0" in data:
            raise RefusedError(f"{name}: its bytes are no {encoding.upper()} text", "save it as UTF-8 first") from None
        return data.decode("latin-1"), "latin-1", b""


def _by_content(text: str, name: str) -> str:
    if name.lower().endswith(".py"):
        raise RefusedError(f"{name} is a Python program, which is not edited")
    if text.lstrip()[:1] in ("{", "["):
        return "json"
    from run_diagnose.configs import find_settings_in_text, parse_config

    if find_settings_in_text(text, name):
        raise RefusedError(f"{name} holds the printed arguments of a script (Namespace(...)), not a config")
    try:
        told, _ = parse_config(text, "", name)
        read, _ = parse_config(text, ".yaml", name)
    except DiagnoseError:
        told, read = [], []
    if not read or [(s.key, s.value) for s in told] != [(s.key, s.value) for s in read]:
        raise RefusedError(f"{name} is neither YAML nor JSON nor TOML, but text with options in it")
    return "yaml"
