"""Rules of the convergence family."""
