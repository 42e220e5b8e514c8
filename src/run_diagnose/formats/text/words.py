"""The vocabulary of training logs: which words count an axis, measure learning, name a split, or only keep time.

This is no table of meanings (that is the ``names`` stage); it only tells a log's numbers from the other numbers
on a line: ``loss 0.42`` is a value, ``contains 5 splits`` is not.
"""

from __future__ import annotations

import re

from run_diagnose.formats.text import tongues

AXES: dict[str, str] = {
    "epoch": "epoch", "ep": "epoch", "ep.": "epoch", "epoch id": "epoch", "epoch_id": "epoch",
    "epoch number": "epoch", "epoch_num": "epoch", "epoch_idx": "epoch", "current epoch": "epoch",
    "step": "step", "steps": "step", "global step": "global_step", "global_step": "global_step",
    "globalstep": "global_step",
    "training step": "step", "train step": "step", "train_step": "step",
    "training_step": "step", "current_step": "step",
    "iter": "iter", "iters": "iter", "it": "iter", "itr": "iter", "iteration": "iteration", "iterations": "iteration",
    "batch": "batch", "batches": "batch", "batch step": "batch", "batch id": "batch",
    "batch_idx": "batch", "batch_id": "batch",
    "minibatch": "batch", "update": "update", "updates": "update", "num_updates": "update", "num_update": "update",
    "round": "round", "boosting round": "round", "episode": "episode", "episodes": "episode", "i_episode": "episode",
    "episode num": "episode", "episode number": "episode", "total t": "timestep", "total numsteps": "timestep",
    "timestep": "timestep", "timesteps": "timestep", "total_timesteps": "timestep", "num_timesteps": "timestep",
    "generation": "generation", "generations": "generation",
    "tokens_seen": "tokens", "example counter": "examples", "frame": "frame", "frames": "frame",
    "total num frames": "frame", "env_frames": "frame", "kimg": "kimg", "tick": "tick",
    **tongues.AXES,
}  # fmt: skip
"""Spelling in lower case -> axis name."""


def axis_of(word: str) -> str:
    """The axis that a word names, in any case and number; empty for none.

    A pattern that passes over case takes ``ıt`` and ``ſtep`` for ``it`` and ``step``; nobody counts in them.
    """
    low = word.lower()
    return next((AXES[form] for form in (low, low.replace("_", " "), low.removesuffix("s")) if form in AXES), "")


FINE = frozenset({"step", "global_step", "iter", "iteration", "batch", "update", "timestep", "round"})
"""Axes that count inside an epoch."""

_METRIC = (
    r"loss\w*|\w+loss|accu?|accuracy|der|eer|lr|learning[ _]rate|pplx?|perplexity|bleu|rouge\w*|meteor|cider"
    r"|f1\w*|f_?score|f_?measure|g?auc|auroc|auprc|roc_?auc"
    r"|m?ap|ap\d+|map\w*|m?iou|dice|dsc|mse|mae|rmse|rmsle|mape|r2|r\^2|nll|nelbo|elbo|bpc|bpb|bpd|cer|wer|per"
    r"|ter|err|error"
    r"|top-?\d|l[12]|prec|prec@\d|precision|recall|hits?@\d+|mrr|ndcg\w*|acc@\d|recall@\d+|p@\d|r@\d|sensitivity"
    r"|specificity|mcc|kappa"
    r"|corr|correlation|pearson\w*|spearman\w*|psnr|ssim|fid\w*|lpips|is_score|reward\w*|return|score|kl|kld|kl_div"
    r"|entropy|ent|cost|objective|correct|nmi|ari|hd95|a?ssd|asd|nsd|micro|macro"
    r"|time|dt|grad|gnorm|grad_?norm|norm|gradnorm|std|var|variance|logloss|mlogloss|merror|ndcg|cross_?entropy"
    r"|ce|bce|mfu|memory|mem"
    r"|(?:train|trn|val|valid|dev|eval|test)(?:acc\w*|loss\w*|err\w*|f1|auc|iou|dice|mae|mse|rmse|ppl)"
    r"|train|val|valid|dev|test|eval|ep_r|hella|scale|loss_scale|wps|ups|metrics?|fitness|points?|inertia|critic|generator|discriminator|temperature"
    rf"|{tongues.LEARNING}|{tongues.COMPOUNDS}|{tongues.RATES}"
)
METRIC = re.compile(rf"(?<![a-z0-9])(?:{_METRIC})(?![a-z0-9])", re.IGNORECASE)
"""A word that measures, standing alone or between ``_ / . -`` and blanks."""

