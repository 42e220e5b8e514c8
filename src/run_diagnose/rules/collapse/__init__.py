"""Rules of the collapse family."""
