"""What can be wrong with a run: one file per rule, grouped by family."""
