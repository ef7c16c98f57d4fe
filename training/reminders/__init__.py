"""Reminding people and teams of what still holds up somebody: whose turn, to whom, in which words."""
