"""A simulated reader that reviews classified records."""
