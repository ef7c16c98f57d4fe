"""What is made of an issue: PDF to read and to print, from the same blocks as every other edition."""
