"""Copies on paper: how many for whom, their labels, where they went and what came back."""
