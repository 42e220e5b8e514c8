"""Rules of the rl family."""
