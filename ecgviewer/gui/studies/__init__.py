"""The study list: a window of its own, from which records are opened."""
