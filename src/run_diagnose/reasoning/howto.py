"""How to log what was missing, in the words of the framework that wrote the log."""

from __future__ import annotations

from run_diagnose.model.outcome import Outcome, Skipped
from run_diagnose.model.report import Howto
from run_diagnose.model.run import Run
from run_diagnose.patterns import pattern

LINES: dict[str, str] = {
    "train_loss": 'log("train_loss", loss_sum / batches)  # mean over the epoch',
    "val_loss": 'log("val_loss", val_loss_sum / val_batches)  # model.eval(), once per epoch',
    "val_metric": 'log("val_r2", r2)  # or accuracy, AUROC: the metric that you will report',
    "train_metric": 'log("train_acc", correct / seen)',
    "train_loss_part": 'log("loss/NAME", term.item())  # each term of the loss, before its weight',
    "lr": 'log("lr", optimizer.param_groups[0]["lr"])',
    "grad_norm": 'log("grad_norm", torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf")))',
    "grad_norm_part": 'for n, p in model.named_parameters(): log(f"grad_norm/{n}", 0.0 if p.grad is None else p.grad.norm())',
    "pred_std": 'log("pred_std", predictions.std())  # over the whole validation set',
    "target_std": 'log("target_std", targets.std())  # of the same split as the loss beside it',
    "variance_ratio": 'log("pred_std", predictions.std()); log("target_std", targets.std())',
    "loss_scale": 'log("loss_scale", scaler.get_scale())',
    "update_ratio": 'log("update_ratio", (lr * grad_norm) / weight_norm)',
    "step_time": 'log("step_time", time.perf_counter() - start)',
    "throughput": 'log("samples_per_second", batch_size / seconds)',
    "memory": 'log("memory", torch.cuda.max_memory_allocated())',
    "entropy": 'log("entropy", dist.entropy().mean())',
    "kl": 'log("approx_kl", ((ratio - 1) - ratio.log()).mean())',
    "explained_variance": 'log("explained_variance", 1 - (returns - values).var() / returns.var())',
    "generator_loss": 'log("loss_G", loss_g)',
    "discriminator_loss": 'log("loss_D", loss_d)',
    "num_classes": "num_classes: 10  # in the config, or --num-classes 10",
}
"""Role to one line that logs it; ``log(name, value)`` stands for the logger at hand."""


_POLICY = ("rl", "vae", "lm")
FOR_TASKS: dict[str, tuple[str, ...]] = {
    "kl": _POLICY,
    "entropy": _POLICY,
    "clip_fraction": ("rl",),
    "explained_variance": ("rl",),
    "generator_loss": ("gan",),
    "discriminator_loss": ("gan",),
    "num_classes": ("classification", "lm"),
    "pred_std": ("regression", "", "vae"),
    "target_std": ("regression", ""),
    "variance_ratio": ("regression", ""),
}
"""Roles that mean something for some tasks only; a hint to log a policy's KL in a regression would be noise."""


_WEIGHS = pattern(
    r"(?i)lambda|(?:^|[._])(?:alpha|beta|gamma)$|loss_?(?:weight|coef)|(?:kl|aux\w*|penalty|reg)_(?:weight|coef)"
)
"""A key that weighs one term of a loss against another."""


_METRICS = ("val_metric", "train_metric")


def howto(run: Run, outcomes: tuple[Outcome, ...]) -> tuple[Howto, ...]:
    """What to log, each role once, with the rules it would let look; the role that most rules wait for first."""
    waiting: dict[str, list[str]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Skipped):
            for role in outcome.needs:
                if run.task in FOR_TASKS.get(role, (run.task,)) and not _pointless(run, role):
                    waiting.setdefault(role, []).append(outcome.rule)
    ordered = sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Howto(role=role, line=LINES.get(role, f'log("{role}", value)'), rules=tuple(rules)) for role, rules in ordered
    )


def _pointless(run: Run, role: str) -> bool:
    """A loss scale where nothing is computed in float16, terms where the config weighs none, a metric beside a metric.

    A role names a metric's split and not which metric is meant: where one is logged the line would ask for it again.
    Of other roles more may be wanted: a gradient of every step, the spread of the other split's targets.
    """
    if role in _METRICS and run.has(role):
        return True
    if role == "train_loss_part":
        return not any(_WEIGHS.search(s.key) for s in run.config.settings)
    if role != "loss_scale" or not run.config:
        return False
    said = [str(s.value).lower() for k in ("precision", "fp16", "amp") if (s := run.config.knob(k)) is not None]
    return not any(word in text for text in said for word in ("16", "true", "half"))
