"""Every layout of the window at many sizes and scales: measured, and as pictures."""
