"""Rules of the generalisation family."""
