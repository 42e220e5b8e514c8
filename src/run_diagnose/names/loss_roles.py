"""Which losses are whole and which are parts of one; generators and discriminators; errors that serve as loss."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.model.roles import Split
from run_diagnose.names import table
from run_diagnose.names.columns import Meaning
from run_diagnose.names.guess import LOSS, METRIC, OTHER
from run_diagnose.names.vocabulary.spelled import words

_BARE_GAN = words("d g a b cycle idt gan l1 real fake feat vgg perceptual adv gp rec total")
_BARE_YOLO = words("box obj cls dfl kobj pose seg total giou iou l1")
_BARE_TERMS = words(
    "recon reconstruction rec kld commit commitment vq perceptual mlm nsp kd distill cls reg box obj adv aux"
)
"""Terms that are logged by their own name beside the loss they are part of."""
_RL_TERMS = words("policy value actor critic vf pi v q entropy kl td pg")
_UNSCALED = frozenset({"raw", "unscaled", "unweighted", "batchwise"})
"""The loss itself, before weights and accumulation."""
_AS_LOSS = ("mse", "rmse", "mae", "error_rate", "rmsle", "mape", "quantile", "poisson")
"""Errors that serve as the loss where no loss was logged, the usual training objective first."""


def settle_losses(columns: Sequence[Meaning]) -> None:
    """Gives every loss of the log its role."""
    losses = [m for m in columns if m.open and m.guess.kind == LOSS]
    if losses:
        _settle_terms_by_own_name(columns)
    for m in losses:
        if m.guess.derived and not m.guess.whole:
            m.settle("other", "loss_spread", certainty=0.6)
    losses = [m for m in losses if m.open]
    for split in (Split.TRAIN, Split.VAL, Split.TEST):
        own = [m for m in losses if _split(m) is split]
        _settle_adversaries(own, split)
        _settle_split([m for m in own if m.open], split, losses)
    if not any(m.role.endswith("_loss") or m.role.endswith("_loss_part") for m in columns):
        _settle_error_as_loss(columns)
        _settle_total(columns)


def _settle_total(columns: Sequence[Meaning]) -> None:
    """A bare ``total`` is the loss where a validation metric stands beside it and nothing else is one."""
    validated = any(m.split is Split.VAL and m.guess.kind == METRIC for m in columns)
    for m in columns:
        if m.open and validated and m.name.words == ("total",) and m.split is not Split.VAL and m.column.points > 1:
            m.settle(_role(_split(m), "loss"), "loss", certainty=0.6)


def _split(m: Meaning) -> Split:
    return m.split if m.split is not Split.NONE else Split.TRAIN


def _role(split: Split, tail: str) -> str:
    return f"{split.value}_{tail}"


def _settle_terms_by_own_name(columns: Sequence[Meaning]) -> None:
    """``recon`` and ``val_recon`` beside ``loss``."""
    for m in columns:
        if m.open and m.guess.kind == OTHER and len(m.name.words) == 1 and m.name.words[0] in _BARE_TERMS:
            m.settle(_role(_split(m), "loss_part"), "loss", part=m.name.words[0], certainty=0.7)


def settle_bare_terms(columns: Sequence[Meaning]) -> None:
    """``box obj cls total`` and ``D_A G_A cycle_A``: losses whose names do not say so."""
    bare = [m for m in columns if m.open and m.guess.kind != LOSS and m.name.words]
    yolo = [m for m in bare if set(m.name.words) <= _BARE_YOLO]
    if len({m.name.words[0] for m in yolo} & {"box", "obj", "cls", "dfl", "giou"}) >= 2:
        for m in yolo:
            total = m.name.words == ("total",)
            m.settle(
                _role(_split(m), "loss" if total else "loss_part"),
                "loss",
                part="" if total else "_".join(m.name.words),
                certainty=0.85,
            )
    gan = [
        m for m in bare if m.open and (set(m.name.words) <= _BARE_GAN or m.name.words in (("err", "d"), ("err", "g")))
    ]
    heads = {w for m in gan for w in m.name.words if w in ("d", "g")}
    if heads == {"d", "g"}:
        _settle_adversaries(gan, Split.TRAIN)
        for m in gan:
            if m.open:
                m.settle(_role(_split(m), "loss_part"), "loss", part="_".join(m.name.words), certainty=0.85)


def _settle_adversaries(losses: Sequence[Meaning], split: Split) -> None:
    """One generator and one discriminator have roles of their own; several of a kind are parts."""
    sides: dict[str, list[Meaning]] = {"generator": [], "discriminator": []}
    words_of = {"generator": table.GENERATOR_WORDS, "discriminator": _discriminator_words(losses)}
    for m in losses:
        said = set(m.name.words)
        for side, own in words_of.items():
            if said & own and not (side == "generator" and said & words_of["discriminator"]):
                sides[side].append(m)
    if not sides["generator"] or not sides["discriminator"]:
        return
    for side, members in sides.items():
        own = words_of[side]
        whole = [m for m in members if set(m.name.words) - own <= {"loss", "err", *table.WHOLE_WORDS, *table.FILLER}]
        for m in members:
            if m in whole and len(whole) == 1 and split is Split.TRAIN:
                m.settle(f"{side}_loss", f"{side}_loss", certainty=0.9)
            else:
                part = "_".join(w for w in m.name.words if w != "loss")
                m.settle(_role(split, "loss_part"), f"{side}_loss", part=part, certainty=0.85)


def _discriminator_words(losses: Sequence[Meaning]) -> frozenset[str]:
    """A Wasserstein GAN's discriminator is called ``critic``, as the value network beside an actor is."""
    agent = any({"actor", "policy", "value"} & set(m.name.words) for m in losses)
    return table.DISCRIMINATOR_WORDS if agent else table.DISCRIMINATOR_WORDS | {"critic"}


