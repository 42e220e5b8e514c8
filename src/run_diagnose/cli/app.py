"""The front door: one command line in, one exit status out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from run_diagnose.cli import quick
from run_diagnose.cli.commands import COMMANDS
from run_diagnose.errors import DiagnoseError

_FEW_CYCLES = 50_000
"""Objects made before the collector looks for cycles among them: what is read and judged holds none.
Every 700 objects, as is the default, it walks through the modules just loaded: a twentieth of a small diagnosis."""


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; never a traceback."""
    words = list(sys.argv[1:] if args is None else args)
    gc.set_threshold(_FEW_CYCLES)
    try:
        plain = quick.understood(words)
        status = quick.run(plain) if plain else _parsed(words)
    except KeyboardInterrupt:
        return 130
    except DiagnoseError as error:
        from run_diagnose.cli.trouble import tell

        tell(error.reason, error.hint)
        return error.status
    except Exception as error:  # the last line of defence: told apart below, never shown as a traceback
        from run_diagnose.cli.trouble import wrong_use

        if type(error).__name__ == "Abort":
            return 130
        return wrong_use(error, words, COMMANDS) or _bug(error, words)
    return status if isinstance(status, int) else 0


def _parsed(words: list[str]) -> object:
    from run_diagnose.cli.parser import app

    return app(args=words, prog_name="diagnose", standalone_mode=False)


def _bug(error: Exception, words: list[str]) -> int:
    from run_diagnose.cli.bug import report_bug

    return report_bug(error, words)
