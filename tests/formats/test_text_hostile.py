"""Text that makes patterns step back a billion times unless it is calmed first: these tests hang where it is not."""

from __future__ import annotations

import pytest

from run_diagnose.formats import FAMILIES, load
from run_diagnose.formats.base import Head
from run_diagnose.formats.text.calm import calm
from run_diagnose.sources.lines import LineDecoder

BLANKS = {
    "empty lines": "\n\ufffd" * 5 + "\n" * 20_000 + "x",
    "empty lines and numbers": "0.912\n\n\ufffd\n\n" * 2_000,
    "spaces": "1" + " " * 20_000 + "x 2",
    "tabs": "\t" * 20_000 + "loss 0.5",
    "line breaks of other systems": "\x0b\x0c\x85" * 8_000 + "1",
    "a wide gap": "epoch 1" + " " * 20_000 + "loss: 0.5",
    "brackets": "1" + "[" * 4_000 + "2",
    "letters behind a count in brackets": "best: 0.44 (50 iteration" + "x" * 3_000,
    "marks over many lines": "[\n],{\n" * 15_000,
    "costs that go on": "Ep. 1 : Up. 2 : Sen. 3 : Cost " + "0.5x" * 200 + " 1 :" * 20_000,
}


@pytest.mark.parametrize("text", BLANKS.values(), ids=BLANKS)
def test_long_runs_of_blanks_do_not_stop_any_text_reader(text: str) -> None:
    head = Head.of("train.log", text)
    for name in FAMILIES["text"]:
        module = load(name)
        module.recognise(head)
        reader = module.reader(head)
        for number, line in LineDecoder("utf-8").feed(text.encode() + b"\n"):
            list(reader.feed(number, line))  # type: ignore[arg-type]
        list(reader.close())


def test_calm_text_keeps_line_ends_and_what_logs_align_with() -> None:
    aligned = "epoch" + " " * 25 + "loss" + "\n" * 300 + "1" + " " * 25 + "0.5"
    calmed = calm(aligned, longest=len(aligned))
    assert calmed.split() == aligned.split()
    assert calmed.count("epoch" + " " * 25 + "loss") == 1
    assert "loss\n" in calmed
    assert "\n1" in calmed
    assert len(calmed) < 120


BREAKERS = {
    "a time stamp where other lines count": "Epoch 1 loss: 0.5\n" * 20 + "Epoch 2024-02-01 10:04:10.000001 loss: 0.4\n",
    "a name that is all slashes": "epoch 1 / / mean/: 0.5 / 0.2 / 0.1\nepoch 2 a/b/: 1 / 2 | 3\n",
    "a rule without end": "-" * 20_000 + "x\n" + "-|-" * 9_000 + "x\n",
    "a word without end": "epoch 1 loss 0.5\nnet" + "9" * 60_000 + "on.params - dropout = 0.1\n",
    "a value far behind what is kept of a line": "2022-09-19 20:11:27,780 - " + "x.y" * 6_000 + " - dropout = 0.1\n",
    "a bar of digits": "Step 2 | loss:1.5 speed:0." + "1" * 900 + "00%|" + "1" * 900 + " grad_norm:1.9\n",
    "bars as long as a page": "\u2501" * 4_000 + " 1/2 loss: 0.5\n" + "\u2501 " * 3_000 + "x\n",
}


@pytest.mark.parametrize("text", BREAKERS.values(), ids=BREAKERS)
def test_what_broke_readers_in_the_fuzz_runs_is_read(text: str) -> None:
    for name in FAMILIES["text"]:
        reader = load(name).reader(Head.of("train.log", text))
        for number, line in LineDecoder("utf-8").feed(text.encode()):
            list(reader.feed(number, line))  # type: ignore[arg-type]
        list(reader.close())


@pytest.mark.parametrize("word", ["ıt", "ſtep", "İter", "epochſ"])
def test_letters_that_only_look_alike_name_no_axis(word: str) -> None:
    text = "".join(f"{word} {i} loss: 0.{i}\nafter {i} {word} the loss is 0.5\n" for i in range(1, 8))
    reader = load("general_text").reader(Head.of("train.log", text))
    for number, line in enumerate(text.splitlines(), 1):
        list(reader.feed(number, line))  # type: ignore[arg-type]


def test_blanks_around_a_spelling_of_its_own_take_no_time() -> None:
    line = "Averaged stats: lr: 0.1  loss: 2.5 (2.4)"
    lines = [line, line, " " * 60_000 + line + " " * 60_000]
    log = load("general_text").reader(Head.of("train.log", "\n".join(lines)))
    records = [r for number, one in enumerate(lines, 1) for r in log.feed(number, one)]
    assert [*records, *log.close()]
