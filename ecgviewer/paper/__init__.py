"""Reports on paper: pages painted by any QPainter, for PDF, printer and preview."""
