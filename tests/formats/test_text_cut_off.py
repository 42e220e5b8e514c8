"""Text logs whose beginning is lost."""

from __future__ import annotations

import pytest

from run_diagnose.formats.text.recounts import begun_epoch
from run_diagnose.pipeline import diagnose

BATCHES = [f"loss: {2.3 - 0.001 * k:.6f}  [{k:>5}/  800]" for k in (80, 400, 800)]
TESTED = ["Test Error:", " Accuracy: 44.1%, Avg loss: 2.152234"]


def epochs(first: int, last: int) -> list[str]:
    return [line for e in range(first, last + 1) for line in (f"Epoch {e}", "-----", *BATCHES, *TESTED)]


def test_a_log_without_its_first_heading_begins_one_epoch_before_the_next(tmp_path) -> None:
    (tmp_path / "log.txt").write_text("\n".join([*BATCHES, *TESTED, *epochs(2, 8)]))
    (run,) = diagnose([(tmp_path / "log.txt").as_posix()]).runs
    assert (run.axis.name, run.axis.first, run.axis.last, run.axis.points) == ("epoch", 1.0, 8.0, 8)


def test_a_log_that_is_cut_in_its_fifth_epoch_begins_there() -> None:
    assert begun_epoch([*BATCHES, *TESTED, *epochs(6, 7)]) == 5


@pytest.mark.parametrize(
    "lines",
    [
        epochs(1, 3),  # whole
        [line for e in (1, 2, 3) for line in (f"[{e}/3] loss 0.5", f"Epoch {e} done")],  # the count is the epoch
        BATCHES * 3,  # no heading at all
        ["Epoch 1"],
    ],
)
def test_any_other_log_is_left_alone(lines: list[str]) -> None:
    assert begun_epoch(lines) is None
