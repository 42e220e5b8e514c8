"""Snippets on a narrow terminal: they fit where Python lets them be broken, and still mean the same."""

from __future__ import annotations

import ast

import pytest

from run_diagnose.render.terminal.snippet import fitted

LONG = (
    "base_grad = torch.autograd.grad(base_loss, weight, retain_graph=True)[0].norm()",
    "print(loss_fn(model(inputs), targets).item(), loss_fn(model(mixed), targets).item())  # equal: it is ignored",
    "ratio = pred.std() / (target.std() + 1.0e-8)  # not pred.var() / target.var(), whose pull ends near nothing",
    'log("a, name (with) brackets and a comma, which is text", value.of(something), another=thing.of(it, and_it))',
)


@pytest.mark.parametrize("line", LONG)
@pytest.mark.parametrize("width", [60, 73])
def test_a_long_line_is_broken_and_means_the_same(line: str, width: int) -> None:
    lines = fitted(line, width)
    assert ast.dump(ast.parse("\n".join(lines))) == ast.dump(ast.parse(line))
    assert all(len(part) <= width for part in lines) or '"' in line


def test_a_line_that_fits_and_one_that_cannot_be_broken_stay() -> None:
    assert fitted("x = f(a, b)", 40) == ["x = f(a, b)"]
    word = "x = " + "y" * 60
    assert fitted(word, 40) == [word]


def test_a_comment_is_wrapped_as_a_comment_and_keeps_its_indentation() -> None:
    lines = fitted("    # the same with the output of the encoder mixed; and for a mask its mean", 40)
    assert len(lines) > 1
    assert all(line.startswith("    # ") and len(line) <= 40 for line in lines)
