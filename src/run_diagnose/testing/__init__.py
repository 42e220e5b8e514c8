"""For our own tests and for strangers' rules and formats: small runs made by hand."""
