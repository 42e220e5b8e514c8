"""From a report to the new text of the run's config; nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from run_diagnose.apply import overrides
from run_diagnose.apply.choose import Choice, chosen
from run_diagnose.apply.document import Document, open_document
from run_diagnose.apply.editing import Edit, Made, edit_document
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.configs.override_list import is_override_list
from run_diagnose.errors import UnreadableError
from run_diagnose.facts import dataclass
from run_diagnose.model.change import Change
from run_diagnose.model.report import ConfigSummary, RunReport
from run_diagnose.model.wording import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person asks for."""

    config_file: str | None = None
    option: str | None = None
    only: tuple[str, ...] = ()
    copy: bool = False
    """True where the result goes into another file, so that a record may be its model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The config before and after. ``left`` are changes that were not made, each with the reason."""

    path: str
    choice: Choice
    before: Document | None = None
    after: Document | None = None
    made: tuple[tuple[Change, Made], ...] = ()
    left: tuple[tuple[Change, str], ...] = ()


def prepare(run: RunReport, wanted: Wanted) -> Outcome:
    """The recommended changes as edits of the run's config.

    Raises RefusedError where there is no config, where it is not the report's, or where an edit is not safe.
    """
    choice = chosen(run, option=wanted.option, only=wanted.only)
    path = wanted.config_file or (run.config.path if run.config is not None else "")
    if not choice.changes:
        return Outcome(path=path, choice=choice)
    config = _config_of(run, choice.changes)
    left = tuple((c, why) for c in choice.changes if (why := _why_not(c, config)))
    doable = tuple(c for c in choice.changes if not _why_not(c, config))
    if not doable:
        return Outcome(path=path, choice=choice, left=left)
    if overrides.is_hydra_record(path) and not (wanted.config_file or wanted.copy):
        raise RefusedError(
            f"{path} is hydra's record of the run; it is composed anew at every start",
            f"type: {overrides.hydra(doable, config)}",
        )
    before = _open(path, config, doable)
    after, made = edit_document(before, [Edit(c.key, c.new) for c in doable])
    return Outcome(
        path=path,
        choice=choice,
        before=before,
        after=after,
        made=tuple(zip(doable, made, strict=True)),
        left=left,
    )


def _config_of(run: RunReport, changes: Sequence[Change]) -> ConfigSummary:
    typed = overrides.arguments(changes)
    if run.config is None or not run.config.path:
        raise RefusedError(
            f"no config of {run.name} is known, so there is nothing to edit",
            "name it: --config-file CFG" + (f"; or type: {typed}" if typed else ""),
        )
    if any(source.path == run.config.path for source in run.sources):
        raise RefusedError(
            f"the settings of {run.name} were read from the log itself ({run.config.path}), which is no config",
            f"type: {typed}" if typed else "name its config: --config-file CFG",
        )
    return run.config


def _why_not(change: Change, config: ConfigSummary) -> str:
    """Why a change cannot be an edit of this config; empty if it can."""
    if change.new is None:
        times = f"; the advice is {number(change.factor, 3)} times it" if change.factor else ""
        return f"old value unknown{times}" if change.old is None else f"no new value is known{times}"
    if change.file and change.file != config.path:
        return f"it is set in {change.file}, not in {config.path}"
    return ""


def _open(path: str, config: ConfigSummary, changes: Sequence[Change]) -> Document:
    data = _bytes(path, changes)
    if is_override_list(data):
        raise RefusedError(
            f"{path} is hydra's record of the overrides that were typed; no run reads it back",
            f"type them anew with: {overrides.typed_anew(changes)}",
        )
    if config.sha256 and hashlib.sha256(data).hexdigest() != config.sha256:
        raise RefusedError(
            f"{path} is not the config of the report: its sha256 differs, so it was edited since, or is another file",
            "diagnose the run again, or name the right file: --config-file CFG",
        )
    try:
        return open_document(data, path)
    except RefusedError as error:
        hint = f"type: {overrides.arguments(changes)}" if not error.hint else error.hint
        raise RefusedError(error.reason, hint) from None


def _bytes(path: str, changes: Sequence[Change]) -> bytes:
    if Path(path).is_dir():
        raise RefusedError(
            f"{path} is a folder of parameters, which its tracker wrote; no program reads it back",
            f"type: {overrides.arguments(changes)}",
        )
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{path}: {error.strerror or type(error).__name__}", "name the run's config: --config-file CFG"
        ) from None
