"""Standard errors of a score measured on ``n_val`` samples.

They bound the epoch-to-epoch noise from above, because every epoch is scored on the same samples, and are what is
left to go by when a log is too short (under about 12 points) to show its own noise. Each returns None when the
inputs make no sense, so that a rule says it could not look.
"""

from __future__ import annotations

import math


def accuracy_error(p: float, n_val: float) -> float | None:
    """Binomial standard error of a share ``p`` (accuracy, precision, recall) of ``n_val`` samples."""
    return math.sqrt(p * (1.0 - p) / n_val) if 0.0 <= p <= 1.0 and n_val >= 1 else None


def r2_error(r2: float, n_val: float) -> float | None:
    """R2 is one minus a mean square over a variance, so its error follows the mean square's."""
    return (1.0 - r2) * math.sqrt(2.0 / n_val) if math.isfinite(r2) and r2 <= 1.0 and n_val >= 2 else None


def mse_error(mse: float, n_val: float) -> float | None:
    """A mean of ``n_val`` squared Gaussian errors scatters by sqrt(2/n) of itself."""
    return mse * math.sqrt(2.0 / n_val) if math.isfinite(mse) and mse >= 0.0 and n_val >= 2 else None


def pearson_error(r: float, n_val: float) -> float | None:
    """First-order standard error of a correlation."""
    return (1.0 - r * r) / math.sqrt(n_val - 1.0) if -1.0 <= r <= 1.0 and n_val >= 3 else None


def auc_error(auc: float, n_positive: float, n_negative: float) -> float | None:
    """Upper bound of the error of the area under the ROC curve, set by the rarer class."""
    rarer = min(n_positive, n_negative)
    return math.sqrt(auc * (1.0 - auc) / rarer) if 0.0 <= auc <= 1.0 and rarer >= 1 else None
