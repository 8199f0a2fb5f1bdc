"""The journal of a review: written, found, read and rescued."""
