"""CFG001: a value of the config that readers take for something else."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.config import ConfigProblem
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, quote
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import count, listing
from run_diagnose.rules.base import rule


@rule(
    "CFG001",
    "misread-value",
    kind="config_mistake",
    title="A config value is read as something else",
    unexplained="the spelling is the cause",
)
def misread_value(run: Run, _limits: object) -> Iterator[Verdict]:
    """A value of the config is taken for something else by plain YAML readers.

    ## Why it matters
    In YAML 1.1, which most Python programs read, `1e-3` is text and not a number, `010` is 8, and `on` is true. A
    script that does not convert it fails, or trains with another value than the file seems to say.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.701,0.753
    3,0.602,0.691
    ```
    ```yaml
    learning_rate: 1e-3
    batch_size: 32
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.701,0.753
    3,0.602,0.691
    ```
    ```yaml
    learning_rate: 1.0e-3
    batch_size: 32
    ```

    ## References
    YAML 1.1, float: a number in scientific notation needs a dot and a sign in its exponent.
    """
    if not run.config:
        yield Unsure("no config was given or found")
        return
    problems = run.config.problems
    if not problems:
        yield Fine(f"all {count(len(run.config.settings), 'setting')} are read as they are spelled")
        return
    yield Sighting(
        message=f"{listing([_said(p) for p in problems[:4]])}"
        + (f", and {len(problems) - 4} more" if len(problems) > 4 else "")
        + ": plain YAML readers take a value for something else than it looks like.",
        severity=Severity.NOTE if run.series else Severity.WARNING,
        confidence=0.97,
        evidence=tuple(quote(f"{p.setting.key}: {p.setting.raw}", _place(p), label=p.hint) for p in problems[:10]),
        series=tuple(p.setting.key for p in problems),
        values={"keys": ", ".join(p.setting.key for p in problems), "hint": problems[0].hint},
    )


def _said(problem: ConfigProblem) -> str:
    return f"{problem.setting.key}: {problem.setting.raw} is read as {problem.reads_as}"


def _place(problem: ConfigProblem) -> Moment:
    return Moment("line", problem.setting.line, problem.setting.line, problem.setting.file)
