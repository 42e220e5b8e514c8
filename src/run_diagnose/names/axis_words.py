"""Which names are axes, and which of several wins."""

from __future__ import annotations

from dataclasses import replace

from run_diagnose.facts import dataclass
from run_diagnose.names.words import glue, split_words

EPOCH, STEP, OWN, ROW = "epoch", "step", "own", "row"


def _words(text: str) -> tuple[str, ...]:
    """Spellings, the surest first."""
    return tuple(text.split())


_EPOCH = _words("""
    epoch epochs trainerepoch currentepoch epochid epochidx epochnum epochno epochnumber nepoch numepoch epochindex
    progressepoch ep timeepoch eppoch epo trainepoch globalepoch epoca epoche 轮次 轮
    época époque epoque эпоха epok dönem エポック 에포크 에폭
""")
_STEP = _words("""
    globalstep trainerglobalstep trainglobalstep numupdates update updates up totaltimesteps timetotaltimesteps
    timestepstotal currentsteps totalnumsteps step steps trainstep timesteps totalsteps timestep iteration iterations
    iter iters itr it niter globaliter globaliteration round rounds boostinground nround numsteps stepnum stepsdone
    gradientstep gradientsteps currentiteration currentiter timeiterations iterid progressstep optimizerstep
    learnersteps learnerstep commround communicationround fedround roundnum serverround
    schritt étape paso passo шаг 步数 步 步骤 ステップ 스텝 迭代 迭代次数 反復 itération adım
""")
_LOCAL = _words("batch batchidx batchid batchstep minibatch batchnum batchno batches batchindex")
_OWN = _words("""
    totalenvinteracts envsteps numenvsteps totalenvsteps actorsteps frames frame numframes kimg progresskimg tick
    progresstick episode episodes numepisodes timeepisodes episodestotal actorepisodes tokens tokensseen numtokens
    totaltokens consumedsamples samples samplesseen examples seen images generation
    tree trees ntrees ntree numberoftrees fold trial nevals
""")
_INNER = frozenset({"epoch", "step", "iteration", "globalstep"})
_ELSEWHERE = frozenset({"best", "last", "max", "total", "final", "start", "config", "args"})
"""Before ``.epoch``: not where the log is, ``best.epoch``."""
_PLANNED = {
    **dict.fromkeys(("totalsteps", "maxsteps", "totaliterations"), STEP),
    **dict.fromkeys(("totalepochs", "maxepochs", "numepochs", "numtrainepochs", "nepochs"), EPOCH),
}


@dataclass(frozen=True, slots=True)
class AxisWord:
    """What a column name says of an axis."""

    kind: str
    """``epoch``, ``step``, ``own`` for axes that keep the log's word, ``row`` for a column of row numbers."""
    rank: int
    """Lower wins."""
    local: bool = False
    """Counts batches, so it may begin anew with every epoch."""


def axis_word(name: str) -> AxisWord | None:
    """How ``name`` reads as an axis; None if it does not."""
    glued = glue(name)
    if glued in ("", "unnamed0", "index", "row"):
        return AxisWord(ROW, 99)
    if glued in _EPOCH:
        return AxisWord(EPOCH, _EPOCH.index(glued))
    if glued in _STEP:
        return AxisWord(STEP, _STEP.index(glued))
    if glued in _LOCAL:
        return AxisWord(STEP, len(_STEP) + _LOCAL.index(glued), local=True)
    if glued in _OWN:
        return AxisWord(OWN, _OWN.index(glued))
    return _nested(name)


def _nested(name: str) -> AxisWord | None:
    """``data.epoch``: the last word of a path, as JSON events hold it; behind every plain axis in rank."""
    head, _, last = name.rpartition(".")
    if not head or glue(last) not in _INNER or set(split_words(head)) & _ELSEWHERE:
        return None
    inner = axis_word(last)
    return inner and replace(inner, rank=inner.rank + len(_STEP) + len(_LOCAL))


def planned(name: str) -> str | None:
    """The axis whose planned end a constant column of this name gives."""
    return _PLANNED.get(glue(name))


def canonical(name: str) -> str:
    """``epoch`` or ``step`` where the name means that, else the log's own word."""
    word = axis_word(name)
    if word is None or word.kind == OWN:
        return name.strip().lower() or "row"
    return word.kind
