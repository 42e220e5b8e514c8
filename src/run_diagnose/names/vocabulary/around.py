"""Words around a quantity: splits, decoration, spreads, other languages; and whole names that only a table tells."""

from __future__ import annotations

from run_diagnose.model.roles import Split
from run_diagnose.names.vocabulary.spelled import words

SPLIT_WORDS: dict[str, Split] = {
    **dict.fromkeys(words("learn train tr fit trn insample trainset training"), Split.TRAIN),
    **dict.fromkeys(
        words("""
            val valid validation validate validating validset valset vali vld vl va eval evaluation evaluate evaluating
            dev devel devset development holdout heldout cv xval
        """),
        Split.VAL,
    ),
    **dict.fromkeys(words("tst test testing testset te"), Split.TEST),
}
"""Words of a name that say which data it was measured on."""

FILLER = words("""
    step epoch avg average mean running smooth smoothed ema current cur main metrics metric value values final global
    per batch rollout x combined stats statistics log logs performance monitor percent pct in on of the for set net
    output history data minibatch mini micro macro weighted result results tot model s this during interval
    smoothedvalue moyen moyenne promedio medio media médio média durchschnitt mittel средняя средний 平均 평균
    med median overall all charts iter iteration ms sec at and param params group pg
""")
"""Words that decorate a name without changing what was measured."""

DERIVED_WORDS = words("""
    best max min std var lowest highest stddev diff delta gap change improvement minimum maximum sem stderr
""")
"""A running best or a spread of a metric is not the metric."""

EXACT: dict[str, tuple[str, str]] = {
    "trl": ("train_loss", "loss"),
    "tel": ("val_loss", "loss"),
    "gnorm": ("grad_norm", "grad_norm"),
    "norm": ("grad_norm", "grad_norm"),
    "lossv": ("train_loss_part", "value"),
    "losspi": ("train_loss_part", "policy"),
    "lossq": ("train_loss_part", "value"),
    "averageepret": ("train_metric", "reward"),
    "hellaswagaccuracy": ("val_metric", "hellaswag"),
    "data": ("data_time", "data_time"),
    "emafgdice": ("val_metric", "dice"),
    "pseudodice": ("val_metric", "dice"),
    "chartrain": ("train_metric", "cer"),
    "wordtrain": ("train_metric", "wer"),
    "bcertrain": ("train_metric", "cer"),
    "bwertrain": ("train_metric", "wer"),
    "bcereval": ("val_metric", "cer"),
    "bwereval": ("val_metric", "wer"),
    "meanrms": ("train_loss", "rmse"),
    "objectivescores": ("train_metric", "reward"),
    "losspolicyavg": ("train_loss_part", "policy"),
    "lossvalueavg": ("train_loss_part", "value"),
}
"""Whole glued names whose meaning no structure tells."""

_MEANT: dict[str, str] = {
    "loss": "损失 損失 손실 потери потеря perte verlust pérdida perdida perda perdita kaybı kayıp kaybi",
    "accuracy": """
        准确率 精度 正确率 正解率 정확도 точность genauigkeit exactitude exactitud acurácia acuracia accuratezza
        doğruluğu doğruluk dogruluk
    """,
    "precision": "précision precisión precisão precisao",
    "recall": "召回率 再現率",
    "error": "误差 誤差 fehler erreur ошибка",
    "reward": "奖励 獎勵 回报 報酬 보상 награда recompensa récompense belohnung ödül",
    "lr": "学习率 学習率 학습률 lernrate taux_d'apprentissage скорость_обучения",
    "train": """
        训练 訓練 学習 훈련 학습 entraînement entrainement apprentissage entrenamiento treino treinamento addestramento
        eğitim
        обучении обучения обучение
    """,
    "val": """
        验证 検証 검증 validierung validación validacion validação validacao validazione валидации валидация проверке
        doğrulama
    """,
    "test": "测试 テスト 테스트 prueba тесте",
    "train loss": "trainingsverlust",
    "val loss": "validierungsverlust",
    "test loss": "testverlust",
    "train accuracy": "trainingsgenauigkeit",
    "val accuracy": "validierungsgenauigkeit",
    "test accuracy": "testgenauigkeit",
    "epoch": "轮次",
}
_WORDS = {word.replace("_", " "): f" {meant} " for meant, spelled in _MEANT.items() for word in spelled.split()}
FOREIGN: dict[str, str] = dict(sorted(_WORDS.items(), key=lambda pair: -len(pair[0])))
"""Words of other languages met in logs, the longest first: ``学習率`` is no training set."""
