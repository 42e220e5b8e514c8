"""Plain facts that every stage shares: what was read, what it means, what was found."""
