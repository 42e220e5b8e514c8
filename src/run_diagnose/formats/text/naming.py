"""The name of a number: what the text in front of it says.

``| train_loss: 0.42`` has a strong name (behind a colon or an equals sign), ``| loss 0.42`` a weak one, which
counts only if its words are known to measure something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from run_diagnose.formats.text import words


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands in front of a number."""

    name: str = ""
    axis: str = ""
    strong: bool = False
    """True where ``:`` or ``=`` ties the name to the number."""
    section: str = ""
    """A split word that opens a section of the line: ``Val - Loss``, ``[Val] loss``, ``Test set: Average loss``."""
    opens: str = ""
    """The bracket directly in front of the number."""
    tail: str = ""
    """The words directly in front, for names that hold a number: ``Class`` of ``Class 3 IoU``."""
    before: str = ""
    """A measured name in front of ``at step``: ``Loss`` of ``Loss at step 100: 0.5``."""
    glued: bool = False
    is_split: bool = False
    comma: bool = False
    bare: bool = False
    """True where nothing but a bracket stands in front."""
    listed: bool = False
    """True where only a split names a list: ``train=(0.5, 0.8)``."""
    follows: bool = False
    """True where a blank and plain words alone lie between this number and the one before."""
    nested: bool = False
    """True in brackets opened behind another value, and behind the first name there: ``0.5 (recon: 0.3, kl:``."""
    alone: bool = False
    """True where only a column's edge stands in front: ``| 100/2826 batches``."""
    many: bool = False
    """True for how many there are of a split's: ``Val steps: 79``."""
    after_comma: bool = False
    """True where only a comma stands between name and number: ``loss, 0.838``."""
    untold: bool = False
    """True where no word stands between this number and the one before: ``epoch 3 : 0.53``."""


