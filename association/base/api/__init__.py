"""What every address below ``/api/`` has in common: pages, problems, fields, strict parameters."""
