"""Rules of the bookkeeping family."""
