"""What in the config or the log keeps a model from going further than it did."""

from __future__ import annotations

from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting

NARROW, BOTTLENECK = 4, 2
"""Units of a hidden layer, and of a code, at or below which hardly any task fits through."""
DECAY = {"adam": 0.05, "": 0.3}
"""Weight decay from which on it outweighs most losses: usual values are 0 to 0.01 for Adam, where it is added to the
gradient, and up to 0.1 for decoupled decay."""
_LINEAR = ("none", "identity", "linear", "null")
_CODE_KEYS = ("latent", "latent_dim", "bottleneck", "z_dim", "code_size", "embedding_dim")


def held_back(run: Run) -> list[str]:
    """Reasons in words, each with the config's own key; empty where nothing is known to hold the model back."""
    return [*_shape(run), *_decay(run), *_parts(run)]


def _shape(run: Run) -> list[str]:
    found = []
    activation = run.config.knob("activation")
    if activation is not None and str(activation.value).lower() in _LINEAR:
        found.append(f"{_said(activation)} leaves the network linear")
    width = run.config.knob("hidden_size")
    if width is not None and isinstance(width.value, int) and 0 < width.value <= NARROW:
        found.append(f"{_said(width)} is a very narrow layer")
    found += [
        f"{_said(s)} lets hardly anything through"
        for s in run.config.settings
        if s.key.rsplit(".", 1)[-1].lower() in _CODE_KEYS and isinstance(s.value, int) and 0 < s.value <= BOTTLENECK
    ]
    return found


def _decay(run: Run) -> list[str]:
    s, value = run.config.knob("weight_decay"), run.config.number("weight_decay")
    if s is None or not value:
        return []
    optimizer = run.config.text("optimizer") or ""
    limit = DECAY["adam"] if optimizer == "adam" else DECAY[""]
    return [f"{_said(s)} pulls every weight towards zero"] if value >= limit else []


def _parts(run: Run) -> list[str]:
    found = []
    for knob in ("frozen", "detached"):
        s = run.config.knob(knob)
        if s is not None and s.value not in (None, False, "", "none", "[]", "false", 0) and s.value != []:
            found.append(f"{_said(s)} takes part of the network out of training")
    dead = [
        g
        for g in run.all("grad_norm_part")
        if g.role.part not in ("min", "max") and len(g.finite) > 2 and not g.finite.y.any()
    ]
    if dead:
        found.append(f"the gradient of {dead[0].role.part} is exactly 0 throughout")
    return found


def _said(s: Setting) -> str:
    return f"{s.key}: {s.raw or setting(s.value)}"
