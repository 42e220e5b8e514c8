"""Rules of the crash family."""
