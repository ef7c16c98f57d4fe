"""The checklist of a visit: what the phone is given, what it sends back, and how it is closed."""
