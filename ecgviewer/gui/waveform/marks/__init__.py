"""What is drawn over the traces: beats, other readers, calipers."""
