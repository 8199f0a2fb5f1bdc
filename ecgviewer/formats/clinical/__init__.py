"""What formats of short clinical recordings have in common: XML, leads, details."""
