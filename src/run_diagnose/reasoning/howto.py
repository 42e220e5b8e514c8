"""How to log what was missing, in the words of the framework that wrote the log."""

from __future__ import annotations

from run_diagnose.model.outcome import Outcome, Skipped
from run_diagnose.model.report import Howto

LINES: dict[str, str] = {
    "train_loss": 'log("train_loss", loss_sum / batches)  # mean over the epoch',
    "val_loss": 'log("val_loss", val_loss_sum / val_batches)  # model.eval(), once per epoch',
    "val_metric": 'log("val_r2", r2)  # or accuracy, AUROC: the metric that you will report',
    "train_metric": 'log("train_acc", correct / seen)',
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


def howto(outcomes: tuple[Outcome, ...]) -> tuple[Howto, ...]:
    """What to log, each role once, with the rules it would let look; the role that most rules wait for first."""
    waiting: dict[str, list[str]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Skipped):
            for role in outcome.needs:
                waiting.setdefault(role, []).append(outcome.rule)
    ordered = sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Howto(role=role, line=LINES.get(role, f'log("{role}", value)'), rules=tuple(rules)) for role, rules in ordered
    )
