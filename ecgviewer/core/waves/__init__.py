"""Onset, J point and T end of median beats, and what is measured from them."""
