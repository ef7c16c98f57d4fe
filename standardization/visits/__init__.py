"""A day on site: planned, made ready, begun, held, and what may stop it."""
