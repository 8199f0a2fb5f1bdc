"""What a reader adds to a review that is neither a beat nor a rhythm."""
