"""What the person named: bytes into lines, lines into records, paths into the files of a run."""
