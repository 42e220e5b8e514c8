"""The pages of the two findings that speak of the settings and not of a run."""

from __future__ import annotations

from run_diagnose.explain.page import Page

MEND = """## Why it matters

An ignore that outlives its reason hides the next finding of that rule, which may be a real one.

## What to do

Take the entry out of `[[tool.diagnose.ignore]]`{renew}. `diagnose RUN --show-suppressed` lists what the others hide.
"""


def _page(code: str, slug: str, title: str, summary: str, renew: str) -> Page:
    return Page(
        code=code,
        slug=slug,
        kind="other",
        title=title,
        needs=(),
        about=MEND.format(renew=renew),
        summary=summary,
        limits=(),
    )


PAGES = (
    _page(
        "LOG901",
        "stale-ignore",
        "An ignore in the settings matches nothing",
        "The rule looked at a run that the ignore speaks of, and nothing had to be ignored.",
        "",
    ),
    _page(
        "LOG902",
        "expired-ignore",
        "An ignore in the settings is past its day",
        "The day in `until` is over: the ignore covers nothing any more, and its findings count again.",
        ", or give it a later day and say why",
    ),
)
