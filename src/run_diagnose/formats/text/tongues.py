"""The few words of a print loop in other languages than English: what counts, what measures.

What they mean is decided by ``names``; here they only tell a log's numbers from the other numbers on a line.
"""

from __future__ import annotations

from run_diagnose.patterns import pattern

_EPOCH = "époque epoque epoche época epoca эпоха epok dönem 轮次 轮 エポック 에포크 에폭"
_STEP = "étape schritt paso passo adım шаг 步数 步 ステップ 스텝"
_ITERATION = "itération iteración iteração итерация 迭代 迭代次数 反復 반복"
AXES: dict[str, str] = {
    **dict.fromkeys(_EPOCH.split(), "epoch"),
    **dict.fromkeys(_STEP.split(), "step"),
    **dict.fromkeys(_ITERATION.split(), "iteration"),
}
"""French, German, Spanish, Portuguese, Italian, Russian, Turkish, Chinese, Japanese, Korean; lower case -> axis."""

LEARNING = (
    r"verlust|pertes?|p[ée]rdidas?|perdas?|perdita|потер[ияьей]|损失|損失|손실"
    r"|genauigkeit|exactitude?|pr[ée]cision|precisi[óo]n|precisão|acurácia|accuratezza|точност[ьи]"
    r"|准确率|正确率|召回率|精度|正解率|정확도|fehler|erreur|ошибка|误差|誤差"
    r"|ka(?:yıp|ybı)|doğrulu[kğ]u?|奖励|獎勵|回报|報酬|보상|награда|r[ée]compens[ae]|belohnung|ödül"
)
"""Losses, accuracies and errors."""

COMPOUNDS = r"(?:(?:trainings?|validierungs?|validations?|test|val)[- ]?)?(?:verlust|genauigkeit|fehler)"
"""German writes the split and the quantity as one word."""

RATES = r"lernrate|学习率|学習率|학습률|taux d.apprentissage|скорость обучения"

COUNTED = pattern(r"第\s*$")
"""In front of a number that a word behind it explains: ``第3轮``."""

COUNTERS = pattern(r"\s*(?:个|個)?(?:(轮|輪|回|期|エポック|epoch)|(步|ステップ))")
"""Behind such a number: an epoch (group 1) or a step (group 2)."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): plain for wide, plain in {"、": ", ", "。": ". ", "　": " ", "\u00a0": " ", "−": "-", "∶": ":"}.items()
}


def narrow(line: str) -> str:
    """The line with full-width digits and marks (``：``, ``，``) as their ASCII twins."""
    return line if line.isascii() else line.translate(_WIDE)
