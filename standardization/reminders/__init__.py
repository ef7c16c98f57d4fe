"""Reminding of what is due in reviews: what, to whom, in which words, never twice."""
