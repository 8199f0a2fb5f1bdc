"""Kinds of beats: beats of one shape, and groups of them."""
