"""Rules of the gradients family."""
