"""Mortara ELI XML: resting ECGs of ELI carts, which Hillrom and Baxter sell by now."""
