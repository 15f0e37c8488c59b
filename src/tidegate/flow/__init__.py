"""The flow engine: what a function does with the data it gets, and how functions compose.

``values`` is the abstract domain, ``engine`` keeps summaries, ``frame`` runs one function:
``expressions``, ``statements``, ``conditions`` and ``calls`` are its parts; ``library`` applies
knowledge; ``classes`` looks attributes up. Nothing here knows a library or a weakness by name.
"""
