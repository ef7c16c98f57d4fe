"""What members and the desk fill in alike."""
