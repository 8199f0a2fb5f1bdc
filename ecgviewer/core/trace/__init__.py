"""What is drawn of a signal: envelopes, montages, filters, calipers."""
