"""One module per family of hints: a function of the matter that yields findings, called by `check.check`."""
