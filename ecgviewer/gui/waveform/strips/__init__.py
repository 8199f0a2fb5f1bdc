"""Strips of the whole record: overview, tachogram, disclosure."""
