"""What members and people hand in: drafted, handed in, taken in by the desk."""
