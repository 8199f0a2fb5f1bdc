"""The panel of beats by kind."""
