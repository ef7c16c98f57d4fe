"""One text, one writer for each place where it is read."""