def _settle_split(losses: Sequence[Meaning], split: Split, everywhere: Sequence[Meaning]) -> None:
    """Whole losses of one split, then the rest as parts, data sets or, alone, as the loss."""
    whole = [m for m in losses if not m.left and m.guess.explicit] or [m for m in losses if not m.left]
    data = [m for m in whole if m.name.words == ("data", "loss")]
    if len(data) < len(whole):  # beside the whole loss of a physics-informed network
        whole = [m for m in whole if m not in data]
        for m in data:
            m.settle(_role(split, "loss_part"), m.guess.quantity, part="data", certainty=0.85)
    for m in whole:
        certainty = 0.95 if m.split is not Split.NONE or m.name.rest_glued == "loss" else 0.85
        m.settle(_role(split, "loss"), m.guess.quantity, certainty=certainty - (0.2 if m.name.mark == "avg" else 0))
    rest = [m for m in losses if m.open]
    for m in rest:
        if m.left and set(m.left) <= _UNSCALED:
            m.settle(_role(split, "loss"), m.guess.quantity, part=_part(m), certainty=0.8)
    rest = [m for m in rest if m.open]
    terms = {m.left for m in everywhere if _split(m) is not split}
    sets = [m for m in rest if _is_data_set(m, split, terms)]
    rest = [m for m in rest if m not in sets]
    named = {m.left for m in everywhere if m.left and (m in rest or set(m.left) & table.COMPONENTS)}
    alone = not whole and not sets and len(named) == 1 and not set(next(iter(named))) & _RL_TERMS
    for m in rest:
        if alone:
            m.settle(_role(split, "loss"), m.guess.quantity, certainty=0.75)
        else:
            m.settle(_role(split, "loss_part"), m.guess.quantity, part=_part(m), certainty=0.85)
    single = not whole and len({m.left for m in sets}) == 1
    for m in sets:
        m.settle(_role(split, "loss"), m.guess.quantity, part="" if single else _part(m), certainty=0.8)


def _is_data_set(m: Meaning, split: Split, terms: set[tuple[str, ...]]) -> bool:
    """``eval_wikitext_loss``: a loss over another data set, not a term of the loss."""
    return split is not Split.TRAIN and bool(m.left) and m.left not in terms and not set(m.left) & table.COMPONENTS


def _part(m: Meaning) -> str:
    return "_".join(m.left) or m.guess.quantity


def _settle_error_as_loss(columns: Sequence[Meaning]) -> None:
    """A log with ``train_rmse`` and ``val_rmse`` alone: the error is what was minimised."""
    candidates = [
        m
        for m in columns
        if m.open and m.guess.kind == METRIC and "".join(m.left).isdigit() >= bool(m.left) and m.column.points > 1
    ]
    for quantity in _AS_LOSS:
        same = [m for m in candidates if m.guess.quantity == quantity and not m.guess.derived]
        splits = {m.split for m in same}
        if Split.TRAIN in splits or splits == {Split.NONE}:
            for m in same:
                twins = sum(_split(m) is _split(other) for other in same)
                m.settle(_role(_split(m), "loss"), quantity, part=_part(m) if twins > 1 else "", certainty=0.8)
            return
