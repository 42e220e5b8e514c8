"""Takes records as they come and makes the runs read so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from run_diagnose.model.config import Config
from run_diagnose.model.record import Event, Record
from run_diagnose.model.run import Run, Segment, Source
from run_diagnose.names import evidence
from run_diagnose.names.blanks import with_blanks
from run_diagnose.names.file_splits import file_splits
from run_diagnose.names.gather import Gatherer, Table
from run_diagnose.names.join import join
from run_diagnose.names.options import Options
from run_diagnose.names.overrides import AXIS_WORDS, check_maps
from run_diagnose.names.phases import PHASE, Phase, cut_at, phases
from run_diagnose.names.pieces import Piece
from run_diagnose.names.restarts import Seam
from run_diagnose.names.series import Judged, make_series
from run_diagnose.names.task import infer_task
from run_diagnose.names.totals import run_totals


class RunBuilder:
    """Records in, runs out; a snapshot can be taken at any time."""

    def __init__(self, *, options: Options | None = None, config: Config | None = None) -> None:
        self.options = options or Options()
        self.config = config
        self._gathered = Gatherer()

    def open(self, source: Source, split: str = "", group: str = "") -> None:
        """What follows was read from this file."""
        self._gathered.open(source, split, group)

    def add(self, record: Record) -> None:
        """One record."""
        self._gathered.add(record)

    def close(self, source: Source) -> None:
        """The file opened last is read to its end; ``source`` says how."""
        for table in self._gathered.tables:
            if table.source.path == source.path:
                table.source = source

    @property
    def columns(self) -> list[str]:
        """Every name of the log."""
        return list(dict.fromkeys(k[1] for t in self._gathered.tables for k in t.columns))

    @property
    def paths(self) -> list[str]:
        """Every file that was opened."""
        return list(dict.fromkeys(t.source.path for t in self._gathered.tables))

    @property
    def headerless(self) -> bool:
        """True where every file is a table that names none of its columns."""
        return bool(self._gathered.tables) and all("no header" in t.source.detail for t in self._gathered.tables)

    def check(self) -> None:
        """Raises UsageError where ``--map`` names what is not there."""
        check_maps(self.options, self.columns)

    def runs(self) -> list[Run]:
        """The runs as far as they were read."""
        forced = next((c for w, c in self.options.maps.items() if w.lower() in AXIS_WORDS), "")
        groups: dict[str, list[Table]] = {}
        for table in self._gathered.tables:
            groups.setdefault(table.group, []).append(table)
        made, parts = [], []
        for tables in groups.values():
            found = join(tables, forced)
            mute = _without_values(tables) if len(found) == 1 else []
            parts += found
            made += [self._run(run, mute) for run in found]
        return _named(made, parts, self.options.name)

    def _run(self, run: Sequence[Piece], mute: Sequence[Table]) -> Run:
        """One run; ``mute`` are files of it that hold no values, such as a console log with a traceback."""
        judged = make_series(run, file_splits(run), self.options)
        tables = [*{id(p.table): p.table for p in run}.values(), *mute]
        config = self.config or _config_in_log(tables)
        return Run(
            name="",
            sources=_sources(tables),
            axis=_main_axis(judged, run),
            series=judged.series,
            logged=judged.logged,
            config=config,
            events=(*(e for p in run for e in _in_piece(p)), *(e for t in mute for e in t.events)),
            segments=_segments(run),
            placeholders=tuple(x for t in tables for x in with_blanks(t)),
            unread=tuple(x for t in tables for x in t.all_unread),
            notes=judged.notes,
            task=self.options.task or infer_task(judged.series, config, [t.source.format for t in tables]),
            totals=run_totals(tables, judged.series, config),
            finals={s.name: float(s.y[0]) for s in judged.series if len(s) == 1},
            file=run[0].table.source.path,
        )


def _without_values(tables: Sequence[Table]) -> list[Table]:
    """Tables of the files that hold no value anywhere."""
    full = {t.source.path for t in tables if not t.empty}
    return [t for t in tables if t.source.path not in full]


def _sources(tables: Sequence[Table]) -> tuple[Source, ...]:
    every = [source for t in tables for source in t.parts or [t.source]]
    return tuple({source.path: source for source in every}.values())


def _config_in_log(tables: Sequence[Table]) -> Config:
    settings = {s.key: s for t in tables for s in t.settings}
    return Config(settings=tuple(settings.values()), path=tables[0].source.path if settings else "")


def _main_axis(judged: Judged, run: Sequence[Piece]) -> str:
    signals = set(evidence.learning_signals([x.role for x in judged.series]))
    axes = [s.axis for i, s in enumerate(judged.series) if i in signals]
    axes = axes or [s.axis for s in judged.series] or [run[0].placed.axis]
    return max(dict.fromkeys(axes), key=axes.count)


def _in_piece(piece: Piece) -> list[Event]:
    """Events between the first line of this piece and the first of the next."""
    events = piece.table.events
    lines = piece.table.lines.arrays()[1]
    low = 0 if piece.first == 0 else lines[piece.first - 1]
    high = lines[piece.last] if piece.last < len(lines) else float("inf")
    if not any(e.line for e in events):
        return list(events)
    return [e for e in events if low < e.line and (e.line < high or piece.last == len(lines))]


def _phase(piece: Piece) -> str:
    """What a header in front of the first point calls this part of the training: ``Stage 2: fine-tuning``."""
    lines = piece.table.lines.arrays()[1]
    first = lines[piece.first] if piece.first < len(lines) else 0
    found = [e.text for e in _in_piece(piece) if e.kind == "phase" and e.line < first]
    return found[-1].strip(" =-*#>:.")[:60].lower() if found else ""


def _segments(run: Sequence[Piece]) -> tuple[Segment, ...]:
    piece = max(run, key=lambda p: p.last - p.first)
    lines = piece.table.lines.arrays()[1]
    x = piece.placed.x
    found = phases(piece)
    stretches = piece.stretches()
    ends = [*(int(rows[0]) for rows, _ in stretches[1:]), *([piece.last] if stretches else [])]
    return tuple(
        Segment(float(x[rows[0]]), float(x[rows[-1]]), int(lines[rows[0]]), *_began(seam, phase, found))
        for (stretch, seam), end in zip(stretches, ends, strict=True)
        for rows, phase in cut_at(stretch, end, found)
    )


def _began(seam: Seam | None, phase: Phase | None, found: Sequence[Phase]) -> tuple[str, str]:
    """Why a segment began, and the name of its phase."""
    if phase is not None:
        return PHASE, phase.name
    return ("start", found[0].name if found else "") if seam is None else (seam.reason, "")


def _named(runs: Sequence[Run], parts: Sequence[Sequence[Piece]], name: str) -> list[Run]:
    """The name given, the log's own, or the file's; runs of one file are numbered."""
    stem = name or (PurePosixPath(runs[0].file).stem if runs else "")
    if len(runs) == 1:
        return [replace(runs[0], name=stem or "run")]
    one_each = len({run.file for run in runs}) == len(runs)
    out = []
    taken: set[str] = set()
    for number, (run, part) in enumerate(zip(runs, parts, strict=True), 1):
        own = part[0].table.name or _phase(part[0]) or (stem if number == 1 else f"{stem}#{number}")
        if one_each:
            own = "/".join(p for p in (name, PurePosixPath(run.file).stem) if p)
        if own in taken:
            own = f"{own}#{number}"
        taken.add(own)
        out.append(replace(run, name=own))
    return out
