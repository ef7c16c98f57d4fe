"""Who fulfils the conditions of application, by which of them, and what somebody else still lacks.

Pure: no database and no Django. ``reading`` makes facts of a JSON document, ``conditions`` makes
conditions of a rule set's data, ``judging`` compares the two, ``sentences`` says what is missing.
"""
