"""One file per command, each with a function ``command``; its docstring is the help."""
