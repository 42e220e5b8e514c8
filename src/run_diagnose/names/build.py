"""From the records of files to runs: the only maker of a Run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from run_diagnose.errors import NotALogError, UsageError
from run_diagnose.model.config import Config
from run_diagnose.model.record import Record, Setting
from run_diagnose.model.run import Predictions, Run, Segment, Source
from run_diagnose.names import evidence
from run_diagnose.names.axis_words import canonical
from run_diagnose.names.file_splits import file_splits
from run_diagnose.names.gather import Gatherer, Table
from run_diagnose.names.inputs import FileRecords
from run_diagnose.names.join import join
from run_diagnose.names.options import Options
from run_diagnose.names.overrides import AXIS_WORDS, check_maps, near
from run_diagnose.names.pieces import Piece
from run_diagnose.names.series import Judged, make_series
from run_diagnose.names.task import infer_task
from run_diagnose.names.totals import run_totals


def build(
    files: Iterable[FileRecords],
    *,
    config: Config | None = None,
    options: Options | None = None,
    predictions: Predictions | None = None,
    finals: Mapping[str, float] | None = None,
    num_classes: int | None = None,
    notes: Sequence[str] = (),
) -> list[Run]:
    """The runs in these files; one file may hold several, several files may make one.

    Raises NotALogError where no run holds a loss or a metric, UsageError for a column that ``--map`` or
    ``--primary`` names and that no file has.
    """
    builder = RunBuilder(options=options, config=_with_classes(config, num_classes))
    for file in files:
        builder.open(file.source, file.split, file.run)
        for record in file.records:
            builder.add(record)
        if file.finished is not None:
            builder.close(file.finished())
    builder.check()
    runs = builder.runs()
    extra = {"predictions": predictions, "finals": finals, "notes": tuple(notes)}
    told = predictions is not None or bool(finals)
    proven = [
        r
        for r in runs
        if told or evidence.is_training_log([s.name for s in r.series], [s.role for s in r.series], r.axis)
    ]
    if not proven:
        raise _not_a_log(builder, runs)
    _check_primary(proven, builder.options)
    return [_with(run, extra) for run in proven]


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

    def check(self) -> None:
        """Raises UsageError where ``--map`` names what is not there."""
        check_maps(self.options, self.columns)

    def runs(self) -> list[Run]:
        """The runs as far as they were read."""
        forced = next((c for w, c in self.options.maps.items() if w.lower() in AXIS_WORDS), "")
        groups: dict[str, list[Table]] = {}
        for table in self._gathered.tables:
            groups.setdefault(table.group, []).append(table)
        parts = [(run, tables) for tables in groups.values() for run in join(tables, forced)]
        made = [self._run(run, tables) for run, tables in parts]
        return _named(made, [run for run, _ in parts], self.options.name)

    def _run(self, run: Sequence[Piece], tables: Sequence[Table]) -> Run:
        judged = make_series(run, file_splits(run), self.options)
        own = list({id(p.table): p.table for p in run}.values())
        config = self.config or _config_in_log(own)
        axis = _main_axis(judged, run)
        return Run(
            name="",
            sources=tuple({t.source.path: t.source for t in tables}.values()),
            axis=axis,
            series=judged.series,
            logged=judged.logged,
            config=config,
            events=tuple(e for p in run for e in _in_piece(p)),
            segments=_segments(run),
            placeholders=tuple(x for t in own for x in t.placeholders),
            unread=tuple(x for t in own for x in t.unread),
            notes=judged.notes,
            task=self.options.task or infer_task(judged.series, config),
            totals=run_totals(own, judged.series, config),
            finals={s.name: float(s.y[0]) for s in judged.series if len(s) == 1},
            file=run[0].table.source.path,
        )


def _with(run: Run, extra: Mapping[str, object]) -> Run:
    finals = {**run.finals, **(extra["finals"] or {})}  # type: ignore[dict-item]
    return replace(run, predictions=extra["predictions"], finals=finals, notes=(*run.notes, *extra["notes"]))  # type: ignore[arg-type,misc]


def _with_classes(config: Config | None, classes: int | None) -> Config | None:
    if classes is None:
        return config
    told = Setting("num_classes", classes, "command line", 0, str(classes))
    if config is None:
        return Config(settings=(told,))
    return replace(config, settings=(told, *(s for s in config.settings if s.key != "num_classes")))


def _config_in_log(tables: Sequence[Table]) -> Config:
    settings = {s.key: s for t in tables for s in t.settings}
    return Config(settings=tuple(settings.values()), path=tables[0].source.path if settings else "")


def _main_axis(judged: Judged, run: Sequence[Piece]) -> str:
    axes = [
        s.axis for i, s in enumerate(judged.series) if i in evidence.learning_signals([x.role for x in judged.series])
    ]
    axes = axes or [s.axis for s in judged.series] or [run[0].placed.axis]
    return max(dict.fromkeys(axes), key=axes.count)


def _in_piece(piece: Piece) -> list[object]:
    """Events between the first line of this piece and the first of the next."""
    events = piece.table.events
    lines = piece.table.lines.arrays()[1]
    low = 0 if piece.first == 0 else lines[piece.first - 1]
    high = lines[piece.last] if piece.last < len(lines) else float("inf")
    if not any(e.line for e in events):
        return list(events)
    return [e for e in events if low < e.line and (e.line < high or piece.last == len(lines))]


def _segments(run: Sequence[Piece]) -> tuple[Segment, ...]:
    piece = max(run, key=lambda p: p.last - p.first)
    lines = piece.table.lines.arrays()[1]
    x = piece.placed.x
    return tuple(
        Segment(float(x[rows[0]]), float(x[rows[-1]]), int(lines[rows[0]]), "start" if seam is None else seam.reason)
        for rows, seam in piece.stretches()
    )


def _named(runs: Sequence[Run], parts: Sequence[Sequence[Piece]], name: str) -> list[Run]:
    stem = name or (PurePosixPath(runs[0].file).stem if runs else "")
    if len(runs) == 1:
        return [replace(runs[0], name=stem or "run")]
    out = []
    taken: set[str] = set()
    for number, (run, part) in enumerate(zip(runs, parts, strict=True), 1):
        own = part[0].table.name or (stem if number == 1 else f"{stem}#{number}")
        if own in taken:
            own = f"{own}#{number}"
        taken.add(own)
        out.append(replace(run, name=own))
    return out


def _check_primary(runs: Sequence[Run], options: Options) -> None:
    names = [n for r in runs for s in r.series for n in (s.name, s.role.quantity)]
    if options.primary and options.primary not in names:
        raise UsageError(f"--primary {options.primary}: no series is called that", hint=near(options.primary, names))


def _not_a_log(builder: RunBuilder, runs: Sequence[Run]) -> NotALogError:
    """What was read instead, and the next thing to try."""
    columns = [c for c in builder.columns if canonical(c) not in ("epoch", "step")]
    paths = list(dict.fromkeys(t.source.path for t in builder._gathered.tables))
    where = paths[0] if len(paths) == 1 else f"{len(paths)} files"
    if not columns:
        return NotALogError(
            f"{where}: no loss and no metric was found in it", hint=f"diagnose inspect {paths[0] if paths else 'FILE'}"
        )
    shown = ", ".join(columns[:6]) + (" ..." if len(columns) > 6 else "")  # noqa: PLR2004
    return NotALogError(
        f"{where}: read, but none of its columns is a loss or a metric of a training run (columns: {shown})",
        hint=f"if one is, say so: --map val_loss={columns[0]}; see how it was read: diagnose inspect {paths[0]}",
    )
