"""Files as such: replaced whole, locked, looked at before read."""
