"""What the views show: document, selection, and who changes them."""
