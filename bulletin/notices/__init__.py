"""Notices: drafted with their report forms, published, answered by a day, reminded of."""
