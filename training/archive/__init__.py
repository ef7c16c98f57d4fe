"""归档: what has to be there, what is, and the seal that says which files it was."""
