"""The two terms of a VAE's loss, and whether the KL has any weight in it."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.stats.arrays import median

_RECONSTRUCTION = ("recon", "reconstruction", "rec", "nll", "mse", "bce", "likelihood")


@dataclass(frozen=True, kw_only=True)
class UnusedKl:
    """A KL that is logged, grows, and has (next to) no part in the loss."""

    kl: Series
    loss: Series
    recon: Series
    weight: float
    """(loss - reconstruction) / KL; 0 where both agree to the last digit."""
    part: float
    """Weight times KL, as a share of the loss."""
    onset: int


def kl_of(run: Run) -> Series | None:
    """The KL: a signal of its own, or a part of the training or validation loss."""
    found = [*run.all("kl"), *(s for s in run.all("train_loss_part", "val_loss_part") if _is_kl(s))]
    return next(
        (s for s in found if not s.name.lower().startswith(("val", "test", "eval"))), found[0] if found else None
    )


def reconstruction(run: Run, loss: Series) -> Series | None:
    """The reconstruction term of the same split as ``loss``."""
    split = loss.role.split.value
    wanted = f"{split or 'train'}_loss_part"
    found = [s for s in run.series if s.role.name in (wanted, "other") and _is_recon(s)]
    plain = [s for s in found if split != "train" or not s.name.lower().startswith(("val", "test", "eval"))]
    return plain[0] if plain else None


def unused_kl(run: Run) -> UnusedKl | None:
    """A growing KL whose weighted part is below a hundredth of the loss over the last half of the run."""
    return run.remember("unused_kl", lambda: _unused(run))


def _unused(run: Run) -> UnusedKl | None:
    loss, kl = run.get("train_loss"), kl_of(run)
    recon = reconstruction(run, loss) if loss is not None else None
    if loss is None or kl is None or recon is None:
        return None
    grid = run.aligned(loss, recon, kl)
    if len(grid) < 4:
        return None
    total, rest, nats = grid.y[loss.name], grid.y[recon.name], grid.y[kl.name]
    keep = np.isfinite(total) & np.isfinite(rest) & np.isfinite(nats) & (nats > 0)
    half = np.flatnonzero(keep)[int(keep.sum()) // 2 :]
    if len(half) < 2:
        return None
    penalty = np.abs(total[half] - rest[half])
    part = float(median(penalty / np.maximum(np.abs(total[half]), 1e-300)))
    grows = float(nats[half[-1]]) > 1.5 * float(median(nats[keep][: max(1, len(half) // 4)]))
    if part >= 0.01 or not grows or float(nats[half[-1]]) < 1.0:
        return None
    kl = kl.finite
    onset = int(np.argmax(kl.y > float(kl.y[-1]) / 3))  # where it left the range it could have been held in
    return UnusedKl(kl=kl, loss=loss, recon=recon, weight=float(median(penalty / nats[half])), part=part, onset=onset)


def _is_kl(series: Series) -> bool:
    words = {series.role.part.lower(), series.role.quantity.lower(), *series.name.lower().replace("/", "_").split("_")}
    return bool(words & {"kl", "kld", "kldiv"})


def _is_recon(series: Series) -> bool:
    words = {series.role.part.lower(), *series.name.lower().replace("/", "_").split("_")}
    return bool(words & set(_RECONSTRUCTION))
