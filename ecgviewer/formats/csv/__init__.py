"""Recordings as CSV and other text: a row a sample, of programs and wearables."""
