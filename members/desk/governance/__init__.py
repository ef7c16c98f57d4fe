"""Bodies, their seats, and their meetings from the call to the result."""
