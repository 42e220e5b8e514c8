"""Small statistics on arrays; lower is better, non-finite rows are dropped, rows refer to the array handed in."""
