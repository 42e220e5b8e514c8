"""Thousands of runs."""
