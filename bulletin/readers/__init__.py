"""What readers get of it: pieces that appeared, in the version that was published."""
