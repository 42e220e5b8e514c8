"""One config file, or the config of a run's folder, into settings with their lines."""

from __future__ import annotations

import hashlib
from pathlib import Path

from run_diagnose.configs.tree import Node, TooDeepError, flatten
from run_diagnose.errors import UnreadableError
from run_diagnose.model.config import Config, ConfigProblem
from run_diagnose.model.record import Setting

IN_FOLDER = (
    ".hydra/config.yaml",
    "hparams.yaml",
    "config.yaml",
    "config.yml",
    "args.yaml",
    "opt.yaml",
    "config.json",
    "args.json",
    "hparams.json",
    "params.json",
    "training_args.json",
    "config.toml",
)
"""Where frameworks put the config of a run, the surest first."""
_BIGGEST = 8_000_000
"""Bytes; the largest hand-written config met in public repositories is far below a megabyte."""
_ACCEPTED = "a training config is YAML, JSON, TOML or text with Namespace(...) or 'key: value' lines"


def read_config(path: str, *, shown: str | None = None) -> Config:
    """Settings of a config file or folder, in file order, with line, raw spelling and sha256 of the bytes.

    ``shown`` is the path to print where it differs from the one to open. Raises UnreadableError with what to do.
    """
    target = Path(path)
    name = shown if shown is not None else path
    if target.is_dir():
        return _from_folder(target, name)
    data = _bytes(target, name)
    text = _text(data, name)
    settings, problems = parse_config(text, target.suffix.lower(), name.replace("\\", "/"))
    if not settings:
        raise UnreadableError(
            f"{name}: no 'key: value' pair in it", hint=f"{_ACCEPTED}; name another with --config-file"
        )
    return Config(
        settings=tuple(settings), path=name.replace("\\", "/"), sha256=hashlib.sha256(data).hexdigest(),
        problems=tuple(problems),
    )  # fmt: skip


def _from_folder(folder: Path, shown: str) -> Config:
    for name in IN_FOLDER:
        if (folder / name).is_file():
            return read_config(str(folder / name), shown=f"{shown.rstrip('/')}/{name}")
    if (folder / "params").is_dir() or folder.name == "params":
        return _from_params(folder if folder.name == "params" else folder / "params", shown)
    raise UnreadableError(
        f"{shown}: a folder without a config (looked for {', '.join(IN_FOLDER[:5])} ...)",
        hint="name the file itself: --config-file FILE",
    )


def _from_params(folder: Path, shown: str) -> Config:
    """MLflow keeps one file per parameter."""
    from run_diagnose.configs.scalars import plain_value

    settings, digest = [], hashlib.sha256()
    for file in sorted(p for p in folder.iterdir() if p.is_file())[:2000]:
        data = file.read_bytes()[:10_000]
        digest.update(file.name.encode() + b"\0" + data)
        raw = data.decode("utf-8", "replace").strip()
        settings.append(Setting(file.name, plain_value(raw), f"{shown.rstrip('/')}/{file.name}", 1, raw))
    return Config(settings=tuple(settings), path=shown, sha256=digest.hexdigest())


def _bytes(target: Path, shown: str) -> bytes:
    try:
        if target.stat().st_size > _BIGGEST:
            size = target.stat().st_size / 1e6
            raise UnreadableError(
                f"{shown}: {size:.0f} MB is no training config", hint="name the config itself: --config-file FILE"
            )
        return target.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"{shown}: no such config file", hint="check the path given to --config-file") from None
    except OSError as error:
        raise UnreadableError(f"{shown}: cannot be opened ({error.strerror})", hint="check its permissions") from None


def _text(data: bytes, shown: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096] or data[:2] == b"PK":
        raise UnreadableError(f"{shown}: a binary file; it is never unpickled", hint=_ACCEPTED)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def parse_config(text: str, suffix: str, name: str) -> tuple[list[Setting], list[ConfigProblem]]:
    """Settings and misreadings of a config's text; ``suffix`` names its language. Raises UnreadableError."""
    start = text.lstrip()[:1]
    try:
        if suffix in (".json", ".jsonc", ".json5") or (
            start in ("{", "[") and suffix not in (".yaml", ".yml", ".toml", ".ini", ".cfg")
        ):
            from run_diagnose.configs.json_tree import read_json

            return flatten(read_json(text, name), name)
        if suffix == ".toml":
            from run_diagnose.configs.toml_settings import read_toml

            return read_toml(text, name), []
        if suffix in (".yaml", ".yml"):
            typed = _override_list(text, name)
            return (typed, []) if typed else flatten(_yaml(text, name), name)
        return _by_content(text, name)
    except TooDeepError as error:
        raise UnreadableError(f"{name}: {error}", hint="a training config is flatter; name the right file") from None


def _override_list(text: str, name: str) -> list[Setting]:
    from run_diagnose.configs.override_list import read_override_list

    return read_override_list(text, name)


def _by_content(text: str, name: str) -> tuple[list[Setting], list[ConfigProblem]]:
    """A text of unknown kind: a namespace, option lines, else YAML."""
    from run_diagnose.configs.namespace import find_settings_in_text
    from run_diagnose.configs.option_lines import read_option_lines

    settings = find_settings_in_text(text, name) or read_option_lines(text, name)
    return (settings, []) if settings else flatten(_yaml(text, name), name)


def _yaml(text: str, name: str) -> Node:
    from run_diagnose.configs.yaml_tree import read_yaml

    return read_yaml(text, name)
