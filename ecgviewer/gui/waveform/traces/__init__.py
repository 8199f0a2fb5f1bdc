"""The traces of the leads."""
