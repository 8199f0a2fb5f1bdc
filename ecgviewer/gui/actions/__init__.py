"""What can be done in the window, with which key."""
