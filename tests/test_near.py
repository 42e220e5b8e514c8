"""The nearest name."""

from run_diagnose.near import did_you_mean, nearest


def test_dashes_and_case_do_not_count() -> None:
    assert nearest("Fail_On", ["fail-on", "task"]) == "fail-on"


def test_nothing_near_is_nothing() -> None:
    assert nearest("zebra", ["fail-on", "task"]) is None
    assert did_you_mean("zebra", []) == ""
    assert did_you_mean("tusk", ["task"]) == "did you mean `task`?"
