"""Reports built by hand: one that failed richly, one healthy, one that could not be judged, one with hostile names."""

from __future__ import annotations

import math
from dataclasses import replace

from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Advice, Change, NoEffect, Risk
from run_diagnose.model.finding import Evidence, Finding, Severity, contrast, excerpt, quote, reading
from run_diagnose.model.report import (
    Advised,
    AxisSummary,
    Check,
    CheckpointAdvice,
    ConfigSummary,
    Experiment,
    Failure,
    Grade,
    HealthyRow,
    Howto,
    Pick,
    Previous,
    Reading,
    Report,
    RunReport,
    SeriesSummary,
    SourceSummary,
)
from run_diagnose.model.series import Moment

EPOCHS = tuple(float(e) for e in range(1, 48))
LOG = "run4.csv"
ANCHORS = (1, 10, 20, 30, 37, 47)
NASTY = (
    "<script>alert(1)</script>",
    "a|b`c``d",
    "@everyone",
    "#12",
    "[x](javascript:alert(1))",
    "\x1b[31mred\x1b[0m",
    "abc\u202egnp.exe",
    "line\nbreak\r::error::x",
    "n" * 10_000,
    "</details><!-- --> -->",
    "a\\|b\x00\ud800",
    "$x^2$ ~~gone~~ **bold** _it_ :tada: http://evil.example/ www.evil.example",
    "]]>",
    "```\nfence",
)


def line(*values: float) -> tuple[float, ...]:
    """A value for every epoch, on straight lines between the six anchors."""
    out = []
    for epoch in EPOCHS:
        right = next(i for i, anchor in enumerate(ANCHORS) if anchor >= epoch)
        left = max(right - 1, 0)
        width = ANCHORS[right] - ANCHORS[left]
        share = (epoch - ANCHORS[left]) / width if width else 0.0
        out.append(round(values[left] + share * (values[right] - values[left]), 4))
    return tuple(out)


def series(name: str, role: str, quantity: str, y: tuple[float | None, ...], **more: object) -> SeriesSummary:
    """A series over the 47 epochs, summed up."""
    goal = more.pop("goal", "min")
    finite = [(v, x) for x, v in zip(EPOCHS, y, strict=False) if v is not None]
    best = (min if goal == "min" else max)(finite) if goal and finite else (None, None)
    return SeriesSummary(
        name=name,
        role=role,
        quantity=quantity,
        split=str(more.pop("split", "val")),
        goal=goal,  # type: ignore[arg-type]
        axis="epoch",
        points=len(y),
        nonfinite=sum(v is None for v in y),
        first=finite[0][0] if finite else None,
        last=finite[-1][0] if finite else None,
        best=best[0],
        best_at=best[1],
        x=EPOCHS[: len(y)],
        y=y,
        **more,  # type: ignore[arg-type]
    )


def epoch(value: float) -> Moment:
    """An epoch of the log; the header is line 1."""
    return Moment("epoch", value, int(value) + 1, LOG)


def finding(code: str, rule: str, kind: str, severity: Severity, message: str, *evidence: Evidence) -> Finding:
    """A finding from epoch 31 on."""
    return Finding(
        code=code,
        rule=rule,
        kind=kind,
        severity=severity,
        confidence={"error": 0.97, "warning": 0.7, "note": 0.5}[severity.value],
        series=("variance_ratio",),
        onset=epoch(31),
        known=epoch(33),
        end=None,
        message=message,
        evidence=evidence,
        values={"ratio": 0.081, "constant": False, "split": "val", "margin": None},
        fingerprint="0123456789abcdef",
    )


