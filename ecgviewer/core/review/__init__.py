"""A review: edits, their history, and what is left to look at."""
