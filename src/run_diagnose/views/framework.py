"""Which framework trained the run, and what it does where the config says nothing."""

from __future__ import annotations

from run_diagnose.model.run import Run

TRANSFORMERS, LIGHTNING, KERAS, ULTRALYTICS, SB3 = "transformers", "lightning", "keras", "ultralytics", "sb3"
XGBOOST, LIGHTGBM, CATBOOST = "xgboost", "lightgbm", "catboost"

KEYS: dict[str, tuple[str, ...]] = {
    TRANSFORMERS: (
        "per_device_train_batch_size",
        "num_train_epochs",
        "metric_for_best_model",
        "lr_scheduler_type",
        "load_best_model_at_end",
        "gradient_accumulation_steps",
    ),
    LIGHTNING: (
        "gradient_clip_val",
        "accumulate_grad_batches",
        "check_val_every_n_epoch",
        "log_every_n_steps",
        "class_path",
        "init_args",
    ),
    ULTRALYTICS: ("lr0", "lrf", "close_mosaic", "imgsz", "warmup_bias_lr"),
    KERAS: ("restore_best_weights", "clipnorm", "beta_1", "steps_per_execution", "class_name"),
}
"""Parts of keys by which a config gives its framework away, in the order in which they are asked."""
SURE = 2
"""One such key may be anybody's; two are a framework's."""
FORMATS: dict[str, str] = {
    "hf-": TRANSFORMERS,
    "llamafactory": TRANSFORMERS,
    "lightning-": LIGHTNING,
    "keras-": KERAS,
    "ultralytics-": ULTRALYTICS,
    "yolov5-": ULTRALYTICS,
    "sb3-": SB3,
    "xgboost-": XGBOOST,
    "lightgbm-": LIGHTGBM,
    "catboost-": CATBOOST,
}
"""How the name of a log's format begins where only this framework writes it."""

DEFAULTS: dict[str, dict[str, float]] = {
    TRANSFORMERS: {"clip_grad_norm": 1.0, "weight_decay": 0.0, "learning_rate": 5e-5, "epochs": 3, "batch_size": 8},
    ULTRALYTICS: {"clip_grad_norm": 10.0, "weight_decay": 0.0005, "epochs": 100, "patience": 100, "batch_size": 16},
    SB3: {"clip_grad_norm": 0.5, "ent_coef": 0.0, "clip_range": 0.2, "ppo_epochs": 10, "learning_rate": 3e-4},
}
"""What holds where the config is silent: TrainingArguments of transformers 4 and 5, Ultralytics 8 (its trainer clips at
10; patience was 50 before 8.1), PPO of Stable-Baselines3. Lightning 2 and Keras 3 clip nothing."""
NAMES = {TRANSFORMERS: "Hugging Face's Trainer", ULTRALYTICS: "Ultralytics", SB3: "Stable-Baselines3"}


def framework(run: Run) -> str:
    """The framework that reads the config: by its keys, or where there is none by the log's format; empty for a script.

    A script with keys of its own may well train with a framework, but it is the script that reads them.
    """
    return run.remember(
        "framework", lambda: _by_word(run) or _by_keys(run) or ("" if own_config(run) else _by_format(run))
    )


def writer(run: Run) -> str:
    """The framework that trained, whoever reads the config; empty where nothing tells."""
    return framework(run) or _by_format(run)


def own_config(run: Run) -> bool:
    """True where there is a config of its own, not what the log repeats of it: only there silence means a default."""
    return bool(run.config) and all(s.path != run.config.path for s in run.sources)


def default(run: Run, knob: str) -> float | None:
    """What the framework takes where the config does not name this knob; None where that is not known."""
    return None if run.config.knob(knob) is not None else DEFAULTS.get(framework(run), {}).get(knob)


def _by_word(run: Run) -> str:
    said = run.config.text("framework") or ""
    words = {"transformers": TRANSFORMERS, "huggingface": TRANSFORMERS, "lightning": LIGHTNING, "keras": KERAS}
    words |= {"ultralytics": ULTRALYTICS, "stable": SB3, "xgboost": XGBOOST, "lightgbm": LIGHTGBM, "catboost": CATBOOST}
    return next((name for word, name in words.items() if word in said), "")


def _by_keys(run: Run) -> str:
    parts = {part for s in run.config.settings for part in s.key.split(".")}
    if any(str(s.value).startswith(("lightning.", "pytorch_lightning.")) for s in run.config.settings):
        return LIGHTNING
    return next((name for name, keys in KEYS.items() if len(parts.intersection(keys)) >= SURE), "")


def _by_format(run: Run) -> str:
    formats = [s.format for s in run.sources]
    return next((name for f in formats for start, name in FORMATS.items() if f.startswith(start)), "")
