"""Reminding members of their dues: whose turn it is, to whom, in which words, and the account."""
