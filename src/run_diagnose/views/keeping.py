"""Whether the best checkpoint was kept, as far as config and log say."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting

_OFF = (None, False, 0, "", "none", "None", "null", "false")


def keeps_best(run: Run) -> str:
    """What says that the best epoch was kept or restored, in words; empty if nothing does."""
    for knob in ("restore_best", "monitor", "patience"):
        s = run.config.knob(knob)
        if s is not None and s.value not in _OFF:
            return f"the config has {s.key}: {setting(s.value)}"
    event = next((e for e in run.events if e.kind in ("early_stop", "checkpoint")), None)
    return f"the log says: {event.text[:80]}" if event is not None else ""
