"""What all text logs share: numbers, logger prefixes, bars, events, settings, and the learner of line shapes."""
