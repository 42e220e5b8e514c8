"""GAN002: the latent code of a VAE carries nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.wording import at, number
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.latent import kl_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a code is empty."""

    nats: float = 0.05
    """The whole KL, in nats: a code that carries a tenth of a bit. (Healthy ones carry several.)"""
    share: float = 0.01
    """And at most this share of the largest KL of the run, or it never was larger than ten times the limit."""


@rule(
    "GAN002",
    "posterior-collapse",
    kind="prediction_collapse",
    title="The latent code carries nothing",
    limits=Limits(),
    tasks=("vae",),
    may_end="a posterior may open late",
    absolute="a KL term is in nats",
)
def posterior_collapse(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The latent code of a VAE carries nothing.

    ## Why it matters
    A KL of 0 means that every input is encoded as the prior itself: the decoder ignores the code, and all samples are
    drawn from one average.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,recon_loss,kl_loss
    1,1.204,1.104,0.984,0.2201
    2,1.010,1.004,0.978,0.0322
    3,0.984,0.984,0.977,0.0071
    4,0.979,0.979,0.977,0.0021
    5,0.978,0.979,0.977,0.0010
    6,0.978,0.978,0.977,0.0006
    7,0.978,0.978,0.977,0.0005
    8,0.977,0.978,0.977,0.0004
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,recon_loss,kl_loss
    1,1.204,1.104,0.984,0.2201
    2,1.010,1.004,0.878,0.1322
    3,0.984,0.984,0.777,0.2071
    4,0.979,0.979,0.727,0.2521
    5,0.978,0.979,0.707,0.2710
    6,0.978,0.978,0.697,0.2806
    7,0.978,0.978,0.687,0.2905
    8,0.977,0.978,0.682,0.2954
    ```

    ## References
    Bowman et al. 2016 (KL annealing); Kingma et al. 2016 (free bits).
    """
    kl = kl_of(run)
    if kl is None:
        yield Unsure("no KL logged", ("kl",))
        return
    y = kl.finite.y
    if len(y) < 4:
        yield Unsure(f"{len(y)} values of {kl.name}, 4 needed")
        return
    end, top = float(median(y[-max(3, len(y) // 5) :])), float(np.max(y))
    if not (0 <= end < limits.nats and (end < limits.share * top or top < 10 * limits.nats)):
        yield Fine(f"{kl.name} ends at {number(end)} nats")
        return
    above = np.flatnonzero(y >= limits.nats)
    row = min(int(above[-1]) + 1, len(y) - 1) if len(above) else 0
    start = kl.finite.moment(row)
    yield Sighting(
        message=f"{kl.name} is {number(end)} nats at the end, below {number(limits.nats)} since {at(start)}: the code "
        "carries nothing and the decoder ignores it.",
        severity=Severity.ERROR,
        confidence=0.85,
        evidence=(reading(f"{kl.name} at the end", end, start, limit=limits.nats),),
        series=(kl.name,),
        onset=start,
        values={"kl": end, "largest": top},
    )