_UNTOLD = re.compile(r"\s*(?:[:=,|>-]|->|=>)?\s*")
_TIE = re.compile(
    r"\s*(?:[:=]+>?|->|→|≈|~=)\s*(?:np\.\w+\(|tensor\(|array\()?(?P<open>[\[(]*)\s*(?:np\.\w+\(|tensor\()?['\"$`*]{0,2}\s*$"
)
_LOOSE = re.compile(r"(?P<comma>\s*,)?\s*(?P<open>[\[(]*)\s*(?:np\.\w+\(|tensor\()?#?\s*$")
_BREAK = re.compile(
    r"[,;|\t\[\]{}<>=•]|:\s|:$|::|\s[-–—]+\s|^\s*[-–—*>]+\s|\s[-–—]+$|\s{2,}|\)\s|\)$|^\)|%|->|\s/\s|&|#|\.\.+\s|…|\.\s+(?=[A-Z])"
)
_PAREN = re.compile(r"\s?\((?=[^()]*[A-Za-z])[^()]*\)$")
_IN_BRACKETS = re.compile(r"(?:^|\s)[\[(<{]([A-Za-z][\w ]{0,30})[\])>}]\s*$")
_IN_FRONT = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*[\[(]\s*[A-Za-z]+\W*$")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]$")
_BAD = re.compile(
    r"(?<!\w)'|'(?!s |\w)|[\"\\`$]|://|\.(?:py|cc|cpp|cu|json|yaml|yml|txt|csv|pt|pth|ckpt)\b|^[./~]|^\W*$|0x|\bhttps?\b"
)
_NOT_COUNTING = re.compile(
    r"^(?:total|num|number of|max|maximum|min|n|per|every|last|best|warm-?up|of|remaining|all|at most"
    r"|gradient accumulation|accumulation|save|eval|log)\b",
    re.IGNORECASE,
)
_AT = re.compile(r"^(.*?\S)\s+(?:at|after|for|on|in|of|over)\s+(?:the\s+)?(?:end of\s+)?$", re.IGNORECASE)
_OF_A_SPLIT = re.compile(r"\s+(?:set|phase|results?|metrics|stats|split|data|epoch(?: end)?)$", re.IGNORECASE)
_HEADS = frozenset(
    {"metrics", "metric", "results", "result", "stats", "scores", "losses", "set", "data", "logs", "log"}
)
_PLURAL = re.compile(r"(?:steps|epochs|batches|iters|iterations)$", re.IGNORECASE)
_AXIS_TAIL = re.compile(
    r"(?:^|(?<=[\s_\-(*#=.@]))("
    + "|".join(re.escape(w).replace(r"\ ", "[ _]") for w in sorted(words.AXES, key=len, reverse=True))
    + r")$",
    re.IGNORECASE,
)
_OVER_ALL = re.compile(r"\S\s+(?:over|per|in)\s+(?:the\s+|this\s+)?(?:epoch|episode)$", re.IGNORECASE)
"""``Training acc over epoch: 0.35``: what was averaged over, not which one it was."""
_PER = re.compile(r"\bper(?: \w+)? \w+$", re.IGNORECASE)
"""``return per training episode``: an amount, no counter."""
_EVALUATED = re.compile(r"^evaluat\w+(?: (?:on|of))?$", re.IGNORECASE)
"""``Evaluation on test data``: what was evaluated on is the split."""
_NESTED = re.compile(r"['\"](\w+)['\"]\s*:\s*\{")
_OVER = re.compile(r"^(?:is |was |has )?(?:done|finished|completed?|ended|over)\b[.!]?\s+(?=\w)", re.IGNORECASE)
"""``Epoch 3 done. train_loss: 0.5``: the epoch is over, and the name begins behind that."""
_VERB = re.compile(r"\s+(?:is|was|of|equals|at|to|about)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:and|the|our|a|with|has|der|die|le|la)\s+(?:the\s+)?", re.IGNORECASE)
MAX_NAME = 64


def lead_of(text: str, *, glued: bool) -> Lead:
    """What the text between two numbers says about the second of them."""
    tie = _TIE.search(text)
    loose = _LOOSE.search(text)
    end = tie or loose
    strong = tie is not None
    opens = end["open"][-1:] if end else ""
    head = text[: end.start()] if end else text
    section = section_of(head)
    if quoted := _QUOTED.search(head):
        nested = [k for k in _NESTED.findall(head) if words.split_of(k)]
        return Lead(
            name=quoted[1].strip(),
            section=nested[-1] if nested else _in_front_of_dict(head),
            axis=words.AXES.get(quoted[1].strip().lower(), ""),
            strong=strong,
            opens=opens,
        )
    paren = _PAREN.search(head)
    chunk = _BREAK.split(head[: paren.start()] if paren else head)[-1]
    chunk = chunk.rsplit("(", 1)[-1].strip(" -*>!.~") if "(" in chunk else chunk.strip(" -*>!~")
    chunk = _OVER.sub("", chunk)
    axis, before = _axis_of(chunk)
    if axis and not (strong and _OVER_ALL.search(chunk)):
        return Lead(
            axis=axis,
            strong=strong,
            section=section or _leading_split(chunk) or ("" if "(" not in head else _leading_split(head.strip())),
            opens=opens,
            before=before or _before_bracket(head),
            many=bool(_PLURAL.search(chunk)) and bool(_leading_split(chunk)),
        )
    name = _ARTICLE.sub("", _VERB.sub("", chunk)) + (paren[0] if paren else "")
    name = (_bracketed(head) if not chunk else "") or name.strip()
    is_split = bool(words.split_of(chunk))
    if not _usable(name, strong=strong or chunk.endswith(" is"), opens=opens):
        name = ""
    if not strong and end is not None and end.re is _LOOSE and end["comma"] and " " in name:
        name = ""
    listed = is_split and bool(opens) and strong
    if is_split and opens:
        section, name = chunk, ""
    return Lead(
        name=name,
        strong=strong,
        section=section,
        opens=opens,
        is_split=is_split,
        listed=listed,
        glued=glued and text.startswith(" ") and not _BREAK.search(head.strip()),
        comma=text.strip() == ",",
        after_comma=not strong and loose is not None and loose["comma"] is not None,
        bare=text.strip() in ("", "["),
        alone=text.strip() in ("|", "-", ","),
        untold=bool(_UNTOLD.fullmatch(text)),
        follows=bool(re.fullmatch(r"\s+[A-Za-z_]+(?: [A-Za-z_]+)?,?\s+", text)),
        nested=text.lstrip().startswith("("),
        tail=chunk if re.fullmatch(r"[A-Za-z][\w \-]{0,48}", chunk) else "",
    )


def _in_front_of_dict(head: str) -> str:
    """The split whose dictionary begins here: ``Val metrics: {'loss': 0.6``."""
    before, brace, key = head.rpartition("{")
    told = re.findall(r"[A-Za-z][\w-]*", before)[-3:] if brace and len(key.split(":")) == 1 else []
    while told and told[-1].lower() in _HEADS:
        told.pop()
    return told[-1] if told and words.split_of(told[-1]) else ""


def _bracketed(head: str) -> str:
    """The name in brackets of its own in front of a number: ``(loss) 0.53``, ``[loss] 0.53``."""
    found = _IN_BRACKETS.search(head)
    return found[1] if found and words.LEARNING.search(found[1]) and not words.split_of(found[1]) else ""


def _axis_of(chunk: str) -> tuple[str, str]:
    """The axis that a chunk of words ends in, and the measured name in front of it (``Loss at step``)."""
    found = _AXIS_TAIL.search(chunk)
    if found is None:
        return "", ""
    if _PER.search(chunk):
        return "", ""
    rest = re.sub(
        r"^(?:at )?(?:the )?(?:end|start|beginning) of(?: the)?$",
        "",
        chunk[: found.start()].strip(" -_#*=."),
        flags=re.IGNORECASE,
    )
    evaluation = rest.lower() == "eval" and found[1][-1:].lower() != "s"  # not ``eval steps: 500``
    if not evaluation and ((rest and _NOT_COUNTING.search(rest.split(" ")[-1])) or _NOT_COUNTING.match(rest)):
        return "", ""
    before = _AT.match(rest + " ")
    name = before[1] if before and words.METRIC.search(before[1]) else ""
    if rest and not name and len(rest.split()) > 4:
        return "", ""
    if rest and chunk[found.start() - 1] == "_":
        return "", ""
    axis = words.axis_of(found[1])
    return (axis, name) if axis else ("", "")


def _before_bracket(head: str) -> str:
    """The measured name in front of a counter in brackets: ``Loss (epoch 3): 0.5``."""
    found = _IN_FRONT.search(head)
    return found[1] if found and words.METRIC.search(found[1]) else ""


def _leading_split(chunk: str) -> str:
    """The split word that a chunk begins with: ``Train`` of ``Train Epoch``."""
    first = chunk.split(" ", 1)[0].strip(":[]()")
    return first if words.split_of(first) and " " in chunk else ""


def section_of(head: str) -> str:
    """The last split word of the text that stands alone, apart from the name: ``[Val]``, ``Val -``, ``Test set:``."""
    pieces = _BREAK.split(head)
    if len(pieces) < 2:
        return ""
    for piece in reversed(pieces[:-1]):
        plain = _OF_A_SPLIT.sub("", piece.strip(" -*>()[]"))
        if words.split_of(plain):
            return plain
        before, _, last = plain.rpartition(" ")
        told = _EVALUATED.sub("", before)
        if words.split_of(last) and len(before.split()) <= 2 and not words.SPLIT_WORD.search(told):
            return last
    return ""


def _usable(name: str, *, strong: bool, opens: str) -> bool:
    """True if the words can name a value: short, no path, no code, at least one letter."""
    if not name or len(name) > MAX_NAME or _BAD.search(name) or not re.search(r"[^\W\d_]", name):
        return False
    count = len(name.split())
    if strong:
        return count <= 8
    return count <= 4 and opens != "("
