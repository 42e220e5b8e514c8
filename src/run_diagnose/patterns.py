"""Regular expressions that are compiled when they are first asked.

A small log meets some forty of the hundred patterns that the modules it loads define, and compiling the others takes
as long as judging it. Worth it where most logs have no use for a pattern; ``re.compile`` is right for all others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["pattern"]

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:  # noqa: N801 - stands where re.compile would
        """As ``re.compile``, to be asked by its methods; the functions of ``re`` do not take it."""

        def __init__(self, text: str, flags: int = 0) -> None:
            self._text, self._flags = text, flags

        def __getattr__(self, name: str) -> Any:
            """A method of the compiled pattern, kept here so that this is asked once for each."""
            method = getattr(re.compile(self._text, self._flags), name)
            setattr(self, name, method)
            return method
