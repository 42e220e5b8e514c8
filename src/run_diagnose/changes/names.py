"""What a knob that the config lacks is called in its framework, and what to write where no key exists for it.

``TrainingArguments`` (transformers 4 and 5), the ``args.yaml`` of Ultralytics 8 and a Lightning ``trainer`` section are
read strictly: an unknown key there stops the program, so code is proposed instead.
"""

from __future__ import annotations

from run_diagnose.model.knobs import KNOBS
from run_diagnose.model.run import Run
from run_diagnose.model.wording import setting as spelled
from run_diagnose.views.framework import (
    CATBOOST,
    KERAS,
    LIGHTGBM,
    LIGHTNING,
    TRANSFORMERS,
    ULTRALYTICS,
    XGBOOST,
    framework,
)

NAMES: dict[str, dict[str, str]] = {
    TRANSFORMERS: {
        "accumulation": "gradient_accumulation_steps",
        "batch_size": "per_device_train_batch_size",
        "checkpoint_interval": "save_steps",
        "clip_grad_norm": "max_grad_norm",
        "epochs": "num_train_epochs",
        "label_smoothing": "label_smoothing_factor",
        "monitor": "metric_for_best_model",
        "monitor_mode": "greater_is_better",
        "num_workers": "dataloader_num_workers",
        "restore_best": "load_best_model_at_end",
        "scheduler": "lr_scheduler_type",
    },
    LIGHTNING: {
        "accumulation": "accumulate_grad_batches",
        "clip_grad_norm": "gradient_clip_val",
        "epochs": "max_epochs",
        "log_interval": "log_every_n_steps",
    },
    ULTRALYTICS: {
        "batch_size": "batch",
        "checkpoint_interval": "save_period",
        "learning_rate": "lr0",
        "num_workers": "workers",
        "patience": "patience",
    },
    KERAS: {"clip_grad_norm": "clipnorm", "restore_best": "restore_best_weights"},
    XGBOOST: {"patience": "early_stopping_rounds"},
    LIGHTGBM: {"patience": "early_stopping_round"},
    CATBOOST: {"patience": "early_stopping_rounds"},
}
"""Names that differ from the first alias of the knob."""

_STOP_HF = """from transformers import EarlyStoppingCallback
trainer.add_callback(EarlyStoppingCallback(early_stopping_patience={new}))
# with load_best_model_at_end=True, metric_for_best_model and greater_is_better set, evaluating as often as it saves"""
_STOP_LIGHTNING = """from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
trainer.callbacks += [EarlyStopping("val_loss", mode="min", patience={new}), ModelCheckpoint(monitor="val_loss", mode="min")]"""
_STOP_KERAS = """stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience={new}, restore_best_weights=True)
model.fit(..., callbacks=[stop])"""
_CLIP_ULTRALYTICS = """class Trainer(DetectionTrainer):  # ultralytics.models.yolo.detect; it clips at 10.0 by itself
    def optimizer_step(self):
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), {new})
        super().optimizer_step()"""
_FLOOR_HF = """TrainingArguments(lr_scheduler_type="cosine_with_min_lr", lr_scheduler_kwargs={{"min_lr": {new}}})"""
_DROPOUT_HF = (
    """model = AutoModel.from_pretrained(name, hidden_dropout_prob={new}, attention_probs_dropout_prob={new})"""
)
_LOSS_ULTRALYTICS = """class Model(DetectionModel):
    def init_criterion(self):
        return MyLoss(self)  # no key of args.yaml reaches the loss"""

CODE: dict[str, dict[str, str]] = {
    TRANSFORMERS: {
        "patience": _STOP_HF,
        "min_lr": _FLOOR_HF,
        "dropout": _DROPOUT_HF,
    },
    LIGHTNING: {"patience": _STOP_LIGHTNING},
    KERAS: {"patience": _STOP_KERAS},
    ULTRALYTICS: {
        "clip_grad_norm": _CLIP_ULTRALYTICS,
        "class_weights": _LOSS_ULTRALYTICS,
        "spread_weight": _LOSS_ULTRALYTICS,
    },
}
"""Framework and knob to the code that does it, where a strict config has no key; ``{new}`` stands for the value."""


IN_PLACE = ("weight_decay", "clip_grad_norm", "accumulation", "epochs", "log_interval")
"""Arguments that any trainer or optimiser takes; another one would be handed to a class that does not know it."""


def key_for(run: Run, knob: str) -> str:
    """The key to add for ``knob``, in the section where its framework looks for it."""
    name = NAMES.get(framework(run), {}).get(knob, KNOBS[knob][0])
    own = framework(run) == LIGHTNING and knob in NAMES[LIGHTNING]
    return f"trainer.{name}" if own and any(s.key.startswith("trainer.") for s in run.config.settings) else name


def code_for(run: Run, knob: str, new: object) -> str:
    """Code in place of a key that a strictly read config does not have; empty where a key can be added."""
    text = CODE.get(framework(run), {}).get(knob) if run.config else None
    if text is None and knob not in IN_PLACE and _builds_classes(run):
        text = f"{KNOBS[knob][0]} = {{new}}  # where the program builds what it belongs to: a key here would go to a class that has none"
    return "" if text is None else text.format(new=spelled(new))


def _builds_classes(run: Run) -> bool:
    """True for a config whose sections are arguments of the classes that they name (Lightning's CLI, hydra)."""
    return any(s.key.rpartition(".")[2] in ("class_path", "_target_") for s in run.config.settings)
