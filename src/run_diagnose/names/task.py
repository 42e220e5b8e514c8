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
        "accuracy", "top1", "top5", "f1", "auroc", "precision", "recall", "error_rate", "balanced_accuracy", "kappa", "mcc", "bce", "hinge",
    })),
)  # fmt: skip
_BY_WORD: tuple[tuple[str, frozenset[str]], ...] = (
    ("lm", frozenset({"lmloss", "vocabsize", "nvocab", "seqlength", "blocksize", "nembd"})),
    ("boosting", frozenset({"numleaves", "nestimators", "numboostround", "subsample", "minchildweight", "depth"})),
    ("ssl", frozenset({"infonce", "contrastive", "invariance", "covariance", "ntxent"})),
)
_FORMATS_OF_TREES = ("xgboost", "lightgbm", "catboost", "validation_0-", "valid_0's", "training's")


def infer_task(series: Sequence[Series], config: Config) -> str:
    """One of the tasks that ``Run.task`` lists, empty where nothing tells."""
    roles = {s.role.name for s in series}
    quantities = {s.role.quantity for s in series if s.role.certainty >= 0.5}  # noqa: PLR2004
    told = (config.text("task") or "").replace("-", "_")
    for task in ("classification", "regression", "detection"):
        if task in told:
            return task
    if {"generator_loss", "discriminator_loss"} & (roles | quantities) and "reward" not in quantities:
        return "gan"
    if {"clip_fraction", "explained_variance"} & roles or "reward" in quantities:
        return "rl"
    parts = {p for s in series for p in s.role.part.split("_")}
    if parts & {"kl", "kld"} and parts & {"recon", "reconstruction", "rec", "nll", "bce", "mse"}:
        return "vae"
    if len(parts & {"box", "obj", "cls", "dfl", "rpn", "objectness"}) >= 2:  # noqa: PLR2004
        return "detection"
    if any(s.name.startswith(_FORMATS_OF_TREES) for s in series):
        return "boosting"
    words = {glue(s.key.rsplit(".", 1)[-1]) for s in config.settings} | {glue(s.name) for s in series} | parts
    for task, marks in _BY_WORD:
        if len(words & marks) >= (2 if task == "boosting" else 1):
            return task
    if {"pred_std", "variance_ratio", "target_std"} & roles:
        return "regression"
    return next((task for task, marks in _BY_QUANTITY if quantities & marks), "")
