"""Networks: how they are built, fitted and exported."""
