"""Reads a training log and says what went wrong, since when, why, and what to change."""
