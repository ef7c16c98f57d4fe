"""Who wants to be a member, who becomes one by a body's decision, and who leaves."""
