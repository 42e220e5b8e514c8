"""The command line: options in, exit status out; nothing is worked out here."""
