"""Colours, badges, texts and tiles that the views share."""
