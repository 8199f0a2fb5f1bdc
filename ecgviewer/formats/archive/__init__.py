"""WFDB records inside a ZIP archive, as PhysioNet gives them."""
