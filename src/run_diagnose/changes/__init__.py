"""What to change: one file per family of knobs, new values worked out from the run's own."""
