"""Training and evaluation of the classifier; uses ecgviewer, never the reverse."""
