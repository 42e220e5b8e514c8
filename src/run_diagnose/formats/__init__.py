"""Bytes and lines in, records out: one module per log format, the most specific first."""
