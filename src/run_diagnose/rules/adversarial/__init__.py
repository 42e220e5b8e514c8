"""Rules of the adversarial family."""
