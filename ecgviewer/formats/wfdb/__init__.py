"""WFDB records and annotation files."""
