"""Names to roles: all names of a log together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.model.roles import Goal, Split
from run_diagnose.names.vocabulary.metrics import METRICS

from .logs import role_names, roles

LOGS = {
    "keras": {
        "loss": "train_loss",
        "val_loss": "val_loss",
        "accuracy": "train_metric",
        "val_accuracy": "val_metric",
        "lr": "lr",
    },
    "test plays validation": {"train_loss": "train_loss", "test_loss": "val_loss", "test_acc": "val_metric"},
    "adversaries glued to their loss": {"dloss": "discriminator_loss", "gloss": "generator_loss"},
    "a total beside a validation": {"total": "train_loss", "Validation accuracy": "val_metric"},
    "pictures": {"Loss": "train_loss", "Avg. PSNR": "val_metric"},
    "segmentation by surfaces": {"mean_dice": "train_metric", "mean_hd95": "train_metric", "asd": "train_metric"},
    "held out": {"loss": "train_loss", "train acc": "train_metric", "held-out acc": "val_metric"},
    "time that a cost hides in": {"loss": "train_loss", "time cost": "time"},
    "a critic that is a discriminator": {"critic_loss": "discriminator_loss", "generator_loss": "generator_loss"},
    "a critic beside an actor": {"critic_loss": "train_loss_part", "actor_loss": "train_loss_part"},
    "costs that are times": {"loss": "train_loss", "batch_cost": "step_time", "reader_cost": "data_time"},
    "speed per device": {"loss": "train_loss", "sps_per_gpu": "throughput", "tokens_per_second_per_gpu": "throughput"},
    "a held-out loss and its perplexity": {
        "lm loss": "train_loss",
        "validation lm loss value": "val_loss",
        "validation lm loss PPL": "val_metric",
    },
    "a term for the data": {"total_loss": "train_loss", "pde_loss": "train_loss_part", "data_loss": "train_loss_part"},
    "a diffusion policy of robots": {"loss": "train_loss", "grdn": "grad_norm"},
    "weights by their size": {"training_loss": "train_loss", "l2_params": "weight_norm", "l2_grads": "grad_norm"},
    "a policy and its critic": {
        "objective/scores": "train_metric",
        "loss/policy_avg": "train_loss_part",
        "loss/value_avg": "train_loss_part",
    },
    "a split glued to capitals": {"TrainMSE": "train_metric", "ValMSE": "val_metric", "loss": "train_loss"},
    "what a loss is multiplied by": {"loss": "train_loss", "kl_loss": "train_loss_part", "kl_loss_weight": "other"},
    "depth": {"val_loss": "val_loss", "abs_rel": "val_metric", "delta1": "val_metric"},
    "Turkish": {"Eğitim Kaybı": "train_loss", "Doğrulama Kaybı": "val_loss", "Doğruluk": "val_metric"},
    "Chinese rewards": {"平均奖励": "train_metric"},
    "parts with a total": {
        "total_loss": "train_loss",
        "loss_mask": "train_loss_part",
        "loss_rpn_box_reg": "train_loss_part",
    },
    "lightning twins": {
        "train_loss_step": "train_loss",
        "train_loss_epoch": "train_loss",
        "physics_loss_step": "train_loss_part",
    },
    "ultralytics": {
        "train/box_loss": "train_loss_part",
        "train/dfl_loss": "train_loss_part",
        "val/cls_loss": "val_loss_part",
        "metrics/precision(B)": "val_metric",
        "metrics/mAP50-95(B)": "val_metric",
        "lr/pg0": "lr",
    },
    "yolov5 text": {
        "box": "train_loss_part",
        "obj": "train_loss_part",
        "total": "train_loss",
        "P": "val_metric",
        "R": "val_metric",
        "mAP@.5": "val_metric",
        "val_box": "val_loss_part",
    },
    "hugging face": {
        "loss": "train_loss",
        "eval_loss": "val_loss",
        "grad_norm": "grad_norm",
        "learning_rate": "lr",
        "eval_runtime": "time",
        "eval_samples_per_second": "throughput",
    },
    "several evaluation sets": {"loss": "train_loss", "eval_wiki_loss": "val_loss", "eval_books_loss": "val_loss"},
    "chainer": {"main/loss": "train_loss", "validation/main/loss": "val_loss"},
    "gan": {"loss_D": "discriminator_loss", "loss_G": "generator_loss"},
    "dcgan": {"errD": "discriminator_loss", "errG": "generator_loss"},
    "cyclegan": {
        "D_A": "train_loss_part",
        "G_A": "train_loss_part",
        "D_B": "train_loss_part",
        "G_B": "train_loss_part",
        "cycle_A": "train_loss_part",
    },
    "ppo": {
        "rollout/ep_rew_mean": "train_metric",
        "train/value_loss": "train_loss_part",
        "train/loss": "train_loss",
        "train/entropy_loss": "train_loss_part",
        "train/approx_kl": "kl",
        "train/clip_fraction": "clip_fraction",
        "train/explained_variance": "explained_variance",
    },
    "trl": {"loss": "train_loss", "reward": "train_metric", "completions/clipped_ratio": "other", "kl": "kl"},
    "xgboost": {"validation_0-logloss": "train_loss", "validation_1-logloss": "val_loss"},
    "xgboost prefixed": {"train-rmse": "train_loss", "eval-rmse": "val_loss"},
    "lightgbm": {
        "training's binary_logloss": "train_loss",
        "valid_1's binary_logloss": "val_loss",
        "valid_1's auc": "val_metric",
    },
    "catboost": {"learn": "train_loss", "test": "val_loss"},
    "errors alone": {"train_mse": "train_loss", "val_mse": "val_loss", "val_r2": "val_metric"},
    "errors beside a loss": {
        "loss": "train_loss",
        "val_loss": "val_loss",
        "mae": "train_metric",
        "val_mae": "val_metric",
    },
    "megatron": {
        "lm loss": "train_loss",
        "loss scale": "loss_scale",
        "grad norm": "grad_norm",
        "elapsed time per iteration (ms)": "step_time",
    },
    "fairseq": {
        "train_nll_loss": "train_loss",
        "valid_ppl": "val_metric",
        "train_gnorm": "grad_norm",
        "train_wps": "throughput",
    },
    "diagnostic print": {
        "avg train_loss": "train_loss",
        "y_pred_for_loss std": "pred_std",
        "y_true_for_loss mean": "target_mean",
        "decoder.weight grad_norm": "grad_norm_part",
    },
    "spread": {
        "pred_std": "pred_std",
        "label_std": "target_std",
        "std_ratio": "variance_ratio",
        "val_loss": "val_loss",
    },
    "bare words": {"train": "train_loss", "val": "val_loss", "hella": "val_metric"},
    "llm.c": {"trl": "train_loss", "tel": "val_loss", "eval": "val_metric", "norm": "grad_norm"},
    "metric beside named losses": {"train_loss": "train_loss", "valid_loss": "val_loss", "error_rate": "val_metric"},
    "chinese": {"损失": "train_loss", "验证损失": "val_loss", "学习率": "lr"},
    "running best": {"loss": "train_loss", "val_acc": "val_metric", "best_val_acc": "other", "max_val_acc": "other"},
    "cleanrl": {
        "losses/value_loss": "train_loss_part",
        "losses/approx_kl": "kl",
        "charts/episodic_return": "train_metric",
        "charts/SPS": "throughput",
    },
    "monitor": {"r": "train_metric", "l": "other", "t": "time"},
}


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.replace(" ", "-"))
def test_every_framework_is_read_in_its_own_words(log: str) -> None:
    assert role_names(*LOGS[log]) == LOGS[log]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_order_of_columns_changes_no_role(data: st.DataObject) -> None:
    log = data.draw(st.sampled_from(sorted(LOGS)))
    shuffled = data.draw(st.permutations(list(LOGS[log])))
    assert roles(*shuffled) == roles(*LOGS[log])


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(LOGS)),
    st.sets(st.sampled_from(["foo", "n_items", "user id", "bar_count", "weather"]), min_size=1),
)
def test_columns_without_meaning_change_no_role(log: str, more: set[str]) -> None:
    assert {k: v for k, v in roles(*LOGS[log], *sorted(more)).items() if k in LOGS[log]} == roles(*LOGS[log])


def spelled(name: str) -> list[str]:
    return METRICS[name][1].split()


@pytest.mark.parametrize("quantity", sorted(METRICS))
def test_every_spelling_of_a_metric_means_it_on_any_split(quantity: str) -> None:
    for spelling in spelled(quantity):
        for name, split in ((f"val_{spelling}", Split.VAL), (f"train/{spelling}", Split.TRAIN)):
            role = roles("train_loss", "val_loss", name)[name]
            assert (role.quantity, role.split, role.goal) == (quantity, split, METRICS[quantity][0]), name


def test_every_spelling_belongs_to_one_metric() -> None:
    owners: dict[str, list[str]] = {}
    for name in METRICS:
        for spelling in spelled(name):
            owners.setdefault(spelling, []).append(name)
    assert {s: o for s, o in owners.items() if len(o) > 1} == {}


def test_a_metric_of_unknown_name_on_held_out_data_has_no_direction() -> None:
    role = roles("loss", "val_foobar")["val_foobar"]
    assert (role.name, role.quantity, role.goal) == ("val_metric", "foobar", None)
    assert role.certainty < 0.5


def test_losses_fall_and_signals_have_no_better_side() -> None:
    found = roles("loss", "val_loss", "lr", "grad_norm", "loss_D", "loss_G")
    assert found["loss"].goal is Goal.MIN
    assert found["lr"].goal is None
    assert found["loss_G"].goal is None


def test_gradient_groups_keep_the_name_of_their_group() -> None:
    found = roles(
        "enc.weight grad_norm", "grad_norm/head", "grad_2.0_norm/layer1", "grad_norm_min", "grads/body", "train_loss"
    )
    parts = {n: r.part for n, r in found.items() if r.name == "grad_norm_part"}
    assert parts == {
        "enc.weight grad_norm": "enc.weight",
        "grad_norm/head": "head",
        "grad_2.0_norm/layer1": "layer1",
        "grad_norm_min": "min",
        "grads/body": "body",
    }


def test_classes_called_error_stay_classes() -> None:
    found = roles("loss", "val/IoU.error", "val/IoU.background", "val/mIoU")
    assert [found[n].quantity for n in ("val/IoU.error", "val/mIoU")] == ["iou", "miou"]
    assert found["val/IoU.error"].part == "error"


def test_final_figures_without_any_split_are_an_evaluation() -> None:
    from run_diagnose.names.columns import Column
    from run_diagnose.names.roles import assign

    found, _ = assign([Column(n, points=1) for n in ("loss", "mae", "r2")], summary=True)
    assert [r.name for r in found] == ["val_loss", "val_metric", "val_metric"]


def test_the_note_says_that_test_is_taken_for_validation() -> None:
    from run_diagnose.names.columns import Column
    from run_diagnose.names.roles import assign

    _, notes = assign([Column("train_loss"), Column("test_loss")])
    assert "test_loss" in notes[0]


def test_split_and_quantity_in_one_word_are_two() -> None:
    assert role_names("Testloss", "trainacc", "TrainLoss") == {
        "Testloss": "val_loss",
        "trainacc": "train_metric",
        "TrainLoss": "train_loss",
    }


def test_a_misspelt_rate_and_the_plural_of_an_abbreviation_are_known() -> None:
    found = roles("train_losses", "val_accs", "Learing Rate")
    assert [found[n].name for n in found] == ["train_loss", "val_metric", "lr"]
    assert found["val_accs"].goal is Goal.MAX


def test_an_unknown_figure_of_the_training_set_is_what_its_held_out_twin_is() -> None:
    assert role_names("train_loss", "train_fac", "val_fac")["train_fac"] == "train_metric"
    assert role_names("train_loss", "train_fac", "val_other")["train_fac"] == "other"


def test_the_averages_of_a_classification_report_are_no_average_precision() -> None:
    assert roles("macro avg.precision", "accuracy")["macro avg.precision"].quantity == "precision"


def test_counters_of_an_evaluation_are_no_metrics() -> None:
    assert role_names("eval_frame", "eval_episode", "eval_reward")["eval_reward"] == "val_metric"


def test_losses_of_other_trades_are_none_of_training() -> None:
    assert role_names("packet_loss", "train_loss")["packet_loss"] == "other"


def test_games_that_were_lost_are_no_loss() -> None:
    assert role_names("win_rate", "wins", "losses")["losses"] == "other"
    assert role_names("loss", "win", "draw")["loss"] == "other"
    assert role_names("loss", "win_rate")["loss"] == "train_loss"


def test_a_spread_averaged_over_batches_is_a_spread() -> None:
    named = role_names("avg_train_loss", "avg_val_loss", "avg_val_pred_std", "avg_val_target_std")
    assert (named["avg_val_pred_std"], named["avg_val_target_std"]) == ("pred_std", "target_std")


def test_a_split_of_three_letters_glued_to_an_abbreviation_is_told_from_it() -> None:
    named = roles("TrainLoss", "ValLoss", "ValR2", "ValMAE", "ValPPL", "DevRMSE")
    assert [named[n].quantity for n in ("ValR2", "ValMAE", "ValPPL", "DevRMSE")] == ["r2", "mae", "perplexity", "rmse"]
    assert {named[n].name for n in ("ValR2", "ValMAE", "ValPPL", "DevRMSE")} == {"val_metric"}
