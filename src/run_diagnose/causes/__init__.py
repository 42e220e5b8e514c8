"""Why runs fail: one table entry per cause, with the signs that speak for and against it."""
