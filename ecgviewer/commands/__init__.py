"""The command line: the words that follow `ecgviewer`, and what each does."""
