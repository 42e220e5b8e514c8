"""What the configs of the runs differ in: dotted keys, without what names a run or says where it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.comparison.sample import Sample
from run_diagnose.model.comparison import Difference
from run_diagnose.model.knobs import KNOBS

_NAMES = re.compile(
    r"(?:^|[._-])(?:run_?name|exp(?:eriment)?_?(?:name|id)|run_?id|job_?(?:name|id)|trial_?(?:name|id|number)?|group_?name|"
    r"tags?|notes?|description|comment|wandb_?(?:id|name|run)?|user|host(?:name)?|date(?:time)?|time_?stamp|created|"
    r"git_?(?:sha|commit|hash|branch)|commit|version|uuid|port|master_port|local_rank|rank|pid|display_name|name)$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"(?:^|[._-])(?:output|out|save|log(?:ging)?|logs?|checkpoint|ckpt|work|cache|tmp|temp|result|results|run|exp|tensorboard|"
    r"tb|project|root|artifact|artifacts)_?(?:dir|directory|path|folder|root|file|uri)$|"
    r"(?:^|[._-])(?:dir|directory|path|folder|cwd|device|devices|gpus?|gpu_ids?|cuda_visible_devices)$",
    re.IGNORECASE,
)
_PATH = re.compile(r"^(?:[A-Za-z]:\\|~?/|\.{1,2}/|s3://|gs://|https?://|file:)")
_DATA = re.compile(
    r"(?:^|[._-])(?:data(?:set|sets|_?dir|_?path|_?root|_?file|_?split|_?name)?|fold|train_file|val_file|csv)$", re.I
)
SEED = frozenset(KNOBS["seed"])
Missing = object()


def differences(samples: Sequence[Sample], ignore: Sequence[str] = ()) -> tuple[Difference, ...]:
    """Keys whose values differ among the runs that have a config; names, places and ``ignore`` left out.

    A run whose config lacks a key differs from one that has it; runs without any config take no part.
    """
    configured = [s for s in samples if s.configured]
    keys = dict.fromkeys(key for s in configured for key in s.config)
    out = []
    for key in keys:
        values = {s.label: s.config[key] for s in configured if key in s.config}
        if not is_about_run(key, list(values.values()), ignore) and _differs(values, len(configured)):
            out.append(Difference(key=key, values=values))
    return tuple(sorted(out, key=lambda d: is_seed(d.key)))  # what was chosen before what was drawn


def _differs(values: dict[str, object], runs: int) -> bool:
    return len({_plain(v) for v in values.values()}) > 1 or 0 < len(values) < runs


def _plain(value: object) -> str:
    """Values that mean the same are the same: 1 and 1.0 are, True and 1 are not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return repr(value)
    return repr(float(value))


def is_about_run(key: str, values: Sequence[object], ignore: Sequence[str] = ()) -> bool:
    """True for keys that name a run, place its files or pick its device; data paths are settings."""
    if any(key == word or key.endswith("." + word) or _matches(word, key) for word in ignore):
        return True
    if is_data(key):
        return False
    return bool(_NAMES.search(key) or _PLACES.search(key)) or any(isinstance(v, str) and _PATH.match(v) for v in values)


def _matches(word: str, key: str) -> bool:
    try:
        return re.search(word, key) is not None
    except re.error:
        return False


def is_data(key: str) -> bool:
    """True for keys that say what data was used."""
    return bool(_DATA.search(key))


def is_seed(key: str) -> bool:
    """True for the seed of the random numbers."""
    return key.rsplit(".", 1)[-1].lower().replace("-", "_") in SEED


def same_but_seed(a: Sample, b: Sample, differing: Sequence[Difference]) -> bool:
    """True where both configs are known and differ in nothing but the seed."""
    if not (a.configured and b.configured):
        return False
    return all(is_seed(d.key) for d in between(a, b, differing))


def between(a: Sample, b: Sample, differing: Sequence[Difference]) -> list[Difference]:
    """The keys in which these two differ."""
    return [d for d in differing if _plain(d.values.get(a.label, Missing)) != _plain(d.values.get(b.label, Missing))]
