"""Questions that rules, causes and changes all ask of a run, each answered once."""
