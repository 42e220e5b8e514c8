"""What ``fuzz.py`` is made of: the undamaged logs, and the ways to damage them."""
