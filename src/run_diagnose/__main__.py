"""``python -m run_diagnose`` is ``diagnose``."""

import sys

from run_diagnose.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
