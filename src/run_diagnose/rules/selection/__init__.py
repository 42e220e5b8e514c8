"""Rules of the selection family."""