def findings() -> tuple[Finding, ...]:
    """The four findings of the failed run."""
    return (
        finding(
            "COL001",
            "spread-collapse",
            "prediction_collapse",
            Severity.ERROR,
            "predictions vary 8.1 % as much as the targets at epoch 37, after 46 % at epoch 1; back to 14 % at the end",
            reading("variance ratio", 0.081, epoch(37), limit=0.25, unit="%"),
            contrast("pred_std", 0.0391, 0.4827, "target_std", epoch(37), epoch(37)),
            excerpt("variance ratio", list(EPOCHS[29:]), list(line(0.462, 0.204, 0.296, 0.257, 0.081, 0.141)[29:])),
        ),
        finding(
            "STP001",
            "best-epoch-in-collapse",
            "bad_checkpoint",
            Severity.ERROR,
            "the epoch kept by `val_r2`, 37, has the smallest spread of the run; epoch 30 is tied with it",
            reading("val_r2", -0.0513, epoch(37)),
            contrast("variance ratio", 0.081, 0.257, "at epoch 30", epoch(37), epoch(30), unit="%"),
        ),
        finding(
            "PLA004",
            "worse-than-constant",
            "no_learning",
            Severity.ERROR,
            "R2 is -0.0748 at the end: predicting the mean would score 0",
            reading("val_r2", -0.0748, epoch(47), limit=0.0),
            quote("Epoch 47: val_r2=-0.0748 <done>", epoch(47)),
        ),
        finding(
            "LOG004",
            "placeholder-midway",
            "log_artefact",
            Severity.NOTE,
            "val_corr is NaN from epoch 40 on: constant predictions have no correlation",
            reading("val_corr", math.nan, epoch(40)),
        ),
    )


def causes() -> tuple[RankedCause, ...]:
    """Two causes, one of which cannot be tested."""
    return (
        RankedCause(
            cause="variance-penalty-too-weak",
            title="the variance penalty is too weak",
            rank=1,
            likelihood="strong",
            score=2.1,
            story="Shrinking the predictions lowers the base loss by more than the penalty costs.",
            supports=("the ratio falls while val_loss falls", "penalty 0.5 x (1 - 0.081)^2 = 0.42"),
            against=("the ratio recovers to 14 % after epoch 37",),
            untested=("the base loss is not logged: log `base_loss`",),
            findings=("COL001",),
            test="train 10 epochs with variance_lambda 2.0 and the same seed",
            changes=("raise-penalty",),
        ),
        RankedCause(
            cause="over-regularised",
            title="too much regularisation",
            rank=2,
            likelihood="possible",
            score=-0.4,
            story="Strong regularisation shrinks what the network can say.",
            supports=(),
            against=(),
            untested=("neither dropout nor weight_decay is in the config: log train_loss",),
            findings=("COL001", "PLA004"),
        ),
    )


def changes() -> tuple[Change, ...]:
    """An edit, an alternative, an added key, a multiple."""
    edit = Change(
        key="loss.variance_lambda",
        old=0.5,
        new=2.0,
        factor=4.0,
        file="configs/run4.yaml",
        line=14,
        why="at ratio 8 % the penalty adds 0.42 to a base loss of 0.95",
        watch="variance ratio above 40 % by epoch 10, and R2 rising with it",
        risk=Risk.TRIAL,
        cause="variance-penalty-too-weak",
        slug="raise-penalty",
        option="A",
    )
    return (
        replace(
            edit,
            key="early_stopping_metric",
            old="r2",
            new="r2 + 2 * (variance_ratio - 0.7)",
            factor=None,
            line=21,
            why="r2 alone rewards shrinking; replayed on this log the composite keeps epoch 30",
            watch="the kept epoch is not the one of least spread",
            risk=Risk.SAFE,
            option=None,
        ),
        edit,
        replace(edit, new=5.0, factor=10.0, option="B", watch="if 2.0 leaves the ratio below 40 %"),
        replace(edit, key="dropout", old=None, new=0.1, factor=None, file=None, line=None, option="C", risk=Risk.LOOK),
        replace(edit, key="optimizer.lr", old=None, new=None, factor=0.1, file=None, line=None, option=None),
    )


def checks() -> tuple[Check, ...]:
    """All four ways in which a rule can end."""
    return (
        Check(code="COL001", rule="spread-collapse", status="fired", detail="", needs=(), title="predictions shrink"),
        Check(
            code="NAN001",
            rule="non-finite-loss",
            status="clear",
            detail="val_loss is finite on all 47 epochs",
            needs=(),
            title="the loss is finite",
        ),
        Check(
            code="PLA001",
            rule="no-learning",
            status="clear",
            detail="explained by the collapse",
            needs=(),
            silenced_by="spread-collapse",
        ),
        Check(code="GRD001", rule="dead-gradients", status="skipped", detail="not logged", needs=("grad_norm",)),
        Check(code="FIT001", rule="overfitting", status="skipped", detail="not logged", needs=("train_loss",)),
        Check(code="SPD001", rule="slow-steps", status="broke", detail="ZeroDivisionError", needs=()),
    )


