"""Records to learn from: beats, splits, corrections."""
