"""Which knobs belong together, so that a missing key is added beside its kin."""

from __future__ import annotations

from run_diagnose.model.config import Config
from run_diagnose.model.knobs import KNOBS

KIN: tuple[tuple[str, ...], ...] = (
    ("warmup_epochs", "warmup_steps", "warmup_ratio", "min_lr", "final_lr_factor", "scheduler", "learning_rate"),
    ("learning_rate", "weight_decay", "momentum", "beta2", "optimizer", "generator_lr", "discriminator_lr"),
    (
        "clip_grad_norm",
        "accumulation",
        "precision",
        "fp16",
        "bf16",
        "amp",
        "loss_scale",
        "epochs",
        "max_steps",
        "learning_rate",
        "batch_size",
    ),
    ("batch_size", "accumulation", "eval_batch_size", "num_workers", "shuffle", "normalize", "augment", "mixup"),
    ("epochs", "max_steps", "batch_size"),
    ("hidden_size", "layers", "dropout", "activation", "init_scale", "output_activation", "max_depth", "model_name"),
    ("loss", "spread_weight", "label_smoothing", "loss_eps", "class_weights", "reduction", "kl_weight"),
    ("patience", "min_delta", "monitor", "monitor_mode", "restore_best", "early_stopping", "epochs"),
    ("checkpoint_interval", "eval_interval", "log_interval"),
    ("ent_coef", "target_kl", "clip_range", "ppo_epochs", "kl_weight"),
)
"""Groups of knobs that frameworks keep in one section (Lightning's ``trainer`` and ``optimizer``, Hugging Face's
TrainingArguments, Ultralytics' args, timm's parser groups). The first group that holds a knob is its own."""


def knob_of(key: str) -> str | None:
    """The knob that a dotted key turns, by its whole or by its last part."""
    low = key.lower().replace("-", "_")
    last = low.rsplit(".", 1)[-1]
    whole = (name for name, aliases in KNOBS.items() if low in aliases)
    return next(whole, None) or next((name for name, aliases in KNOBS.items() if last in aliases), None)


def kin(key: str) -> tuple[str, ...]:
    """The knobs that belong beside the one of ``key``, without itself; none for an unknown key."""
    own = knob_of(key)
    group = next((g for g in KIN if own in g), ())
    return tuple(name for name in group if name != own)


def kin_in(config: Config, key: str) -> list[str]:
    """Keys of the config that belong beside ``key``, the nearest kin first."""
    found = [setting.key for name in kin(key) if (setting := config.knob(name)) is not None]
    return list(dict.fromkeys(found))