def failed() -> RunReport:
    """A regression run whose predictions collapse, and whose kept checkpoint is the most collapsed one."""
    ratio = line(0.462, 0.204, 0.296, 0.257, 0.081, 0.141)
    corr: tuple[float | None, ...] = tuple(v if e < 40 else None for e, v in zip(EPOCHS, ratio, strict=True))
    return RunReport(
        name="run4",
        sources=(SourceSummary(path=LOG, format="csv", encoding="utf-8", detail="separator ','", lines=48),),
        axis=AxisSummary(name="epoch", first=1, last=47, points=47, total=50),
        task="regression",
        series=(
            series("val_loss", "val_loss", "loss", line(2.39, 1.15, 1.66, 0.98, 0.95, 1.14)),
            series("val_r2", "val_metric", "r2", line(-4.38, -0.86, -1.83, -0.1, -0.0513, -0.0748), goal="max"),
            series("variance_ratio", "variance_ratio", "variance_ratio", ratio, goal=None),
            series("val_corr", "val_metric", "correlation", corr, goal="max", certainty=0.5),
        ),
        config=ConfigSummary(
            path="configs/run4.yaml",
            sha256="ab" * 32,
            values={"loss.variance_lambda": 0.5, "early_stopping_metric": "r2", "seeds": [1, 2], "epochs": 50},
            lines={"loss.variance_lambda": 14, "early_stopping_metric": 21},
        ),
        verdict="failed",
        answer="predictions collapsed towards a constant from epoch 31 on, and the kept checkpoint is a collapsed one",
        findings=findings(),
        causes=causes(),
        changes=changes(),
        no_effect=(
            NoEffect(key="clip_grad_norm", old=1.0, new=5.0, why="no logged norm comes near 1.0 (largest 0.124)"),
        ),
        advice=(
            Advice(
                title="log the spread of the predictions",
                why="the collapse then shows at the epoch it begins",
                snippet='metrics["pred_std"] = pred.std().item()\nmetrics["target_std"] = y.std().item()',
                cause="variance-penalty-too-weak",
            ),
        ),
        checkpoint=CheckpointAdvice(
            axis="epoch",
            picked=Pick(at=37, by="val_r2", mode="max"),
            recommended=Advised(at=30, why="tied in R2 within the noise of 144 rows, with 3 times the spread"),
            tied=(30.0, 34.0, 36.0),
            usable=False,
            why="no epoch beats a constant, so none should be used",
            table=(("epoch", "val_r2", "ratio"), ("37", "-0.0513", "8.1 %"), ("30", "-0.1", "26 %")),
        ),
        checks=checks(),
        howto=(
            Howto(role="grad_norm", line='log("grad_norm", clip_grad_norm_(params, inf))', rules=("dead-gradients",)),
            Howto(role="train_loss", line='log("train_loss", loss.item())', rules=("overfitting",)),
        ),
        healthy=(
            HealthyRow(what="spread of the predictions", healthy="60-100 % of the targets'", yours="14 %", good=False),
            HealthyRow(what="loss finite", healthy="always", yours="always", good=True),
        ),
        next_run=("R2 above 0 on validation", "variance ratio above 40 % by epoch 10"),
        previous=Previous(
            name="run3",
            grades=(
                Grade(kind="change", what="lr: 0.001 -> 0.003", outcome="not applied", detail="it is still 0.001"),
                Grade(kind="finding", what="plateau", outcome="gone"),
            ),
            summary="of 1 change: 1 not applied; plateau is gone",
        ),
        experiments=(
            Experiment(
                kind="change",
                title="variance_lambda from 0.5 to 2.0, all else as it was",
                keys=("variance_lambda",),
                cost="one run, to be stopped early",
                expect="a spread above 40 %",
                decide="seen by epoch 16: keep it; not seen: take it back",
            ),
        ),
        reading=Reading(
            segments=("epochs 1-47, no restart",), placeholders=("val_corr: 2 x '-'",), unread=(), assumed=("144 rows",)
        ),
        notes=("one seed: the noise between seeds is unknown",),
    )


