"""Employees who write for their company: let in by a link, confirmed by the company."""
