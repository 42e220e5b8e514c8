"""What the person set: in a file, in the environment, on the command line; checked, with its origin."""

from run_diagnose.settings.resolve import Settings, resolve

__all__ = ["Settings", "resolve"]
