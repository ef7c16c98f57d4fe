"""What the portal costs: CPU per page and per run, and how many queries.

``make bench`` prints one JSON object a line: ``{"id","what","value","unit","goal"}``. The figures
are CPU seconds of this process and of its database connection, which a busy machine disturbs
less than the clock on the wall; ``docs/performance.md`` holds those that were measured.
"""
