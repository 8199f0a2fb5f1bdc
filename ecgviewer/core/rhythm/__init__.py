"""Rhythm: its events, heart rate and fibrillation."""
