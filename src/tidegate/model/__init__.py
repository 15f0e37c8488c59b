"""The vocabulary of Tidegate: frozen, typed values without I/O.

Every module here may be imported from anywhere; none imports anything of ours outside ``model``.
Paths are ``str`` in git's spelling (``/`` between parts), bytes that are not UTF-8 kept as
surrogates (``os.fsdecode`` on POSIX); ``model.paths.display`` makes them safe to print.
Lines and columns are 1-based.
"""
