"""Issues: planned, put in order, locked, released."""
