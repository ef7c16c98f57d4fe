"""What experts and reviewers hold in their hand on site."""
