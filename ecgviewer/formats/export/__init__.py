"""What a review or an analysis is written to for others."""
