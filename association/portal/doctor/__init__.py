"""``manage.py doctor``: what an operator would look at, each with a sentence that names the mend.

``printing``, ``servers``, ``secrets`` and ``work`` each hold ``CHECKS``: name → function. A check
answers one ``Finding``; one that breaks is a finding too.
"""
