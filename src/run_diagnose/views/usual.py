"""What values the knobs of working runs have, so that one that lies far outside can be named."""

from __future__ import annotations

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.views.framework import TRANSFORMERS, default, framework


@dataclass(frozen=True, slots=True)
class Usual:
    """From the lowest to the highest value in common use, and the one to start from."""

    low: float
    start: float
    high: float
    source: str

    def far_above(self, value: float) -> bool:
        """True for a value that no working recipe of this kind has."""
        return value > self.high

    def far_below(self, value: float) -> bool:
        """True for a value with which hardly anything moves."""
        return value < self.low


ADAM = Usual(1e-5, 1e-3, 0.03, "Kingma and Ba 2015: 0.001, the default of torch and Keras")
NARROW = Usual(1e-5, 2e-3, 0.03, "Adam's 0.001, and more for narrow layers: Yang et al. 2022")
NARROW_WIDTH = 64
"""The best rate of Adam falls with the width of the layers; up to here twice the default is a start."""
FINE_TUNING = Usual(1e-6, 5e-5, 3e-3, "0.00005 is the default of Hugging Face's Trainer, adapters take ten times that")
SGD = Usual(
    1e-4, 0.02, 0.3, "Keras starts at 0.01, torch (2.2 on) at 0.001, batch-normalised images at 0.1 (He et al. 2016)"
)
LION = Usual(1e-6, 1e-4, 0.001, "Chen et al. 2023: a third to a tenth of Adam's")
BOOSTING = Usual(0.01, 0.1, 0.3, "XGBoost starts at 0.3, scikit-learn and LightGBM at 0.1")
POLICY = Usual(1e-6, 3e-4, 5e-3, "Stable-Baselines3: 0.0003 for PPO")
DISTANT = 3.0
"""Half a decade above the start: from here on a rate is said to be high, below a third of it low."""


def rate(run: Run) -> Usual:
    """The learning rates in use with this run's optimiser and task; Adam's where neither is known."""
    name = run.config.text("optimizer") or ""
    if boosted(run):
        return BOOSTING
    if run.task == "rl":
        return POLICY
    if "lion" in name:
        return LION
    if name.startswith(("sgd", "momentum", "nesterov")):
        return _with_momentum(run, SGD)
    if framework(run) == TRANSFORMERS:
        return FINE_TUNING
    width = run.config.number("hidden_size")
    return NARROW if width is not None and width <= NARROW_WIDTH else ADAM


def optimiser_known(run: Run) -> bool:
    """True where the config names it, or where its framework or kind of training settles it."""
    named = bool(run.config.text("optimizer"))
    return named or boosted(run) or run.task == "rl" or framework(run) == TRANSFORMERS


def adams_alone(run: Run, value: float) -> bool:
    """A rate that is beyond Adam's and usual for SGD, where nothing says which of them it is."""
    return not optimiser_known(run) and ADAM.high < value <= SGD.high


def _with_momentum(run: Run, usual: Usual) -> Usual:
    """Heavy-ball momentum m adds 1 / (1 - m) steps to one; the rates in use go with 0.9, above it they shrink alike."""
    m = run.config.number("momentum")
    if m is None or not 0.9 < m < 1:
        return usual
    less = (1 - m) / 0.1
    source = f"{usual.source}; momentum {m:g} makes steps {1 / less:.3g} times as long as 0.9"
    return Usual(usual.low * less, usual.start * less, usual.high * less, source)


def boosted(run: Run) -> bool:
    """True for gradient boosting, which has no weights to decay and no layers to drop."""
    name = run.config.text("optimizer") or ""
    return run.task == "gbdt" or run.config.text("task") == "gbdt" or any(w in name for w in ("tree", "dart", "boost"))


DECAY = {"adamw": 0.01, "lion": 0.1}
"""Decoupled decay: 0.01 is the default of torch (Keras 0.004, Hugging Face's Trainer 0); Lion takes 3 to 10 times as much
(Chen et al. 2023). Anything else adds the square to the loss."""
SQUARED_DECAY = 1e-4
"""He et al. 2016 and most image recipes since; Ultralytics 0.0005."""


def weight_decay(run: Run) -> float:
    """The weight decay to start from."""
    return DECAY.get(run.config.text("optimizer") or "", SQUARED_DECAY)


def silent_decay(run: Run) -> float:
    """The weight decay of a run whose config names none: its framework's, else torch's for the optimiser."""
    known = default(run, "weight_decay")
    name = run.config.text("optimizer") or ""
    return known if known is not None else DECAY["adamw"] if name == "adamw" else 0.0


STRONGEST_DECAY = {"adamw": 0.3, "lion": 1.0}
"""Vision transformers go up to 0.3 (Dosovitskiy et al. 2021); decay that is added to the loss ends far below."""
STRONGEST_SQUARED = 0.01


def strongest_decay(run: Run) -> float:
    """The largest weight decay in use with this optimiser."""
    return STRONGEST_DECAY.get(run.config.text("optimizer") or "", STRONGEST_SQUARED)


DROPOUT = Usual(0.0, 0.1, 0.5, "Srivastava et al. 2014: 0.5 in hidden layers; BERT 0.1")
REGRESSION_DROPOUT = 0.05
"""Dropout changes the variance that a regression's last layer sees, so less of it is started with (Li et al. 2019)."""
CLIP_RANGE = Usual(0.02, 0.2, 0.4, "Schulman et al. 2017: 0.1 to 0.3, 0.2 best")
