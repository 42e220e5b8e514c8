"""Rules of the speed family."""