LEARNING = re.compile(
    r"loss|acc|err(?:or)?(?![a-z])|ppl|perplex|bleu|rouge|f1|f_?score|auc|auroc|\bm?ap\b|map@?\d|iou|dice|mse"
    r"|mae|rmse|r2|nll|elbo"
    r"|cer\b|wer\b|(?<![a-z])correct(?![a-z])|\bnmi\b|\bari\b|\bhd95|\bmicro\b|\bmacro\b|(?<![a-z])rew(?![a-z])|epret|(?<![a-z])ep_r(?![a-z])|precision|recall|corr|reward|return|score|entropy|cost|psnr|ssim|\bfid\d*k?(?:_full)?\b|fitness|pearson|spearman"
    rf"|{tongues.LEARNING}",
    re.IGNORECASE,
)
"""A name that can show whether a model learns."""

SIGNAL = re.compile(
    r"grad|gnorm|(?<![a-z])norm(?![a-z])|\blr\b|learning.?rate|(?:^|[_ .])(?:std|mean|variance|var|kl)$"
    r"|loss.?scale|weight.?norm|update.?ratio",
    re.IGNORECASE,
)
"""A name that shows how a model learns; known on first sight, too."""

_SPLIT_WORDS = {
    "train": "train", "training": "train", "trn": "train",
    "val": "val", "valid": "val", "validation": "val", "validate": "val", "validating": "val", "dev": "val",
    "vali": "val",
    "cv": "val", "eval": "val", "evaluation": "val", "evaluating": "val", "evaluate": "val",
    "held-out": "val", "heldout": "val", "hold-out": "val", "holdout": "val",
    "test": "test", "testing": "test",
}  # fmt: skip

SPLIT_WORD = re.compile(
    r"(?<![a-z0-9])(" + "|".join(sorted(_SPLIT_WORDS, key=len, reverse=True)) + r")(?![a-z])", re.IGNORECASE
)


def split_of(word: str) -> str:
    """``train``, ``val`` or ``test`` for a word that names a split, else empty."""
    return _SPLIT_WORDS.get(word.lower(), "")


IGNORED = re.compile(
    r"^(?:eta|remaining|elapsed\w*|total time|time elapsed|time left|best\w*\b(?!.*fitness).*|.*\btol(?:erance)?"
    r"|new best.*|last best.*"
    r"|max accuracy|machine precision|.*\bbest(?:_\w+)?|v_num|pid|rank|local_rank|"
    r"seed|version|size|shape|total|lasted|(?:\w+ )?took|took:|duration|finished in|(?:total|trainable|non-trainable"
    r"|model) param\w*|num_params|params|parameters|n_params|device|cuda|gpu|port|id|sen|eta_seconds)$",
    re.IGNORECASE,
)
"""Names that keep time, count processes or repeat an earlier best: never data."""

SETTING = re.compile(
    r"(?:^|[_. -])(?:base_lr|init(?:ial)?_lr|lr_\w+|max_\w+|min_\w+|num_\w+|n_\w+|weight_decay|momentum|dropout"
    r"|batch[_ ]?size|\w*_size|\w*_dim|"
    r"warmup\w*|patience|seed|betas?|eps|gamma|\w*_steps|\w*_epochs|epochs|\w*_interval|\w*_freq|\w*_weight"
    r"|\w*_ratio|\w*_iters?|workers|accumulat\w+)$",
    re.IGNORECASE,
)
"""Names that are settings when they stand before the first axis."""
