"""Code for the framework that wrote the log, where it has a way of its own; plain PyTorch elsewhere."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.views.framework import FORMATS, KERAS, LIGHTNING, TRANSFORMERS, framework, own_config

OWN: dict[str, dict[str, str]] = {
    "stop-on-break": {
        KERAS: "model.fit(..., callbacks=[keras.callbacks.TerminateOnNaN()])",
        LIGHTNING: "if not torch.isfinite(loss):  # in training_step; EarlyStopping(check_finite=True) looks at its monitor alone\n"
        "    self.trainer.should_stop = True",
        TRANSFORMERS: "class Stop(TrainerCallback):  # logging_nan_inf_filter=False, or a NaN is logged as the mean before it\n"
        "    def on_log(self, args, state, control, logs=None, **kwargs):\n"
        '        control.should_training_stop = not math.isfinite((logs or {}).get("loss", 0.0))',
    },
    "log-gradients": {
        KERAS: "grads = tape.gradient(loss, model.trainable_weights)  # in train_step\n"
        'return {"loss": loss, "grad_norm": tf.linalg.global_norm(grads)}',
        LIGHTNING: "def on_before_optimizer_step(self, optimizer):\n"
        '    self.log_dict(grad_norm(self, norm_type=2))  # lightning.pytorch.utilities: "grad_2.0_norm_total"',
        TRANSFORMERS: "TrainingArguments(logging_steps=1)  # the Trainer logs grad_norm by itself from transformers 4.38 on",
    },
    "log-spread": {
        KERAS: "class Spread(keras.callbacks.Callback):\n"
        "    def on_epoch_end(self, epoch, logs=None):\n"
        '        logs["pred_std"] = float(self.model.predict(x_val, verbose=0).std())',
        LIGHTNING: 'self.log_dict({"pred_std": predictions.std(), "target_std": targets.std()})  # in validation_step',
        TRANSFORMERS: "def compute_metrics(p):\n"
        '    return {"pred_std": p.predictions.std(), "target_std": p.label_ids.std()}',
    },
    "evaluate-train-loss": {
        KERAS: "model.evaluate(x_train[:n], y_train[:n])  # without dropout, with the weights of the end of the epoch",
        LIGHTNING: "trainer.validate(model, train_dataloader)  # eval mode, the end of the epoch",
        TRANSFORMERS: 'trainer.evaluate(train_dataset.select(range(n)), metric_key_prefix="train_eval")',
    },
}
"""Recipe to framework to code (Keras 3, Lightning 2, transformers 4.38 to 5)."""


def snippet(run: Run, slug: str, plain: str) -> str:
    """The framework's own way where it read the config or wrote all of the log; else ``plain``."""
    return OWN.get(slug, {}).get(_who(run), plain)


def _who(run: Run) -> str:
    if own_config(run) and framework(run):
        return framework(run)
    written = {next((n for start, n in FORMATS.items() if s.format.startswith(start)), "") for s in run.sources}
    return written.pop() if len(written) == 1 else ""
