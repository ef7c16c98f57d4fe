"""Pieces on their way to readers: begun, edited, kept in versions, reviewed, published."""
