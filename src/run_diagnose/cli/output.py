"""Where the report goes: to stdout in the form its reader needs, and to files whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from run_diagnose.cli.summary import append_summary
from run_diagnose.cli.trouble import say
from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.facts import dataclass
from run_diagnose.near import did_you_mean

if TYPE_CHECKING:
    from run_diagnose.model.report import Report
    from run_diagnose.render import Options

FOR_PEOPLE = frozenset({"terminal", "markdown", "concise"})
"""Formats whose glyphs are given up where the terminal's encoding lacks them; all others are UTF-8, always."""

AUTO = "auto"
"""Annotations where GitHub Actions would draw them, else what a pipe or a terminal gets."""

FITS: dict[str, frozenset[str]] = {
    ".json": frozenset({"json", "gitlab", "sarif"}),
    ".xml": frozenset({"junit"}),
    ".txt": frozenset({"concise", "markdown", "github", "terminal", "jsonl"}),
    ".jsonl": frozenset({"jsonl"}),
}
"""Formats that a suffix does not contradict: ``--format gitlab -o report.json`` writes GitLab's JSON."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the person wants the report: the flags of output, as given."""

    format: str | None = None
    files: tuple[str, ...] = ()
    color: str = "auto"
    ascii: bool = False
    charts: bool = True
    top: int | None = None
    quiet: bool = False
    verbose: bool = False
    suppressed: bool = False
    summary: bool = False
    """Append Markdown to the job summary of GitHub Actions."""

    def checked(self) -> Look:
        """The same, or UsageError for a format, a colour mode or a suffix that does not exist."""
        from run_diagnose.render import FORMATS, format_for

        if self.format == AUTO:
            return replace(self, format="github" if os.environ.get("GITHUB_ACTIONS") == "true" else None).checked()
        if self.format is not None and self.format not in FORMATS:
            hint = did_you_mean(self.format, FORMATS) or f"one of {', '.join((*FORMATS, AUTO))}"
            raise UsageError(f"--format: there is no format `{self.format}`", hint)
        if self.color not in ("auto", "always", "never"):
            raise UsageError(f"--color: `{self.color}` is none of auto, always, never", "--color never")
        for name in self.files:
            if not self._fits(name):
                format_for(name)
        return self

    def _fits(self, name: str) -> bool:
        from run_diagnose.render import told_by_name

        fits = FITS.get(Path(name).suffix.lower(), ())
        return self.format is not None and self.format in fits and told_by_name(name) in ("", self.format)

    def format_of(self, name: str) -> str:
        """The format of the file ``name``: by its suffix, unless ``--format`` names another that fits the suffix."""
        from run_diagnose.render import format_for

        return self.format if self.format is not None and self._fits(name) else format_for(name)

    @property
    def taken(self) -> bool:
        """True when the format asked for went into a file, so that stdout need not repeat it."""
        return self.format is not None and any(self.format_of(name) == self.format for name in self.files)


def publish(report: Report, look: Look) -> None:
    """Print the report and write the files asked for. Raises UnreadableError for a file that cannot be written."""
    from run_diagnose.render import render

    if look.summary:
        append_summary(report, _options(look, terminal=False), quiet=look.quiet)
    for name in look.files:
        write_whole(name, render(report, look.format_of(name), _options(look, terminal=False)))
    if look.taken:
        if not look.quiet:
            say(f"wrote {', '.join(look.files)}")
        return
    terminal = _is_terminal()
    form = look.format or ("terminal" if terminal else "markdown")
    emit(render(report, form, _options(look, terminal=terminal)), for_people=form in FOR_PEOPLE)


def _options(look: Look, *, terminal: bool) -> Options:
    from run_diagnose.render import Options

    options = Options(
        ascii=look.ascii, charts=look.charts, top=look.top, verbose=look.verbose, suppressed=look.suppressed
    )
    if not terminal:
        return replace(options, color=look.color == "always")
    import shutil

    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    width = max(shutil.get_terminal_size().columns, 40)
    return replace(options, color=_colored(look.color), width=width, ascii=look.ascii or not unicode)


def _colored(wanted: str) -> bool:
    """Flag, then NO_COLOR, then FORCE_COLOR, then whether the terminal can: called for a terminal only."""
    if wanted != "auto":
        return wanted == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or os.environ.get("TERM") != "dumb"


def _is_terminal() -> bool:
    try:
        return sys.stdout.isatty()
    except ValueError:  # closed
        return False


def emit(text: str, *, for_people: bool = True) -> None:
    """``text`` to stdout: UTF-8 on a pipe, on a terminal its own encoding. A reader that left is no error."""
    encoding = sys.stdout.encoding if for_people and _is_terminal() else "utf-8"
    data = text.encode(encoding or "utf-8", "replace")
    try:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
    except OSError as error:
        _forget_stdout()
        raise UnreadableError(f"the report cannot be printed: {error.strerror}", "write it with -o FILE") from error


def _forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not complain either."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_whole(name: str, text: str) -> None:
    """Write a file at once or leave the old one: into a neighbour first, then moved into place.

    Raises UnreadableError with what to try.
    """
    target = Path(os.path.realpath(name))
    try:
        if target.exists() and not target.is_file():  # /dev/stdout, a named pipe
            target.write_text(text, encoding="utf-8", newline="\n")
            return
        _replace(target, text.encode("utf-8", "replace"))
    except OSError as error:
        missing = not target.parent.is_dir()
        reason = "its folder does not exist" if missing else (error.strerror or type(error).__name__)
        hint = f"mkdir -p {Path(name).parent.as_posix()}" if missing else "choose another file with -o"
        raise UnreadableError(f"{name} cannot be written: {reason}", hint) from error


def _replace(target: Path, data: bytes) -> None:
    neighbour = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with neighbour.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        neighbour.replace(target)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
