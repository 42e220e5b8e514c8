"""Words around a quantity: splits, decoration, spreads, other languages; and whole names that only a table tells."""

from __future__ import annotations

from run_diagnose.model.roles import Split
from run_diagnose.names.vocabulary.spelled import words

SPLIT_WORDS: dict[str, Split] = {
    **dict.fromkeys(words("learn train tr fit trn insample trainset training"), Split.TRAIN),
    **dict.fromkeys(
        words("""
            val valid validation validate validating validset valset vali vld vl eval evaluation evaluate evaluating
            dev devel devset development holdout heldout
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
    smoothedvalue med median overall all charts iter iteration ms sec at and param params group pg
""")
"""Words that decorate a name without changing what was measured."""

DERIVED_WORDS = words("""
    best max min std var lowest highest stddev diff delta gap change improvement minimum maximum sem
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
}
"""Whole glued names whose meaning no structure tells."""

FOREIGN: dict[str, str] = {
    "损失": " loss ",
    "训练": " train ",
    "验证": " val ",
    "测试": " test ",
    "准确率": " accuracy ",
    "精度": " accuracy ",
    "学习率": " lr ",
    "正确率": " accuracy ",
    "召回率": " recall ",
    "손실": " loss ",
    "정확도": " accuracy ",
    "訓練": " train ",
    "検証": " val ",
    "損失": " loss ",
    "正解率": " accuracy ",
    "потери": " loss ",
    "точность": " accuracy ",
    "perte": " loss ",
    "verlust": " loss ",
    "genauigkeit": " accuracy ",
    "pérdida": " loss ",
    "précision": " precision ",
    "轮次": " epoch ",
}
"""Words of other languages met in logs."""
