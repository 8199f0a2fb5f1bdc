"""The trace's panel: its bar, commands and looks."""