def healthy() -> RunReport:
    """A run with nothing to mend."""
    run = failed()
    return replace(
        run,
        name="fine",
        verdict="healthy",
        answer="validation loss fell from 2.39 to 0.95 and was still level at the end",
        findings=(),
        causes=(),
        changes=(),
        no_effect=(),
        advice=(),
        checkpoint=replace(run.checkpoint, recommended=None, usable=True, why="the best epoch by val_r2", tied=()),  # type: ignore[type-var]
        checks=tuple(c for c in run.checks if c.status in ("clear", "skipped")),
        next_run=(),
        config=None,
    )


def undetermined() -> RunReport:
    """A run with one row and a column nobody understands."""
    run = healthy()
    return replace(
        run,
        name="short",
        verdict="undetermined",
        answer="a single row: nothing can be said about how it got there",
        checks=tuple(c for c in run.checks if c.status == "skipped"),
        series=tuple(replace(s, points=1, x=s.x[:1], y=s.y[:1]) for s in run.series[:1]),
        checkpoint=None,
        healthy=(),
    )


def hostile(nasty: tuple[str, ...] = NASTY) -> RunReport:
    """The failed run with every text that comes from outside replaced by something nasty, 14 of them or more."""
    run = failed()
    names = iter(nasty * 40)

    def bad(word: str) -> str:
        return f"{word} {next(names)}"

    return replace(
        run,
        name=bad("run"),
        answer=bad("answer"),
        sources=tuple(replace(s, path=bad("path"), detail=bad("detail")) for s in run.sources),
        series=tuple(replace(run.series[i % 4], name=bad("series")) for i in range(len(nasty))),
        config=ConfigSummary(path=bad("cfg"), sha256="00", values={bad("key"): bad("value") for _ in nasty}),
        findings=tuple(
            replace(
                run.findings[i % 4],
                message=bad("message"),
                series=(bad("series"),),
                onset=Moment(bad("axis"), 3.0, 4, bad("file")),
                evidence=(quote(word, epoch(3)), reading(word, 1.5, Moment("epoch", 3, 4, bad("file")), unit=bad("u"))),
            )
            for i, word in enumerate(nasty)
        ),
        causes=tuple(replace(c, title=bad("t"), supports=nasty, story=bad("s"), test=bad("t")) for c in run.causes),
        changes=tuple(
            replace(run.changes[i % 5], key=word, old=bad("old"), new=bad("new"), file=bad("file"), why=bad("why"))
            for i, word in enumerate(nasty)
        ),
        no_effect=(NoEffect(key=bad("key"), old=bad("old"), new=bad("new"), why=bad("why")),),
        advice=(Advice(title=bad("t"), why=bad("w"), snippet="\n".join(nasty), cause=bad("c"), language="py\n```"),),
        checkpoint=CheckpointAdvice(
            axis=bad("axis"),
            picked=Pick(at=37, by=bad("by"), mode="max"),
            recommended=Advised(at=30, why=bad("why")),
            tied=(),
            usable=False,
            why=bad("why"),
            table=(tuple(nasty), tuple(nasty)),
        ),
        checks=tuple(replace(c, detail=bad("detail"), needs=(bad("need"),)) for c in run.checks),
        howto=(Howto(role=bad("role"), line=bad("line"), rules=nasty),),
        healthy=(HealthyRow(what=bad("w"), healthy=bad("h"), yours=bad("y"), good=False),),
        next_run=nasty,
        previous=Previous(
            name=nasty[0],
            grades=tuple(Grade(kind="finding", what=n, outcome="gone", detail=n) for n in nasty),
            summary=nasty[1],
        ),
        experiments=tuple(Experiment(kind="test", title=n, keys=(n,), cost=n, expect=n, decide=n) for n in nasty),
        reading=Reading(segments=nasty, placeholders=nasty, unread=nasty, assumed=nasty),
        notes=nasty,
    )


def report(*runs: RunReport, errors: tuple[Failure, ...] = ()) -> Report:
    """A report of these runs."""
    return Report(version="0.1.0", runs=runs, errors=errors)


FAILURE = Failure(path="gone.csv", reason="no such file", hint="nearest: run4.csv")
REPORTS = {
    "failed": report(failed()),
    "healthy": report(healthy()),
    "undetermined": report(undetermined()),
    "hostile": report(hostile(), errors=(Failure(path=NASTY[0], reason=NASTY[5], hint=NASTY[10]),)),
    "several": report(failed(), healthy(), undetermined(), errors=(FAILURE,)),
    "errors": report(errors=(FAILURE,)),
    "empty": report(),
}
