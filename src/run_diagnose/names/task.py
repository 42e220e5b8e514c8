"""What kind of training a run is, from what it logs and how it was configured."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.model.config import Config
from run_diagnose.model.series import Series
from run_diagnose.names.words import glue

_BY_QUANTITY: tuple[tuple[str, frozenset[str]], ...] = (
    ("rl", frozenset({"reward", "success_rate", "episode_length"})),
    ("gan", frozenset({"fid", "inception_score"})),
    ("vae", frozenset({"elbo"})),
    ("detection", frozenset({"map", "map50", "map50_95", "map75", "ap50", "ap75"})),
    ("lm", frozenset({"perplexity", "bits_per_unit", "bleu", "rouge", "chrf", "hellaswag"})),
    ("regression", frozenset({"r2", "rmse", "mae", "mape", "rmsle", "mse"})),
    ("classification", frozenset({
        "accuracy", "top1", "top5", "f1", "auroc", "precision", "recall", "error_rate", "balanced_accuracy", "kappa",
        "mcc", "bce", "hinge",
    })),
)  # fmt: skip
_BY_WORD: tuple[tuple[str, frozenset[str]], ...] = (
    ("lm", frozenset({"lmloss", "vocabsize", "nvocab", "seqlength", "blocksize", "nembd"})),
    ("boosting", frozenset({"numleaves", "nestimators", "numboostround", "subsample", "minchildweight", "depth"})),
    ("ssl", frozenset({"infonce", "contrastive", "invariance", "covariance", "ntxent"})),
)
_TOLD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("boosting", ("gbdt", "boosting", "xgboost", "lightgbm", "catboost")),
    ("lm", ("languagemodel", "causallm", "clm", "lm")),
    ("classification", ("classif",)),
    ("detection", ("detect",)),
    ("regression", ("regress", "forecast", "timeseries")),
    ("vae", ("vae",)),
    ("gan", ("gan",)),
    ("ssl", ("ssl", "selfsupervised", "contrastive")),
)
"""Task to what a config's ``task`` or ``framework`` may hold, glued; the first match counts."""
_BOOSTERS = ("xgboost", "lightgbm", "catboost", "boosting")
_TREES = ("validation_0-", "valid_0's", "valid_1's", "training's")
_BOXES = frozenset({"box", "obj", "cls", "dfl", "rpn", "objectness"})
_RECONSTRUCTED = frozenset({"recon", "reconloss", "reconstruction", "reconstructionloss", "recloss", "reconerror"})
"""What a KL is weighed against nowhere else, whatever the two are taken for."""
_RECONSTRUCTION = frozenset({"recon", "reconstruction", "rec", "nll", "bce", "mse"})


def infer_task(series: Sequence[Series], config: Config, formats: Sequence[str] = ()) -> str:
    """One of the tasks that ``Run.task`` lists, empty where nothing tells.

    The config's own word wins; ``formats`` are the formats that the log was read as.
    """
    told = " ".join(glue(config.text(knob) or "") for knob in ("task", "framework"))
    by_word = next((task for task, marks in _TOLD if any(m in told for m in marks)), "")
    if by_word:
        return by_word
    roles = {s.role.name for s in series}
    quantities = {s.role.quantity for s in series if s.role.certainty >= 0.5}
    parts = {p for s in series for p in s.role.part.split("_")}
    named = {glue(s.key.rsplit(".", 1)[-1]) for s in config.settings} | {glue(s.name) for s in series} | parts
    signs: tuple[tuple[str, bool], ...] = (
        ("gan", bool({"generator_loss", "discriminator_loss"} & (roles | quantities)) and "reward" not in quantities),
        ("rl", bool({"clip_fraction", "explained_variance"} & roles) or "reward" in quantities),
        ("vae", bool(parts & {"kl", "kld"}) and bool(parts & _RECONSTRUCTION)),
        ("vae", "kl" in roles and bool(named & _RECONSTRUCTED) and "reward" not in quantities),
        ("detection", len(parts & _BOXES) >= 2),
        ("boosting", any(s.name.startswith(_TREES) for s in series) or any(f.startswith(_BOOSTERS) for f in formats)),
        *((task, len(named & marks) >= (2 if task == "boosting" else 1)) for task, marks in _BY_WORD),
        ("regression", bool({"pred_std", "variance_ratio", "target_std"} & roles)),
        *((task, bool(quantities & marks)) for task, marks in _BY_QUANTITY),
    )
    return next((task for task, holds in signs if holds), "")
