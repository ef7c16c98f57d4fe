"""What a review scores, by the sheet that it was held on and what was found. Exact, and the same
bytes each time.

Pure: no database and no Django. ``reading`` makes a ``sheet`` of a JSON document, ``points`` adds
up, ``grades`` says which grade that is, ``results`` puts both into one answer.
"""
