"""The program and its surroundings: paths, settings, crashes."""
