"""Signed statements on one revision, as in-toto and SLSA have them: reading them needs no tool of ours.

``keys`` reads key files, ``dsse`` seals and opens envelopes, ``statements`` is what lies in one, ``summary``
makes SLSA's verification summary, ``reading`` judges a file of envelopes.
"""
