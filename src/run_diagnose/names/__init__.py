"""From spelling to meaning: roles, axes, segments; the only makers of a Run."""
