"""Regular expressions of Python's ``re``: tree, automaton, and a matcher that counts its steps."""
